//! The rules for addresses that calls may connect to (R23, T2–T7, T18). Only global unicast
//! addresses are allowed, plus those that an operator has opened. The decision is made about the
//! address, never about its spelling: the URL parser and the resolver have already turned `0x7f.1`
//! and `127.0.0.1.nip.io` into the same four bytes.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use url::Host;

/// The hosts and ranges that an operator has allowed and denied. Denied ones take precedence (T18).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    allow: List,
    deny: List,
    nat64: Vec<Ipv6Net>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct List(Vec<Item>);

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Item {
    place: Place,
    /// The only port for which it counts; `None` means every port.
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// A host name.
    Name(String),
    /// All names below a domain, written `*.corp.example`.
    Below(String),
    Net(IpNet),
}

/// An item of a list that cannot be read, or that no call could ever match.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a host name, *.domain, an address or a range such as 10.0.0.0/8, with or without a port such as :443"
)]
pub struct NoRule(pub String);

/// The reasons for which an address must not be called. They are for the log only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The operator has denied the address.
    #[error("denied by the configuration")]
    Denied,
    /// The address is not a global unicast address, and the operator has not allowed it.
    #[error("not a public address")]
    NotPublic,
    /// Only the operator can allow names of a private network.
    #[error("a name of a private network")]
    LocalName,
    /// The address can never be allowed.
    #[error("an address that cannot be called")]
    Never,
}

impl Rules {
    /// Reads two comma-separated lists of hosts, domains, addresses and CIDR ranges, as in
    /// `PLUGDOCK_PROXY_ALLOW_UPSTREAM`.
    pub fn parse(allow: &str, deny: &str) -> Result<Self, NoRule> {
        Ok(Self {
            allow: allow.parse()?,
            deny: deny.parse()?,
            nat64: Vec::new(),
        })
    }

    /// Adds the prefixes of the network's NAT64 (RFC 6052), separated by commas. Addresses in them
    /// are judged as the IPv4 addresses that they stand for.
    pub fn with_nat64(mut self, prefixes: &str) -> Result<Self, NoPrefix> {
        for text in items(prefixes) {
            let refuse = || NoPrefix(text.to_owned());
            let net: Ipv6Net = text.parse().map_err(|_| refuse())?;
            if !NAT64_LENGTHS.contains(&net.prefix_len()) {
                return Err(refuse());
            }
            self.nat64.push(net.trunc());
        }
        Ok(self)
    }

    /// Returns true if only public addresses are allowed.
    pub fn is_public_only(&self) -> bool {
        self.allow.0.is_empty()
    }

    /// Returns the allowed hosts and ranges, for the log message at startup and for tables (R23,
    /// T17).
    pub fn opened(&self) -> Vec<String> {
        self.allow.0.iter().map(ToString::to_string).collect()
    }

    /// Checks that the address to which `host` resolved may be called.
    pub fn check(&self, host: &Host<String>, address: SocketAddr) -> Result<(), Refused> {
        let port = address.port();
        let address = self.meant(address.ip().to_canonical());
        if !is_callable(address) {
            return Err(Refused::Never);
        }
        if self.deny.names(host, port) || self.deny.holds(address, port) {
            return Err(Refused::Denied);
        }
        // A name opens what it resolves to. But whoever controls its DNS records must not open this
        // machine or the metadata of its cloud.
        let is_named = self.allow.names(host, port);
        if self.allow.holds(address, port)
            || (is_named && (!is_guarded(address) || is_this_machine(host, address)))
        {
            return Ok(());
        }
        if !is_public(address) {
            return Err(Refused::NotPublic);
        }
        if is_local_name(host) {
            return Err(Refused::LocalName);
        }
        Ok(())
    }

