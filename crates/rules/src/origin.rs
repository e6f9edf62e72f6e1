//! Scheme, host and port: what credentials and exceptions are bound to (R10, R23).

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// A web origin, as the one URL parser sees it (T9): `https://api.example.com:8443`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    https: bool,
    host: Host<String>,
    port: u16,
}

/// Text that is no origin of the web.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an origin, such as https://api.example.com")]
pub struct NoOrigin(String);

impl Origin {
    /// The origin of a parsed URL; `None` for anything but `http` and `https`.
    pub fn of(url: &Url) -> Option<Self> {
        let https = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        // A final dot names the same host in DNS; left in place it would walk around every rule
        // that names a host (T4, T8).
        let host = match url.host()? {
            Host::Domain(name) => Host::Domain(name.strip_suffix('.').unwrap_or(name).to_owned()),
            Host::Ipv4(ip) => Host::Ipv4(ip),
            Host::Ipv6(ip) => Host::Ipv6(ip),
        };
        let port = url.port_or_known_default()?;
        Some(Self { https, host, port })
    }

    /// Whether it is spoken to over TLS.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// The host, without a final dot.
    pub fn host(&self) -> &Host<String> {
        &self.host
    }

    /// The port, the scheme's own where none is named.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl FromStr for Origin {
    type Err = NoOrigin;

    fn from_str(text: &str) -> Result<Self, NoOrigin> {
        let refuse = || NoOrigin(text.to_owned());
        let url = Url::parse(text).map_err(|_| refuse())?;
        let bare = matches!(url.path(), "" | "/")
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if bare { Self::of(&url) } else { None }.ok_or_else(refuse)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, usual) = if self.https {
            ("https", 443)
        } else {
            ("http", 80)
        };
        write!(f, "{scheme}://{}", self.host)?;
        if self.port == usual {
            Ok(())
        } else {
            write!(f, ":{}", self.port)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_ports_case_and_final_dots_make_no_difference() {
        let plain: Origin = "https://api.example.com".parse().unwrap();
        for other in [
            "https://API.example.com:443/",
            "https://api.example.com.",
            "HTTPS://api.example.com",
        ] {
            assert_eq!(other.parse::<Origin>().unwrap(), plain, "{other}");
        }
        assert_eq!(plain.to_string(), "https://api.example.com");
        assert_ne!(
            "http://api.example.com:443".parse::<Origin>().unwrap(),
            plain
        );
    }

    #[test]
    fn more_than_an_origin_is_refused() {
        for text in [
            "",
            "api.example.com",
            "https://",
            "ftp://example.com",
            "https://a.test/path",
            "https://a.test?x",
            "https://u@a.test",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }
}
