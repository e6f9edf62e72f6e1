//! The URL of a call. It is parsed once, by the same parser that decides where to connect (T9).

use http::Uri;
use url::{Host, Position, Url};

use crate::address::is_label;
use crate::failure::Failure;
use crate::origin::Origin;

/// A URL whose syntax is acceptable for a call.
#[derive(Clone, Debug)]
pub struct Target {
    given: String,
    url: Url,
    origin: Origin,
}

impl Target {
    /// Parses the URL of a call or of a proxy config. Irregularities that browsers silently correct
    /// are refused here: control characters, `https:host`, a user name before the host. Where two
    /// parsers can disagree about the host, a credential could be sent to the wrong one (T8, T14).
    pub fn parse(given: &str) -> Result<Self, Failure> {
        let refuse = || Failure::bad("proxy.bad_url");
        if given.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(refuse());
        }
        // Browsers also accept `https:/a.test/://`, whose host is before the `://`.
        let (scheme, rest) = given.split_once("://").ok_or_else(refuse)?;
        if scheme.contains(':') || rest.starts_with(['/', '\\', '?', '#']) {
            return Err(refuse());
        }
        let url = Url::parse(given).map_err(|_| refuse())?;
        let origin = Origin::of(&url).ok_or_else(refuse)?;
        // This checks the text, because the parser drops an empty user name.
        let authority = rest.split(['/', '\\', '?', '#']).next();
        if authority.is_some_and(|authority| authority.contains('@')) {
            return Err(refuse());
        }
        if let Host::Domain(name) = origin.host()
            && !name.split('.').all(is_label)
        {
            return Err(refuse());
        }
        Ok(Self {
            given: given.to_owned(),
            url,
            origin,
        })
    }

    /// Returns the text from which the URL was parsed.
    pub fn given(&self) -> &str {
        &self.given
    }

    /// Returns the origin of the URL.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Returns the path, with dot segments resolved.
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// Returns true if the path is under the path of `prefix`, no matter how a server decodes it
    /// (T13).
    pub fn is_under(&self, prefix: &Self) -> bool {
        self.path().starts_with(prefix.path())
            && (prefix.path() == "/" || eager(self.path()).is_some())
    }

    /// Returns true if some server could read the path as one of these folders, or as a path inside
    /// them.
    pub fn may_reach(&self, folders: &[&str]) -> bool {
        let Some(path) = eager(self.path()) else {
            return true;
        };
        folders.iter().any(|folder| {
            path.strip_prefix(folder.as_bytes())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
        })
    }

    /// Appends `pairs` to the query, after a `?` or `&`.
    pub fn append_query(&mut self, pairs: &str) {
        let query = match self.url.query() {
            None | Some("") => pairs.to_owned(),
            Some(query) if query.ends_with('&') => format!("{query}{pairs}"),
            Some(query) => format!("{query}&{pairs}"),
        };
        self.url.set_query(Some(&query));
    }

    /// Returns the URL for logs and audit entries, without query and fragment (T26, T27). It never
    /// contains a user name.
    pub fn shown(&self) -> String {
        self.url[..Position::AfterPath].to_owned()
    }

    /// Returns the URL to request, without a fragment (R13).
    pub fn uri(&self) -> Result<Uri, Failure> {
        let asked = self.url[..Position::AfterQuery].to_owned();
        Uri::try_from(asked).map_err(|_| Failure::bad("proxy.bad_url"))
    }
}

/// The number of times that a path is decoded before it is refused.
const DECODINGS: usize = 8;