    /// Returns the IPv4 address that an address of the network's NAT64 stands for, or the address
    /// itself.
    fn meant(&self, address: IpAddr) -> IpAddr {
        let IpAddr::V6(v6) = address else {
            return address;
        };
        let prefix = self.nat64.iter().find(|net| net.contains(&v6));
        prefix.map_or(address, |net| IpAddr::V4(embedded(v6, net.prefix_len())))
    }
}

/// A text that is not a prefix of NAT64.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an IPv6 prefix of 32, 40, 48, 56, 64 or 96 bits, such as 2001:db8:64::/96")]
pub struct NoPrefix(pub String);

/// The lengths of prefixes that RFC 6052 defines.
const NAT64_LENGTHS: [u8; 6] = [32, 40, 48, 56, 64, 96];

/// Returns the IPv4 address in an IPv6 address (RFC 6052, section 2.2). It follows the prefix and
/// leaves out the bits 64 to 71.
fn embedded(address: Ipv6Addr, prefix: u8) -> Ipv4Addr {
    let start = usize::from(prefix / 8);
    let octets = address.octets();
    let mut bytes = (start..16)
        .filter(|index| *index != 8)
        .map(|index| octets[index]);
    let mut next = || bytes.next().unwrap_or(0);
    Ipv4Addr::new(next(), next(), next(), next())
}

impl List {
    fn names(&self, host: &Host<String>, port: u16) -> bool {
        let Host::Domain(name) = host else {
            return false;
        };
        self.of_port(port).any(|place| match place {
            Place::Name(own) => own == name,
            Place::Below(domain) => name
                .strip_suffix(domain.as_str())
                .is_some_and(|rest| rest.ends_with('.')),
            Place::Net(_) => false,
        })
    }

    fn holds(&self, address: IpAddr, port: u16) -> bool {
        let mut places = self.of_port(port);
        places.any(|place| matches!(place, Place::Net(net) if net.contains(&address)))
    }

    fn of_port(&self, port: u16) -> impl Iterator<Item = &Place> {
        let items = self.0.iter();
        let items = items.filter(move |item| item.port.is_none_or(|own| own == port));
        items.map(|item| &item.place)
    }
}

fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

impl FromStr for List {
    type Err = NoRule;

