//! The scheme, host and port to which credentials and exceptions are bound (R10, R23).

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// A web origin as the only URL parser sees it (T9): `https://api.example.com:8443`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    https: bool,
    host: Host<String>,
    port: u16,
}

/// The error for a text that is not a web origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an origin, such as https://api.example.com")]
pub struct NoOrigin(String);

impl Origin {
    /// Returns the origin of a parsed URL, or `None` for schemes other than `http` and `https`.
    pub fn of(url: &Url) -> Option<Self> {
        let https = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        // A final dot names the same host in DNS. If it stayed, it would bypass every rule for the
        // host (T4, T8).
        let host = match url.host()? {
            Host::Domain(name) => Host::Domain(name.strip_suffix('.').unwrap_or(name).to_owned()),
            Host::Ipv4(ip) => Host::Ipv4(ip),
            Host::Ipv6(ip) => Host::Ipv6(ip),
        };
        let port = url.port_or_known_default()?;
        Some(Self { https, host, port })
    }

    /// Returns true if the scheme is `https`.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Returns the host, without a final dot.
    pub fn host(&self) -> &Host<String> {
        &self.host
    }

    /// Returns the port, or the default port of the scheme.
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
