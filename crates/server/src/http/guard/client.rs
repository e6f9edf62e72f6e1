//! The address that a request comes from: the peer of the connection, or the address reported by a
//! reverse proxy that the operator trusts. Any client can send the header, so it counts only from
//! such a proxy.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap, HeaderName};
use ipnet::IpNet;

use super::{BadSetting, RequestGuard};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The trusted reverse proxies.
#[derive(Debug)]
pub(super) struct Proxies(Vec<IpNet>);

impl Proxies {
    pub(super) fn new(given: &[String]) -> Result<Self, BadSetting> {
        let net = |text: &String| {
            let bare = text.parse::<IpAddr>().map(IpNet::from);
            bare.or_else(|_| text.parse()).map_err(|_| BadSetting {
                setting: "trusted-proxies",
                problem: format!("`{text}` is neither an address nor a range, such as 10.0.0.0/8"),
            })
        };
        given.iter().map(net).collect::<Result<_, _>>().map(Self)
    }

    fn has(&self, ip: IpAddr) -> bool {
        self.0.iter().any(|net| net.contains(&ip))
    }

    /// Returns the client's address. Each proxy appends the address of its caller, so the list is
    /// read from the right. The first address that is not a trusted proxy is the client. Addresses
    /// to the left of it were written by the client.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let hops = headers.get_all(FORWARDED_FOR);
        let hops = hops.iter().rev().flat_map(|line| {
            let line = line.to_str().unwrap_or("?");
            line.rsplit(',').map(str::trim)
        });
        for hop in hops {
            if !self.has(client) {
                break;
            }
            match hop.parse::<IpAddr>() {
                Ok(ip) => client = ip.to_canonical(),
                // After an unreadable entry, the last known address counts.
                Err(_) => break,
            }
        }
        client
    }
}

impl RequestGuard {
    /// Returns the address that a request comes from.
    pub(crate) fn client(&self, extensions: &Extensions, headers: &HeaderMap) -> IpAddr {
        let peer = extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
        self.proxies.client(peer, headers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &[&str], peer: &str, lines: &[&'static str]) -> String {
        let trusted: Vec<_> = trusted.iter().map(|&net| net.to_owned()).collect();
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        let proxies = Proxies::new(&trusted).unwrap();
        proxies.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn a_header_counts_only_from_a_proxy_that_is_trusted() {
        let forged = &["203.0.113.1"];
        assert_eq!(client(&[], "10.0.0.2", forged), "10.0.0.2");
        assert_eq!(client(&["10.0.0.3"], "10.0.0.2", forged), "10.0.0.2");
        assert_eq!(client(&["10.0.0.0/8"], "10.0.0.2", forged), "203.0.113.1");
        assert_eq!(
            client(&["10.0.0.0/8"], "::ffff:10.0.0.2", forged),
            "203.0.113.1"
        );
        assert_eq!(client(&["10.0.0.0/8"], "10.0.0.2", &[]), "10.0.0.2");
    }

    #[test]
    fn what_the_client_wrote_itself_stands_left_and_is_not_believed() {
        let net = &["10.0.0.0/8"];
        assert_eq!(
            client(net, "10.0.0.2", &["1.1.1.1, 203.0.113.1"]),
            "203.0.113.1"
        );
        assert_eq!(
            client(net, "10.0.0.2", &["1.1.1.1", "203.0.113.1, 10.0.0.9"]),
            "203.0.113.1"
        );
        assert_eq!(client(net, "10.0.0.2", &["1.1.1.1, unknown"]), "10.0.0.2");
        assert!(Proxies::new(&["10.0.0.0/99".to_owned()]).is_err());
    }
}