    fn from_str(text: &str) -> Result<Self, NoRule> {
        let items = items(text).map(|item| {
            let (place, port) = split_port(item);
            let place = place.and_then(place_of);
            match (place, port) {
                (Some(place), Ok(port)) => Ok(Item { place, port }),
                _ => Err(NoRule(item.to_owned())),
            }
        });
        items.collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.place, self.port) {
            (Place::Name(name), _) => f.write_str(name)?,
            (Place::Below(domain), _) => write!(f, "*.{domain}")?,
            (Place::Net(IpNet::V6(net)), Some(_)) => write!(f, "[{net}]")?,
            (Place::Net(net), _) => write!(f, "{net}")?,
        }
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

/// Splits `host:port`, `10.0.0.0/8:port` and `[fd00::/8]:port`. An IPv6 address without brackets has
/// no port.
fn split_port(item: &str) -> (Option<&str>, Result<Option<u16>, ()>) {
    if let Some(rest) = item.strip_prefix('[') {
        let Some((place, rest)) = rest.split_once(']') else {
            return (None, Err(()));
        };
        return match rest.strip_prefix(':') {
            Some(port) => (Some(place), read_port(port)),
            None if rest.is_empty() => (Some(place), Ok(None)),
            None => (None, Err(())),
        };
    }
    match item.split_once(':') {
        Some((place, port)) if !port.contains(':') => (Some(place), read_port(port)),
        _ => (Some(item), Ok(None)),
    }
}

fn read_port(text: &str) -> Result<Option<u16>, ()> {
    match text.parse() {
        Ok(0) | Err(_) => Err(()),
        Ok(port) => Ok(Some(port)),
    }
}

/// Parses a place. Returns `None` for what no call can match.
fn place_of(text: &str) -> Option<Place> {
    if let Ok(net) = text.parse::<IpNet>() {
        return canonical(net).map(Place::Net);
    }
    if let Some(domain) = text.strip_prefix("*.") {
        return name_of(domain).map(Place::Below);
    }
    match Host::parse(text)
        .or_else(|_| Host::parse(&format!("[{text}]")))
        .ok()?
    {
        Host::Domain(_) => name_of(text).map(Place::Name),
        Host::Ipv4(ip) => Some(Place::Net(IpAddr::V4(ip).into())),
        Host::Ipv6(ip) => Some(Place::Net(IpAddr::V6(ip).to_canonical().into())),
    }
}

/// Returns a host name in the form that calls have, without a final dot.
fn name_of(text: &str) -> Option<String> {
    let Ok(Host::Domain(name)) = Host::parse(text) else {
        return None;
    };
    let name = name.strip_suffix('.').unwrap_or(&name);
    name.split('.').all(is_label).then(|| name.to_owned())
}

/// Returns true for a label of a host name that can be called. Names with other characters are
/// refused, because parsers disagree about them.
pub(crate) fn is_label(label: &str) -> bool {
    let own = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !label.is_empty() && label.bytes().all(own)
}

/// Returns the range in the form that addresses have when they are checked: a range of IPv4-mapped
/// addresses becomes a range of IPv4. Returns `None` if only a part of its addresses is mapped.
fn canonical(net: IpNet) -> Option<IpNet> {
    const MAPPED: Ipv6Net = Ipv6Net::new_assert(Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), 96);
    let IpNet::V6(v6) = net.trunc() else {
        return Some(net);
    };
    if MAPPED.contains(&v6) {
        let address = v6.network().to_ipv4_mapped()?;
        return Ipv4Net::new(address, v6.prefix_len() - 96)
            .ok()
            .map(IpNet::V4);
    }
    let is_part = v6.contains(&MAPPED) && v6.prefix_len() > 80;
    (!is_part).then_some(net)
}

/// Returns true for a loopback address of a name that always means this machine.
fn is_this_machine(host: &Host<String>, address: IpAddr) -> bool {
    let name = |name: &str| name == "localhost" || name.ends_with(".localhost");
    address.is_loopback() && matches!(host, Host::Domain(own) if name(own))
}

/// Returns true for names that belong to private networks: without a dot, or under a domain that is
/// reserved for them (R19).
fn is_local_name(host: &Host<String>) -> bool {
    let Host::Domain(name) = host else {
        return false;
    };
    let last = ["local", "internal", "home.arpa"];
    let below = |domain: &str| {
        let rest = name.strip_suffix(domain);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    !name.contains('.') || last.iter().any(|domain| below(domain))
}

/// Returns true for this machine and for the addresses at which clouds serve a machine's metadata
/// and credentials.
fn is_guarded(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(ip) => GUARDED_V4.iter().any(|net| net.contains(&ip)),
        IpAddr::V6(ip) => ip.is_loopback() || GUARDED_V6.iter().any(|net| net.contains(&ip)),
    }
}

/// Returns true if the address belongs to one other machine. No rule can allow the others.
/// `0.0.0.0` reaches the local machine on Linux (T4).
fn is_callable(address: IpAddr) -> bool {
    let broadcast = address == IpAddr::V4(Ipv4Addr::BROADCAST);
    !(address.is_unspecified() || address.is_multicast() || broadcast)
}

/// Returns true if the address is global unicast, which means that it is in no special range of the
/// IANA registries (T4–T6).
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(ip) => !SPECIAL_V4.iter().any(|net| net.contains(&ip)),
        IpAddr::V6(ip) => {
            GLOBAL_V6.contains(&ip)
                && !SPECIAL_V6.iter().any(|net| net.contains(&ip))
                && !is_isatap(ip)
        }
    }
}

