//! The secrets among saved values, and their removal from answers (R08.4).
//!
//! An upstream may send back what it received: a redirect repeats the query, an error page the
//! header. Under `sealed`, a page must not learn a secret in this way.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;
use percent_encoding::utf8_percent_encode;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::call::ProxyConfig;
use crate::request::ENCODED;

/// The minimum length of a secret in characters. Shorter values occur in answers by chance.
const MIN_LENGTH: usize = 12;
/// The maximum length of a secret in bytes. It bounds the memory for all its spellings.
const MAX_LENGTH: usize = 8_192;

/// The text that takes the place of a secret.
const BLANK: &str = "******";

/// Data whose values are no secrets, in lower case.
const PUBLIC_DATA: [&str; 3] = ["grant_type", "response_type", "token_type"];
/// Headers whose values are no secrets, in lower case. Names that begin with one of
/// [`PUBLIC_BEGINNINGS`] belong to them too.
const PUBLIC_HEADERS: [&str; 18] = [
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "date",
    "expect",
    "from",
    "host",
    "origin",
    "pragma",
    "prefer",
    "range",
    "referer",
    "te",
    "user-agent",
    "via",
    "x-requested-with",
];
/// Headers whose values begin with the name of a scheme.
const AUTHORIZATION: [&str; 2] = ["authorization", "proxy-authorization"];
const PUBLIC_BEGINNINGS: [&str; 3] = ["accept", "if-", "x-forwarded-"];

/// The secrets of some proxy configs, in every spelling in which they are searched.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    /// For each secret, the part that every spelling of it contains. A search for these parts tells
    /// quickly that a text has none of the secrets, which is the usual case.
    anchors: Vec<SecretString>,
    /// The spellings with the index of their anchor. The longest come first, so that a secret is
    /// removed whole before a part of it is found.
    spellings: Vec<(SecretString, usize)>,
}

impl Secrets {
    /// Collects the secrets of proxy configs: values of 12 characters or more, without the name of an
    /// authentication scheme, except those of headers such as Content-Type.
    pub fn of<'a>(proxy_configs: impl IntoIterator<Item = &'a ProxyConfig>) -> Self {
        let mut found = HashSet::new();
        for proxy_config in proxy_configs {
            for (name, value) in &proxy_config.headers {
                if !is_public_header(name) {
                    add_header(name, value.expose_secret(), &mut found);
                }
            }
            for (name, value) in &proxy_config.data {
                if !PUBLIC_DATA.contains(&&*name.to_ascii_lowercase()) {
                    add_data(value.expose_secret(), &mut found);
                }
            }
        }
        let mut secrets = Self::default();
        for (index, secret) in found.iter().enumerate() {
            secrets.anchors.push(SecretString::from(anchor(secret)));
            let spellings = spellings(secret).into_iter();
            secrets
                .spellings
                .extend(spellings.map(|one| (SecretString::from(one), index)));
        }
        let length = |(text, _): &(SecretString, usize)| text.expose_secret().len();
        secrets
            .spellings
            .sort_by_key(|one| std::cmp::Reverse(length(one)));
        secrets
    }

    /// Returns true if there are no secrets.
    pub fn is_empty(&self) -> bool {
        self.spellings.is_empty()
    }

    /// Returns the text without the secrets, or `None` if it contains none.
    pub fn without(&self, text: &[u8]) -> Option<Vec<u8>> {
        if text.len() < MIN_LENGTH {
            return None;
        }
        let occurs =
            |anchor: &SecretString| memmem::find(text, anchor.expose_secret().as_bytes()).is_some();
        let first = self.anchors.iter().position(occurs)?;
        let found: Vec<bool> = (0..self.anchors.len())
            .map(|at| at == first || at > first && occurs(&self.anchors[at]))
            .collect();
        let mut changed: Option<Vec<u8>> = None;
        for (secret, anchor) in &self.spellings {
            if !found[*anchor] {
                continue;
            }
            let secret = secret.expose_secret().as_bytes();
            let current = changed.as_deref().unwrap_or(text);
            if let Some(first) = memmem::find(current, secret) {
                changed = Some(replaced(current, secret, first));
            }
        }
        changed
    }

    /// Removes the secrets from the values of headers.
    pub fn blank_headers(&self, headers: &mut [(String, String)]) {
        for (_, value) in headers {
            if let Some(changed) = self.without(value.as_bytes()) {
                // Whole texts were replaced in a text, so this is a text too.
                *value = String::from_utf8_lossy(&changed).into_owned();
            }
        }
    }
}

