//! The rules for addresses that calls may connect to (R23, T2–T7, T18). Only global unicast
//! addresses are allowed, plus those that an operator has opened. The decision is made about the
//! address, never about its spelling: the URL parser and the resolver have already turned `0x7f.1`
//! and `127.0.0.1.nip.io` into the same four bytes.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use url::Host;

/// The hosts and ranges that an operator has allowed and denied. Denied ones take precedence (T18).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    allow: List,
    deny: List,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct List {
    hosts: Vec<String>,
    nets: Vec<IpNet>,
}

/// An item of a list that is neither a host nor a range.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a host name, an address or a range such as 10.0.0.0/8")]
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
    /// The address can never be allowed.
    #[error("an address that cannot be called")]
    Never,
}

impl Rules {
    /// Reads two comma-separated lists of hosts, addresses and CIDR ranges, as in
    /// `PLUGDOCK_PROXY_ALLOW_UPSTREAM`.
    pub fn parse(allow: &str, deny: &str) -> Result<Self, NoRule> {
        Ok(Self {
            allow: allow.parse()?,
            deny: deny.parse()?,
        })
    }

    /// Returns true if only public addresses are allowed.
    pub fn is_public_only(&self) -> bool {
        self.allow.hosts.is_empty() && self.allow.nets.is_empty()
    }

    /// Returns the allowed hosts and ranges, for the log message at startup and for tables (R23,
    /// T17).
    pub fn opened(&self) -> Vec<String> {
        let nets = self.allow.nets.iter().map(ToString::to_string);
        self.allow.hosts.iter().cloned().chain(nets).collect()
    }

    /// Checks that the address to which `host` resolved may be called.
    pub fn check(&self, host: &Host<String>, address: IpAddr) -> Result<(), Refused> {
        let address = address.to_canonical();
        if !is_callable(address) {
            return Err(Refused::Never);
        }
        if self.deny.holds(host, address) {
            return Err(Refused::Denied);
        }
        if is_public(address) || self.allow.holds(host, address) {
            Ok(())
        } else {
            Err(Refused::NotPublic)
        }
    }
}

impl List {
    fn holds(&self, host: &Host<String>, address: IpAddr) -> bool {
        let named = match host {
            Host::Domain(name) => self.hosts.iter().any(|own| own == name),
            Host::Ipv4(_) | Host::Ipv6(_) => false,
        };
        named || self.nets.iter().any(|net| net.contains(&address))
    }
}

impl FromStr for List {
    type Err = NoRule;

    fn from_str(text: &str) -> Result<Self, NoRule> {
        let mut list = Self::default();
        for item in text
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
        {
            let refuse = || NoRule(item.to_owned());
            if let Ok(net) = item.parse::<IpNet>() {
                list.nets.push(net);
            } else if item.contains('/') {
                return Err(refuse());
            } else {
                match Host::parse(item).or_else(|_| Host::parse(&format!("[{item}]"))) {
                    Ok(Host::Domain(name)) => {
                        let name = name.strip_suffix('.').unwrap_or(&name).to_owned();
                        list.hosts.push(name);
                    }
                    Ok(Host::Ipv4(ip)) => list.nets.push(IpAddr::V4(ip).into()),
                    Ok(Host::Ipv6(ip)) => list.nets.push(IpAddr::V6(ip).to_canonical().into()),
                    Err(_) => return Err(refuse()),
                }
            }
        }
        Ok(list)
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
            GLOBAL_V6.contains(&ip) && !SPECIAL_V6.iter().any(|net| net.contains(&ip))
        }
    }
}

const fn v4(a: u8, b: u8, c: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, 0), prefix)
}

const fn v6(a: u16, b: u16, c: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), prefix)
}

const SPECIAL_V4: [Ipv4Net; 16] = [
    v4(0, 0, 0, 8),       // this network
    v4(10, 0, 0, 8),      // private
    v4(100, 64, 0, 10),   // carrier-grade NAT, also cloud metadata
    v4(127, 0, 0, 8),     // loopback
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
            assert_eq!(rules.check(&other, ip(text)), Ok(()), "{text}");
        }
        for text in ["127.0.0.2", "10.2.0.1", "fc00::1", "192.168.0.1"] {
            assert_eq!(
                rules.check(&other, ip(text)),
                Err(Refused::NotPublic),
                "{text}"
            );
        }
        assert_eq!(
            rules.check(&host("INTRA.example"), ip("192.168.0.1")),
            Ok(())
        );
        for text in ["x.intra.example", "intra.example.test", "notintra.example"] {
            assert_eq!(
                rules.check(&host(text), ip("10.9.0.1")),
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
        assert_eq!(rules.check(&any, ip("10.0.0.5")), Err(Refused::Denied));
        assert_eq!(
            rules.check(&host("db.example"), ip("10.0.0.5")),
            Err(Refused::Denied)
        );
        assert_eq!(
            rules.check(&host("bad.example"), ip("10.0.0.6")),
            Err(Refused::Denied)
        );
        assert_eq!(rules.check(&any, ip("8.8.8.8")), Err(Refused::Denied));
        assert_eq!(rules.check(&any, ip("10.0.0.6")), Ok(()));
        for text in ["0.0.0.0", "::", "255.255.255.255", "224.0.0.1", "ff02::1"] {
            assert_eq!(rules.check(&any, ip(text)), Err(Refused::Never), "{text}");
        }
    }

    #[test]
    fn what_is_no_rule_is_refused_by_name() {
        for text in ["10.0.0.0/33", "a b", "http://x", "10.0.0.0/x", "[::1"] {
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