/// Returns true for an ISATAP address (RFC 5214), which can stand for any IPv4 address in any
/// network: its second half begins with `0000:5efe` or `0200:5efe`.
fn is_isatap(ip: Ipv6Addr) -> bool {
    let segments = ip.segments();
    segments[4] & !0x0200 == 0 && segments[5] == 0x5efe
}

const fn v4(a: u8, b: u8, c: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, 0), prefix)
}

const fn v6(a: u16, b: u16, c: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), prefix)
}

/// Azure's host of machines. It is in a public range, but only machines reach it.
const AZURE: Ipv4Net = Ipv4Net::new_assert(Ipv4Addr::new(168, 63, 129, 16), 32);

/// The addresses that an allowed name does not open.
const GUARDED_V4: [Ipv4Net; 5] = [
    v4(127, 0, 0, 8),    // loopback
    v4(169, 254, 0, 16), // metadata of most clouds
    AZURE,
    Ipv4Net::new_assert(Ipv4Addr::new(100, 100, 100, 200), 32), // Alibaba Cloud
    Ipv4Net::new_assert(Ipv4Addr::new(192, 0, 0, 192), 32),     // Oracle Cloud
];

const GUARDED_V6: [Ipv6Net; 2] = [
    v6(0xfe80, 0, 0, 10), // link-local
    Ipv6Net::new_assert(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254), 128), // AWS
];

const SPECIAL_V4: [Ipv4Net; 19] = [
    v4(0, 0, 0, 8),       // this network
    v4(10, 0, 0, 8),      // private
    v4(100, 64, 0, 10),   // carrier-grade NAT, also cloud metadata
    v4(127, 0, 0, 8),     // loopback
    v4(161, 26, 0, 16),   // IBM Cloud: services for its machines, although the range is public
    v4(166, 8, 0, 14),    // the same
    AZURE,                // Azure: certificates and settings of a machine
    v4(169, 254, 0, 16),  // link-local, also instance metadata
    v4(172, 16, 0, 12),   // private
    v4(192, 0, 0, 24),    // protocol assignments
    v4(192, 0, 2, 24),    // documentation
    v4(192, 88, 99, 24),  // 6to4 relays
    v4(192, 168, 0, 16),  // private
    v4(198, 18, 0, 15),   // benchmarks
    v4(198, 51, 100, 24), // documentation
    v4(203, 0, 113, 24),  // documentation
    v4(224, 0, 0, 4),     // multicast
    v4(233, 252, 0, 24),  // documentation, multicast
    v4(240, 0, 0, 4),     // reserved, broadcast
];

/// The only range from which IANA allocates global unicast addresses. Outside it are `::1`,
/// IPv4-compatible addresses, NAT64 (`64:ff9b::/96`, `64:ff9b:1::/48`), `fc00::/7`, `fe80::/10`,
/// `fec0::/10` and `ff00::/8` (T5).
const GLOBAL_V6: Ipv6Net = v6(0x2000, 0, 0, 3);