fn replaced(text: &[u8], secret: &[u8], first: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let (mut rest, mut at) = (text, Some(first));
    while let Some(found) = at {
        out.extend_from_slice(&rest[..found]);
        out.extend_from_slice(BLANK.as_bytes());
        rest = &rest[found + secret.len()..];
        at = memmem::find(rest, secret);
    }
    out.extend_from_slice(rest);
    out
}

fn is_public_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    PUBLIC_HEADERS.contains(&&*name) || PUBLIC_BEGINNINGS.iter().any(|one| name.starts_with(one))
}

/// Adds the secrets of a header's value. The first word of `Authorization` is the name of a scheme.
/// That of another header may be one, so the value and the rest are both secrets. An upstream may
/// also send back single values of `Cookie`, and the password in `Basic`.
fn add_header(name: &str, value: &str, found: &mut HashSet<String>) {
    let value = value.trim();
    let (scheme, secret) = value.split_once(' ').unwrap_or(("", value));
    if !AUTHORIZATION
        .iter()
        .any(|one| name.eq_ignore_ascii_case(one))
    {
        add(value, found);
    }
    add(secret.trim(), found);
    if name.eq_ignore_ascii_case("cookie") {
        for (_, value) in value.split(';').filter_map(|pair| pair.split_once('=')) {
            add(value.trim(), found);
        }
    }
    if scheme.eq_ignore_ascii_case("basic")
        && let Ok(plain) = STANDARD.decode(secret.trim())
        && let Ok(plain) = std::str::from_utf8(&plain)
    {
        add(plain, found);
        if let Some((_, password)) = plain.split_once(':') {
            add(password, found);
        }
    }
}

/// Adds the secret of a value of the data, which is JSON.
fn add_data(json: &str, found: &mut HashSet<String>) {
    match serde_json::from_str(json) {
        Ok(Value::String(text)) => add(&text, found),
        Ok(Value::Number(_)) => add(json, found),
        _ => {}
    }
}

fn add(secret: &str, found: &mut HashSet<String>) {
    if secret.chars().count() >= MIN_LENGTH && secret.len() <= MAX_LENGTH {
        found.insert(secret.to_owned());
    }
}

/// Returns the longest part of a secret that no encoding changes: letters, digits, `-`, `.` and `_`.
/// It is empty if there is none, and an empty text occurs everywhere.
fn anchor(secret: &str) -> &str {
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "-._".contains(sign);
    let parts = secret.split(|sign| !is_plain(sign));
    parts.max_by_key(|part| part.len()).unwrap_or_default()
}

/// Returns all spellings of a secret: as it is, in a URL, in a form, in JSON and in HTML.
fn spellings(secret: &str) -> HashSet<String> {
    let percent = utf8_percent_encode(secret, ENCODED).to_string();
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let json = Value::from(secret).to_string();
    let json = json[1..json.len() - 1].to_owned();
    // Some encoders of JSON escape signs of HTML too.
    let escaped = |signs: &[char]| {
        signs.iter().fold(json.clone(), |text, sign| {
            text.replace(*sign, &format!("\\u{:04x}", u32::from(*sign)))
        })
    };
    let html = secret
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;");
    HashSet::from([
        lower_escapes(&percent),
        lower_escapes(&form),
        html.replace('\'', "&#39;"),
        html.replace('\'', "&#039;"),
        html.replace('\'', "&#39;").replace("&quot;", "&#34;"),
        escaped(&['<', '>', '&']),
        escaped(&['<', '>', '&', '=', '+', '\'']),
        html.replace('\'', "&#x27;"),
        // Some encoders of JSON escape slashes.
        json.replace('/', "\\/"),
        secret.to_owned(),
        percent,
        form,
        json,
    ])
}

