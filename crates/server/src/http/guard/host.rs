//! The host names that the server accepts (T71). In a DNS rebinding attack, a page points its own
//! host name at this server's address. Requests with such a name are refused.

use std::net::IpAddr;

use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri, header};

use super::BadSetting;
use crate::config::Config;
use crate::site::Sites;

/// The host names that the server accepts.
#[derive(Debug)]
pub(super) struct Hosts {
    names: Vec<String>,
    listens_on: IpAddr,
}

/// The request has no host, several hosts, or an invalid one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unclear;

impl Hosts {
    pub(super) fn new(config: &Config) -> Result<Self, BadSetting> {
        let mut names = vec!["localhost".to_owned()];
        if let Some(url) = &config.public_url
            && let Ok(url) = url::Url::parse(url)
        {
            names.extend(url.host_str().map(name));
        }
        names.extend(Sites::of(config).administration_host().map(name));
        for given in &config.allow_hosts {
            names.push(readable(given).ok_or_else(|| BadSetting {
                setting: "allow-hosts",
                problem: format!(
                    "`{given}` is not a host name, such as plugins.example.com (without port and path)"
                ),
            })?);
        }
        Ok(Self {
            names,
            listens_on: config.listen.ip(),
        })
    }

    /// Returns true if the server accepts the host of `authority`. The port is ignored, because
    /// rebinding concerns only names.
    pub(super) fn has(&self, authority: &Authority) -> bool {
        let host = name(authority.host());
        match address(&host) {
            // An IP address cannot be rebound to another server's page. If the server listens on
            // all addresses, it cannot know which ones reach it, because the ports of a container
            // are mapped.
            Some(ip) => {
                ip.is_loopback()
                    || self.listens_on.is_unspecified()
                    || ip == self.listens_on.to_canonical()
                    || self.names.contains(&host)
            }
            None => self.names.contains(&host),
        }
    }
}

/// Returns the authority that a request names: the one of its URI (HTTP/2 or absolute form), or
/// else the single `Host` header. If both are present, they must agree.
pub(super) fn called(uri: &Uri, headers: &HeaderMap) -> Result<Authority, Unclear> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (None, _) => None,
        (Some(value), None) => Some(parsed(value.as_bytes())?),
        (Some(_), Some(_)) => return Err(Unclear),
    };
    match (uri.authority(), host) {
        (Some(authority), None) => parsed(authority.as_str().as_bytes()),
        (None, Some(host)) => Ok(host),
        (Some(authority), Some(host)) if *authority == host => Ok(host),
        _ => Err(Unclear),
    }
}

fn parsed(text: &[u8]) -> Result<Authority, Unclear> {
    let authority = Authority::try_from(text).map_err(|_| Unclear)?;
    // Parsers disagree about the host in `us@them` and `them@us`.
    if authority.as_str().contains('@') || authority.host().is_empty() {
        return Err(Unclear);
    }
    Ok(authority)
}

/// Returns the host name in lower case, without the dot at the end of a fully qualified name.
fn name(host: &str) -> String {
    let host = host.strip_suffix('.').unwrap_or(host);
    host.to_ascii_lowercase()
}

fn readable(given: &str) -> Option<String> {
    let whole = name(given.trim());
    let bare: Option<IpAddr> = whole.parse().ok();
    if let Some(IpAddr::V6(_)) = bare {
        return Some(format!("[{whole}]"));
    }
    let authority = Authority::try_from(whole.as_str()).ok()?;
    (authority.host() == whole && !whole.is_empty()).then_some(whole)
}

/// Returns the IP address that `host` contains, in the notation of browsers.
pub(super) fn address(host: &str) -> Option<IpAddr> {
    let bare = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(host);
    bare.parse().ok().map(|ip: IpAddr| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(config: &Config, host: &str) -> bool {
        let uri = Uri::from_static("/k/");
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        let hosts = Hosts::new(config).unwrap();
        called(&uri, &headers).is_ok_and(|authority| hosts.has(&authority))
    }

    // T71
    #[test]
    fn a_server_on_loopback_goes_by_the_names_of_loopback_at_any_port() {
        for host in [
            "localhost",
            "LocalHost:8080",
            "localhost.",
            "127.0.0.1:8080",
            "127.0.0.2",
            "[::1]:8080",
            "[::ffff:127.0.0.1]",
        ] {
            assert!(has(&Config::default(), host), "{host}");
        }
        for host in [
            "evil.test",
            "localhost.evil.test",
            "127.0.0.1.evil.test",
            "192.168.0.9",
            "[fe80::1]",
            "evil.test@localhost",
            "localhost@evil.test",
            "0x7f.1",
            "2130706433",
            "localhost:80:80",
            "",
        ] {
            assert!(!has(&Config::default(), host), "{host}");
        }
    }

    // T71
    #[test]
    fn a_server_on_a_network_goes_by_its_address_its_public_name_and_those_configured() {
        let config = || Config {
            listen: "192.168.0.9:8080".parse().unwrap(),
            public_url: Some("https://plug.example".to_owned()),
            allow_hosts: vec!["plug.internal".to_owned(), "fd00::7".to_owned()],
            ..Config::default()
        };
        for host in [
            "plug.example",
            "PLUG.example:443",
            "192.168.0.9:8080",
            "plug.internal",
            "[fd00::7]:80",
            "localhost",
        ] {
            assert!(has(&config(), host), "{host}");
        }
        for host in [
            "192.168.0.8",
            "evil.test",
            "plug.example.evil.test",
            "x.plug.example",
        ] {
            assert!(!has(&config(), host), "{host}");
        }
        // If the server listens on all addresses, it accepts any IP address but no unknown name.
        let everywhere = || Config {
            listen: "0.0.0.0:8080".parse().unwrap(),
            ..Config::default()
        };
        assert!(has(&everywhere(), "192.168.0.8:8080") && has(&everywhere(), "[fd00::7]"));
        assert!(!has(&everywhere(), "evil.test"));
    }

    // T71
    #[test]
    fn two_names_in_one_request_must_be_one() {
        let headers = |hosts: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append(header::HOST, host.parse().unwrap());
            }
            headers
        };
        let call = |uri: &'static str, hosts: &[&'static str]| {
            called(&Uri::from_static(uri), &headers(hosts)).map(|found| found.to_string())
        };
        assert_eq!(call("http://localhost/k/", &[]).as_deref(), Ok("localhost"));
        assert_eq!(
            call("http://localhost/k/", &["localhost"]).as_deref(),
            Ok("localhost")
        );
        assert_eq!(call("http://localhost/k/", &["evil.test"]), Err(Unclear));
        assert_eq!(call("http://evil.test/k/", &["localhost"]), Err(Unclear));
        assert_eq!(call("/k/", &["localhost", "evil.test"]), Err(Unclear));
        assert_eq!(call("/k/", &[]), Err(Unclear));
    }

    #[test]
    fn a_host_that_cannot_be_read_is_named() {
        for given in ["https://plug.example", "plug.example:80", "a b", ""] {
            let config = Config {
                allow_hosts: vec![given.to_owned()],
                ..Config::default()
            };
            let error = Hosts::new(&config).unwrap_err();
            assert!(error.problem.contains(given), "{error}");
        }
    }
}
