//! The oracle for the proxy configs that apply to a URL (R10, T13 to T15). The first line of the
//! input is the saved URL. The second line is called twice: alone, and appended to the saved URL.

use plugdock_rules::prefix::Prefix;
use plugdock_rules::proxy_config;
use plugdock_rules::target::Target;

pub(crate) fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let Some((saved, rest)) = text.split_once('\n') else {
        return;
    };
    pair(saved, rest);
    pair(saved, &format!("{saved}{rest}"));
}

fn pair(saved: &str, called: &str) {
    let Ok(target) = Target::parse(called) else {
        assert!(!is_plain(called), "{called:?} is refused");
        return;
    };
    let sent = sent(&target);
    let applies = Prefix::from(saved).applies(&target);
    if applies || proxy_config::is_allowed(&[saved.to_owned()], &target) && saved != "*" {
        let owner = Target::parse(saved).expect("what applies can be read");
        let own = self::sent(&owner);
        assert_eq!(
            own.server, sent.server,
            "{saved:?} goes astray in {called:?}"
        );
        let folder = &own.path[..=own.path.rfind('/').expect("a path begins with /")];
        for server in Server::all() {
            let (folder, path) = (server.read(folder), server.read(&sent.path));
            assert!(
                path.starts_with(&folder),
                "{saved:?} lets {called:?} out to {} by {server:?}",
                String::from_utf8_lossy(&path)
            );
        }
    }
    if applies {
        assert!(
            called.starts_with(saved),
            "{saved:?} does not begin {called:?}"
        );
    } else {
        let is_due = is_plain(saved)
            && is_plain(called)
            && called
                .strip_prefix(saved)
                .is_some_and(|rest| rest.starts_with('/') || saved.matches('/').count() > 2);
        assert!(!is_due, "{saved:?} does not apply to {called:?}");
    }
}

/// Returns true for a URL such as `http://a.test/b/c?d` that has only one interpretation.
fn is_plain(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://").or(url.strip_prefix("http://")) else {
        return false;
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let word = |text: &str| {
        text.bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    let label = |text: &str| word(text) && text.starts_with(|c: char| c.is_ascii_lowercase());
    host.split('.')
        .all(|own| label(own) && own.len() < 20 && !own.starts_with("xn"))
        && host.len() < 100
        && path
            .split('/')
            .rev()
            .skip(1)
            .all(|own| word(own) && !own.is_empty())
        && path.split('/').next_back().is_none_or(word)
        && query.split(['=', '&']).all(word)
}

struct Sent {
    /// The scheme, host and port.
    server: String,
    path: String,
}

/// Reads the sent URL without the parsers of the rules. It may contain only characters of RFC 3986,
/// one `//`, no user and no fragment.
fn sent(target: &Target) -> Sent {
    let uri = target
        .uri()
        .expect("what was read can be asked for")
        .to_string();
    let odd = |c: char| !c.is_ascii_graphic() || matches!(c, '\\' | '#' | '@' | '<' | '>' | '"');
    let (scheme, rest) = uri.split_once("://").expect("a scheme");
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    assert!(!authority.contains(odd), "{uri:?}");
    assert!(
        !rest.contains(|c: char| !c.is_ascii_graphic() || c == '#'),
        "{uri:?}"
    );
    let colon = authority
        .rfind(':')
        .filter(|at| !authority[*at..].contains(']'));
    let (host, port) = authority.split_at(colon.unwrap_or(authority.len()));
    let usual = match scheme {
        "https" => ":443",
        "http" => ":80",
        other => panic!("{other} is no scheme of ours"),
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    let port = if port.is_empty() { usual } else { port };
    let origin = target.origin();
    assert_eq!(
        host,
        origin.host().to_string(),
        "{uri:?} is judged by another host"
    );
    assert_eq!(port, format!(":{}", origin.port()), "{uri:?}");
    assert_eq!(scheme == "https", origin.is_https(), "{uri:?}");
    let path = rest.split('?').next().unwrap_or_default();
    Sent {
        server: format!("{scheme}://{host}{port}"),
        path: if path.is_empty() { "/" } else { path }.to_owned(),
    }
}

/// A way to interpret a path. Every real server is covered by one of them.
#[derive(Clone, Copy, Debug)]
struct Server {
    decodings: usize,
    habits: usize,
}

/// `%2f` and `%5c` are not decoded.
const KEEPS_SLASHES: usize = 1;
const BACKSLASH_IS_SLASH: usize = 2;
const CUTS_PARAMETERS: usize = 4;
const MERGES_SLASHES: usize = 8;

impl Server {
    fn all() -> impl Iterator<Item = Self> {
        (0..64).map(|number| Self {
            decodings: number / 16,
            habits: number % 16,
        })
    }

    fn has(self, habit: usize) -> bool {
        self.habits & habit != 0
    }

    fn read(self, path: &str) -> Vec<u8> {
        let mut bytes = path.as_bytes().to_vec();
        for _ in 0..self.decodings {
            bytes = self.decode(&bytes);
        }
        if self.has(BACKSLASH_IS_SLASH) {
            bytes
                .iter_mut()
                .filter(|b| **b == b'\\')
                .for_each(|b| *b = b'/');
        }
        let mut kept: Vec<&[u8]> = Vec::new();
        let segments: Vec<&[u8]> = bytes.split(|b| *b == b'/').skip(1).collect();
        for (index, segment) in segments.iter().enumerate() {
            let cut = segment
                .iter()
                .position(|b| *b == b';')
                .filter(|_| self.has(CUTS_PARAMETERS));
            let name = segment[..cut.unwrap_or(segment.len())].to_ascii_lowercase();
            let is_last = index + 1 == segments.len();
            // All URL parsers recognize a dot segment, even if its dots are percent-encoded.
            let is_dots = match String::from_utf8_lossy(&name).replace("%2e", ".").as_str() {
                ".." => {
                    kept.pop();
                    true
                }
                "." => true,
                _ => false,
            };
            if is_dots || segment.is_empty() && self.has(MERGES_SLASHES) {
                if is_last {
                    kept.push(b"");
                }
            } else {
                kept.push(segment);
            }
        }
        kept.iter()
            .flat_map(|segment| [b"/", *segment].concat())
            .collect()
    }

    fn decode(self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut rest = bytes;
        while let Some((first, tail)) = rest.split_first() {
            let hex = |b: &u8| char::from(*b).to_digit(16);
            let escaped = match tail {
                [high, low, ..] if *first == b'%' => hex(high).zip(hex(low)),
                _ => None,
            };
            let byte = escaped.and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
            match byte {
                Some(b'/' | b'\\') if self.has(KEEPS_SLASHES) => {
                    out.extend_from_slice(&rest[..3]);
                    rest = &rest[3..];
                }
                Some(byte) => {
                    out.push(byte);
                    rest = &rest[3..];
                }
                None => {
                    out.push(*first);
                    rest = tail;
                }
            }
        }
        out
    }
}