/// Writes the letters of percent-encoded bytes in lower case.
fn lower_escapes(text: &str) -> String {
    let mut left = 0;
    text.chars()
        .map(|sign| match sign {
            '%' => {
                left = 2;
                sign
            }
            _ if left > 0 => {
                left -= 1;
                sign.to_ascii_lowercase()
            }
            _ => sign,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::value::RawValue;

    use super::*;
    use crate::proxy_config;

    fn secrets(headers: &str, data: &str) -> Secrets {
        let raw = |text: &str| RawValue::from_string(text.to_owned()).unwrap();
        let saved = proxy_config::check("https://a.test", "GET", &raw(headers), &raw(data));
        Secrets::of(&[saved.unwrap()])
    }

    fn left(secrets: &Secrets, text: &str) -> String {
        let changed = secrets.without(text.as_bytes());
        changed.map_or_else(
            || text.to_owned(),
            |bytes| String::from_utf8(bytes).unwrap(),
        )
    }

    #[test]
    fn a_secret_is_removed_in_every_spelling() {
        let known = secrets(
            r#"{"Authorization": "Bearer abc+/=\"'<&>0123"}"#,
            r#"{"api_key": "query sécret/1"}"#,
        );
        for text in [
            r#"abc+/="'<&>0123"#,
            "abc%2B%2F%3D%22%27%3C%26%3E0123",
            "abc%2b%2f%3d%22%27%3c%26%3e0123",
            r#"{"seen": "abc+/=\"'<&>0123"}"#,
            r#"{"seen": "abc+\/=\"'<&>0123"}"#,
            "<p>abc+/=&quot;&#39;&lt;&amp;&gt;0123</p>",
            "query sécret/1",
            "/v1/things/?api_key=query%20s%C3%A9cret%2F1",
            "/v1/things/?api_key=query+s%c3%a9cret%2f1",
        ] {
            let left = left(&known, text);
            assert!(left.contains(BLANK), "{text}");
            assert!(!left.contains("0123") && !left.contains("cret"), "{left}");
        }
    }

    #[test]
    fn a_password_of_basic_is_removed_alone_too() {
        let encoded = STANDARD.encode("user:long password");
        let known = secrets(&format!(r#"{{"Authorization": "Basic {encoded}"}}"#), "{}");
        assert_eq!(left(&known, "hello long password!"), "hello ******!");
        assert_eq!(left(&known, &format!("got {encoded}")), "got ******");
        assert_eq!(left(&known, "user"), "user");
    }

    #[test]
    fn a_cookie_is_removed_value_by_value() {
        let known = secrets(r#"{"Cookie": "session=a-long-secret; lang=ja"}"#, "{}");
        assert_eq!(left(&known, "a-long-secret is known"), "****** is known");
        assert_eq!(left(&known, "lang=ja"), "lang=ja");
    }

    #[test]
    fn names_of_schemes_short_values_and_public_headers_stay() {
        let known = secrets(
            r#"{"Content-Type": "application/json", "Accept-Language": "ja,en;q=0.8,fr", "User-Agent": "an agent of mine",
                "Authorization": "Key short", "X-Key": "elevenchars"}"#,
            r#"{"grant_type": "client_credentials", "n": 12345, "flag": true}"#,
        );
        assert!(known.is_empty());
    }

    #[test]
    fn a_long_number_is_a_secret_and_a_longer_secret_goes_first() {
        let known = secrets(
            "{}",
            r#"{"n": 123456789012, "long": "123456789012-and-more"}"#,
        );
        assert_eq!(
            left(&known, "123456789012-and-more 123456789012"),
            "****** ******"
        );
    }

    #[test]
    fn an_anchor_stands_in_every_spelling() {
        for secret in [
            "sk-1.2_3abc+/=\"'<&>~4",
            "日本語のとても長い秘密の値です",
            "++++++++++++++",
            "a query sécret/1",
        ] {
            let anchor = anchor(secret);
            for one in spellings(secret) {
                assert!(one.contains(anchor), "{one} {anchor}");
            }
        }
        assert_eq!(anchor("sk-1.2_3abc+/4"), "sk-1.2_3abc");
        let known = secrets("{}", r#"{"k": "日本語のとても長い秘密の値です"}"#);
        assert_eq!(left(&known, "x日本語のとても長い秘密の値ですy"), "x******y");
    }

    proptest! {
        #[test]
        fn nothing_of_a_secret_stays_wherever_it_stands(
            before in ".{0,20}", secret in "[!-~]{12,40}", after in ".{0,20}", times in 1_usize..4,
        ) {
            let known = Secrets::of(&[ProxyConfig {
                url: "https://a.test".into(),
                method: crate::call::Method::Get,
                headers: vec![("X-Key".to_owned(), SecretString::from(&*secret))],
                data: Vec::new(),
            }]);
            let text = format!("{before}{secret}{after}").repeat(times);
            prop_assert!(!left(&known, &text).contains(&secret));
        }
    }
}