/// Returns the path as the most lenient server reads it. It is decoded until nothing is left to
/// decode, `\` becomes `/`, parameters are cut off, and empty segments and `.` are removed.
///
/// Returns `None` if a `..` appears that the parser did not see, or if one may still be hidden: in
/// bytes that are not UTF-8 (`%c0%ae` is a dot for old decoders), after control characters, in the
/// form `%u002e`, in full-width characters, or before blanks that a file system ignores.
/// Servers differ in how they resolve it: `/a/b%5cc/%252e%252e/%252e%252e` is inside `/a` for a
/// server that reads `\` as `/`, and outside for one that only decodes twice.
fn eager(path: &str) -> Option<Vec<u8>> {
    let mut decoded = path.as_bytes().to_vec();
    for _ in 0..DECODINGS {
        let once: Vec<u8> = percent_encoding::percent_decode(&decoded).collect();
        if once == decoded {
            return plain(&decoded);
        }
        decoded = once;
    }
    None
}

fn plain(path: &[u8]) -> Option<Vec<u8>> {
    let path = std::str::from_utf8(path).ok()?;
    if path.chars().any(char::is_control) || path.contains("%u") || path.contains("%U") {
        return None;
    }
    let path: String = path.chars().map(folded).collect();
    let mut out = Vec::with_capacity(path.len());
    for segment in path.split(['/', '\\']) {
        let name = segment.split(';').next()?;
        match name.trim() {
            ".." => return None,
            "." | "" => {}
            _ => {
                out.push(b'/');
                out.extend_from_slice(name.as_bytes());
            }
        }
    }
    Some(out)
}