const SPECIAL_V6: [Ipv6Net; 4] = [
    v6(0x2001, 0, 0, 23),     // protocol assignments: Teredo, ORCHID, benchmarks
    v6(0x2001, 0xdb8, 0, 32), // documentation
    v6(0x2002, 0, 0, 16),     // 6to4, embeds any IPv4 address
    v6(0x3fff, 0, 0, 20),     // documentation
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn at(text: &str) -> SocketAddr {
        SocketAddr::new(ip(text), 443)
    }

    fn host(text: &str) -> Host<String> {
        Host::parse(text).unwrap()
    }

    #[test]
    fn special_ranges_are_not_public_at_either_end() {
        // R23, T4, T6
        for text in [
            "0.0.0.0",
            "0.255.255.255",
            "10.0.0.0",
            "10.255.255.255",
            "100.64.0.0",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.0.0",
            "169.254.169.254",
            "169.254.255.255",
            "172.16.0.0",
            "172.31.255.255",
            "192.0.0.0",
            "192.0.0.255",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.0",
            "192.168.255.255",
            "198.18.0.0",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
        ] {
            assert!(!is_public(ip(text)), "{text}");
        }
        for text in [
            "1.0.0.0",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "8.8.8.8",
        ] {
            assert!(is_public(ip(text)), "{text}");
        }
    }

    #[test]
    fn ipv6_special_ranges_and_embedded_addresses_are_not_public() {
        // R23, T5
        for text in [
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:7f00:1",
            "::ffff:10.1.2.3",
            "::7f00:1",
            "64:ff9b::7f00:1",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:0:7f00:1::",
            "2001:10::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:808:808::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "4000::1",
            "1fff::1",
        ] {
            assert!(!is_public(ip(text)), "{text}");
        }
        for text in [
            "2606:4700::1111",
            "2a00:1450::1",
            "2001:4860:4860::8888",
            "::ffff:8.8.8.8",
        ] {
            assert!(is_public(ip(text)), "{text}");
        }
    }

    #[test]
    fn other_spellings_are_the_same_address() {
        // T4, T8: the parser turns all of them into the same four bytes.
        for text in [
            "127.1",
            "2130706433",
            "0x7f.1",
            "0177.0.0.1",
            "0x7f000001",
            "127.0.0.1.",
            "127.1.",
            "０x7f.1",
            "127。0。0。1",
            "%31%32%37.0.0.1",
        ] {
            let url = url::Url::parse(&format!("http://{text}/")).unwrap();
            assert_eq!(url.host(), Some(Host::Ipv4(Ipv4Addr::LOCALHOST)), "{text}");
        }
    }

    #[test]
    fn an_allow_list_opens_only_what_it_names() {
        // R23
        let rules =
            Rules::parse("127.0.0.1, 10.1.0.0/16,intra.example.,fd00::/8, ::1", "").unwrap();
        let other = host("other.example");
        for text in [
            "127.0.0.1",
            "::ffff:127.0.0.1",
            "10.1.255.9",
            "fd00::5",
            "::1",
            "8.8.8.8",
        ] {
            assert_eq!(rules.check(&other, at(text)), Ok(()), "{text}");
        }
        for text in ["127.0.0.2", "10.2.0.1", "fc00::1", "192.168.0.1"] {
            assert_eq!(
                rules.check(&other, at(text)),
                Err(Refused::NotPublic),
                "{text}"
            );
        }
        assert_eq!(
            rules.check(&host("INTRA.example"), at("192.168.0.1")),
            Ok(())
        );
        for text in ["x.intra.example", "intra.example.test", "notintra.example"] {
            assert_eq!(
                rules.check(&host(text), at("10.9.0.1")),
                Err(Refused::NotPublic),
                "{text}"
            );
        }
        let opened = rules.opened();
        for own in [
            "intra.example",
            "127.0.0.1/32",
            "10.1.0.0/16",
            "fd00::/8",
            "::1/128",
        ] {
            assert!(opened.iter().any(|line| line == own), "{own} in {opened:?}");
        }
        assert_eq!(opened.len(), 5);
    }

    #[test]
    fn closed_beats_opened_and_public() {
        // T18
        let rules = Rules::parse(
            "10.0.0.0/8, db.example, 0.0.0.0/0, ::/0",
            "10.0.0.5, bad.example, 8.8.8.0/24",
        )
        .unwrap();
        let any = host("any.example");
        assert_eq!(rules.check(&any, at("10.0.0.5")), Err(Refused::Denied));
        assert_eq!(
            rules.check(&host("db.example"), at("10.0.0.5")),
            Err(Refused::Denied)
        );
        assert_eq!(
            rules.check(&host("bad.example"), at("10.0.0.6")),
            Err(Refused::Denied)
        );
        assert_eq!(rules.check(&any, at("8.8.8.8")), Err(Refused::Denied));
        assert_eq!(rules.check(&any, at("10.0.0.6")), Ok(()));
        for text in ["0.0.0.0", "::", "255.255.255.255", "224.0.0.1", "ff02::1"] {
            assert_eq!(rules.check(&any, at(text)), Err(Refused::Never), "{text}");
        }
    }

    #[test]
    fn what_is_no_rule_is_refused_by_name() {
        for text in [
            "10.0.0.0/33",
            "a b",
            "http://x",
            "10.0.0.0/x",
            "[::1",
            "*",
            "*.*.test",
            "a.*.test",
            "*corp.test",
            "a.test:0",
            "a.test:99999",
            "a.test:x",
            "a!b.test",
            "a..test",
            "::ffff:10.0.0.0/90",
            "[::1]x",
        ] {
            assert_eq!(
                Rules::parse(text, ""),
                Err(NoRule(text.to_owned())),
                "{text}"
            );
        }
        for (allow, is_public_only) in [(" , ", true), ("a.test", false), ("::1", false)] {
            let rules = Rules::parse(allow, "10.0.0.0/8, b.test").unwrap();
            assert_eq!(rules.is_public_only(), is_public_only, "{allow}");
        }
    }

    #[test]
    fn t18_domains_ports_and_mapped_ranges_are_rules() {
        let allow = "*.corp.test:8443, 10.0.0.0/8:5000, [fd00::/8]:5000, ::ffff:192.168.0.0/112";
        let rules = Rules::parse(allow, "*.bad.test, ::ffff:9.9.9.0/120, 8.8.8.8:25").unwrap();
        let check = |name: &str, address: &str| rules.check(&host(name), address.parse().unwrap());
        for (name, address, answer) in [
            ("a.corp.test", "10.9.9.9:8443", Ok(())),
            ("a.b.corp.test", "10.9.9.9:8443", Ok(())),
            ("a.corp.test", "10.9.9.9:443", Err(Refused::NotPublic)),
            ("corp.test", "10.9.9.9:8443", Err(Refused::NotPublic)),
            ("xcorp.test", "10.9.9.9:8443", Err(Refused::NotPublic)),
            ("any.test", "10.9.9.9:5000", Ok(())),
            ("any.test", "10.9.9.9:5001", Err(Refused::NotPublic)),
            ("any.test", "[fd00::1]:5000", Ok(())),
            ("any.test", "192.168.255.1:1", Ok(())),
            ("any.test", "[::ffff:192.168.1.1]:1", Ok(())),
            ("x.bad.test", "1.1.1.1:443", Err(Refused::Denied)),
            ("bad.test", "1.1.1.1:443", Ok(())),
            ("any.test", "9.9.9.9:443", Err(Refused::Denied)),
            ("any.test", "8.8.8.8:25", Err(Refused::Denied)),
            ("any.test", "8.8.8.8:26", Ok(())),
        ] {
            assert_eq!(check(name, address), answer, "{name} at {address}");
        }
        let opened = [
            "*.corp.test:8443",
            "10.0.0.0/8:5000",
            "[fd00::/8]:5000",
            "192.168.0.0/16",
        ];
        assert_eq!(rules.opened(), opened);
    }

    #[test]
    fn t6_metadata_and_this_machine_are_opened_only_by_address() {
        let rules = Rules::parse("app.test, localhost, 169.254.169.254", "").unwrap();
        for (name, address, answer) in [
            ("app.test", "10.0.0.1", Ok(())),
            ("app.test", "127.0.0.1", Err(Refused::NotPublic)),
            ("app.test", "::1", Err(Refused::NotPublic)),
            ("app.test", "169.254.170.2", Err(Refused::NotPublic)),
            ("app.test", "168.63.129.16", Err(Refused::NotPublic)),
            ("app.test", "100.100.100.200", Err(Refused::NotPublic)),
            ("app.test", "fd00:ec2::254", Err(Refused::NotPublic)),
            ("app.test", "169.254.169.254", Ok(())),
            ("localhost", "127.0.0.1", Ok(())),
            ("localhost", "168.63.129.16", Err(Refused::NotPublic)),
        ] {
            assert_eq!(
                rules.check(&host(name), at(address)),
                answer,
                "{name} at {address}"
            );
        }
        for address in ["168.63.129.16", "161.26.0.7", "166.11.0.1"] {
            assert!(!is_public(ip(address)), "{address}");
        }
        assert!(is_public(ip("168.63.129.17")));
    }

    #[test]
    fn t5_addresses_that_stand_for_ipv4_are_judged_as_it() {
        let isatap = ["2606:4700::5efe:7f00:1", "2606:4700::200:5efe:7f00:1"];
        for text in isatap {
            assert!(!is_public(ip(text)), "{text}");
        }
        let prefixes = "2606:4700:64::/96, 2606:4700:aa::/64,2606:4700:bb::/48";
        let rules = Rules::parse("10.0.0.0/8", "9.9.9.9")
            .unwrap()
            .with_nat64(prefixes)
            .unwrap();
        for (address, answer) in [
            ("2606:4700:64::8.8.8.8", Ok(())),
            ("2606:4700:64::10.1.2.3", Ok(())),
            ("2606:4700:64::127.0.0.1", Err(Refused::NotPublic)),
            ("2606:4700:64::9.9.9.9", Err(Refused::Denied)),
            ("2606:4700:64::0.0.0.0", Err(Refused::Never)),
            // RFC 6052, section 2.2: the bits 64 to 71 are left out.
            ("2606:4700:aa:0:7f:0:100:0", Err(Refused::NotPublic)),
            ("2606:4700:bb:7f00:0:100::", Err(Refused::NotPublic)),
            ("2606:4700:cc::7f00:1", Ok(())),
        ] {
            assert_eq!(
                rules.check(&host("a.test"), at(address)),
                answer,
                "{address}"
            );
        }
        for text in ["10.0.0.0/8", "2001:db8::/95", "x"] {
            assert_eq!(
                rules.clone().with_nat64(text),
                Err(NoPrefix(text.to_owned()))
            );
        }
    }

    #[test]
    fn t16_names_of_private_networks_are_for_the_operator_to_open() {
        let rules = Rules::parse("wiki.internal, 8.8.4.4", "").unwrap();
        for name in [
            "intranet",
            "printer.local",
            "db.internal",
            "internal",
            "nas.home.arpa",
        ] {
            let checked = rules.check(&host(name), at("8.8.8.8"));
            assert_eq!(checked, Err(Refused::LocalName), "{name}");
            assert_eq!(rules.check(&host(name), at("8.8.4.4")), Ok(()), "{name}");
        }
        for name in ["wiki.internal", "a.test", "internal.test", "xlocal.test"] {
            assert_eq!(rules.check(&host(name), at("8.8.8.8")), Ok(()), "{name}");
        }
    }

    proptest! {
        #[test]
        fn an_embedded_ipv4_address_is_judged_as_itself(bits: u32) {
            // T5
            let v4 = Ipv4Addr::from(bits);
            prop_assert_eq!(is_public(v4.to_ipv6_mapped().into()), is_public(v4.into()));
            // Inside an IPv4-compatible, NAT64 or 6to4 address, every IPv4 address is refused.
            let [a, b, c, d] = v4.octets().map(u16::from);
            let (high, low) = (a << 8 | b, c << 8 | d);
            for embedding in [
                Ipv6Addr::new(0, 0, 0, 0, 0, 0, high, low),
                Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
                Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
            ] {
                prop_assert!(!is_public(embedding.into()));
            }
        }

        #[test]
        fn reading_a_list_never_panics(text in ".{0,40}") {
            let _ = Rules::parse(&text, &text);
        }
    }
}