/// Returns the character that a full-width form stands for, as servers read it that normalise
/// compatibility characters.
fn folded(c: char) -> char {
    match c {
        '\u{2024}' | '\u{fe52}' | '\u{ff0e}' => '.',
        '\u{ff0f}' => '/',
        '\u{ff3c}' | '\u{fe68}' => '\\',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn target(text: &str) -> Target {
        Target::parse(text).unwrap_or_else(|failure| panic!("{text}: {failure}"))
    }

    #[test]
    fn odd_urls_are_refused() {
        // T8, T15, R18: bad URL
        for text in [
            "",
            "/path",
            "api.example.com",
            "https:",
            "https://",
            "https:api.example.com",
            "https:/api.example.com",
            "https:///api.example.com",
            "https:/api.example.com/://",
            "https:api.example.com?://",
            "https:/u@api.example.com/://b.test",
            "https://\\api.example.com",
            "file:///etc/passwd",
            "gopher://a.test/",
            "data:text/plain,x",
            "ftp://a.test/",
            "ws://a.test/",
            "javascript:alert(1)",
            "https://user:pass@a.test/",
            "https://u@a.test/",
            "https://:p@a.test/",
            "https://api.example.com@evil.test/",
            "http://[example.com]/",
            "http://[[::1]]/",
            "https://a..test/",
            "https://a.test../",
            "https://.a.test/",
            "https://a}b.test/",
            "https://a'b.test/",
            "https://a.test:99999/",
            "https://a%2Fb.test/",
            "https://a.test/\r\nX: y",
            "https://a.te\tst/",
            "https://a.test/a b",
            " https://a.test/",
            "https://a.test/\u{0}",
            "http://[fe80::1%25eth0]/",
        ] {
            assert!(Target::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_fragment_is_not_asked_for() {
        // R13
        let uri = target("https://a.test/p?q=1#frag?x").uri().unwrap();
        assert_eq!(uri.to_string(), "https://a.test/p?q=1");
    }

    #[test]
    fn no_reading_of_a_path_escapes_its_prefix() {
        // R10, T13
        let public = target("https://a.test/x/public");
        for path in [
            "/x/public",
            "/x/public/",
            "/x/public/a/b",
            "/x/publication",
            "/x/public/a/../b",
            "/x/public/a%20b",
            "/x/public/%E3%81%82",
            "/x/public/..a/",
            "/x/public/a..;b",
            "/x/public/%ef%bc%a1%20b",
            "/x/public/...",
        ] {
            assert!(
                target(&format!("https://a.test{path}")).is_under(&public),
                "{path}"
            );
        }
        for path in [
            "/x/public/../admin",
            "/x/public/%2e%2e/admin",
            "/x/public/.%2E/admin",
            "/x/public/%252e%252e/admin",
            "/x/public/%25252e%25252e/admin",
            "/x/public/..%2fadmin",
            "/x/public/..%252fadmin",
            "/x/public/..\\admin",
            "/x/public/..%5cadmin",
            "/x/public/..%255Cadmin",
            "/x/public/..;/admin",
            "/x/public/..;a=b/admin",
            "/x/public/%2e%2e%3b/admin",
            "/x/public//../../admin",
            "/x/public/a//../../../admin",
            "/x/public%2f..%2fadmin",
            "/x/public/..",
            "/x/public/%2e%2e",
            // These paths are deeper for one server than for another.
            "/x/public/a%5cb%5cc/%252e%252e/%252e%252e/%252e%252e/admin",
            "/x/public/a%2fb%2fc/%252e%252e/%252e%252e/%252e%252e/admin",
            "/x/public/a%252fb%252fc/%252e%252e/%252e%252e/%252e%252e/admin",
            // Old decoders read overlong UTF-8, and some read `%u002e`.
            "/x/public/%c0%ae%c0%ae/admin",
            "/x/public/..%c0%af../admin",
            "/x/public/%e0%80%ae./admin",
            "/x/public/%u002e%u002e/admin",
            "/x/public/%25u002e%U002E/admin",
            // Control bytes, blanks and full-width forms.
            "/x/public/..%00/admin",
            "/x/public/.%00./admin",
            "/x/public/..%09/admin",
            "/x/public/..%0d/admin",
            "/x/public/..%20/admin",
            "/x/public/%20../admin",
            "/x/public/..%c2%a0/admin",
            "/x/public/%ef%bc%8e%ef%bc%8e/admin",
            "/x/public/%ef%bc%8e%e2%80%a4/admin",
            "/x/public/..%ef%bc%8fadmin",
            "/x/public/a%7f/admin",
            // This path is encoded more often than it is decoded.
            &format!("/x/public/%{0}2e%{0}2e/admin", "25".repeat(9)),
        ] {
            assert!(
                !target(&format!("https://a.test{path}")).is_under(&public),
                "{path}"
            );
        }
    }

    #[test]
    fn own_folders_are_recognised_in_every_spelling() {
        // R23
        let folders = ["/-", "/k/api"];
        for path in [
            "/-/health",
            "/-",
            "/k/api/plugin/proxy/call.json",
            "/k//api/x",
            "//k/api/x",
            "/%2d/x",
            "/k/%61pi/x",
            "/k/%2561pi/x",
            "/k\\api/x",
            "/x/../k/api/x",
            "/x/..;/k/api/x",
            "/k/api",
            "/k/%252e/api",
            "/k;x/api;y/",
        ] {
            assert!(
                target(&format!("https://a.test{path}")).may_reach(&folders),
                "{path}"
            );
        }
        for path in [
            "/",
            "/k/v1/record.json",
            "/k/apis",
            "/-x",
            "/k/1/?a=/k/api/",
            "/k/",
        ] {
            assert!(
                !target(&format!("https://a.test{path}")).may_reach(&folders),
                "{path}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,60}", tail in "[ -~]{0,40}") {
            for given in [text, format!("https://a.test/{tail}")] {
                if let Ok(target) = Target::parse(&given) {
                    let _ = target.uri();
                    prop_assert_eq!(target.is_under(&target), !target.may_reach(&[]));
                }
            }
        }

        #[test]
        fn a_plain_path_is_under_each_of_its_beginnings(path in "(/[a-z0-9]{1,5}){1,6}", cut in 0usize..30) {
            let cut = cut.min(path.len());
            let call = target(&format!("https://a.test{path}"));
            let beginning = target(&format!("https://a.test{}", &path[..cut]));
            prop_assert!(call.is_under(&beginning));
        }
    }
}
