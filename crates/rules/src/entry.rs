//! A saved proxy setting, in the one shape that it has from the call that saves it to the calls that it
//! is added to (R10, R16, R43).

use secrecy::SecretString;
use serde_json::value::RawValue;

use crate::call::Method;
use crate::failure::Failure;
use crate::headers;
use crate::json;
use crate::target::Target;

/// A saved proxy setting of one plug-in in one app.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Calls whose URL begins so are meant, within R10.
    pub url: Prefix,
    /// Calls of this method are meant.
    pub method: Method,
    /// Names as saved, values as saved.
    pub headers: Vec<(String, SecretString)>,
    /// Keys, and the JSON text of each scalar value (R43).
    pub data: Vec<(String, SecretString)>,
}

impl Entry {
    /// Reads what `setProxyConfig` saves. The failure names the part that is wrong.
    ///
    /// `headers` and `data` are JSON objects of scalars. Header values become strings; data values keep
    /// their type (R43). A URL without a whole host is refused (R10, T32), and what R16 forbids.
    pub fn read(
        url: &str,
        method: &str,
        headers: &RawValue,
        data: &RawValue,
    ) -> Result<Self, Failure> {
        let method = Method::parse(method)?;
        let refuse = || Failure::bad("proxy.bad_entry_url");
        let target = Target::parse(url).map_err(|_| refuse())?;
        if !target.is_under(&target) {
            // Its path leads elsewhere by itself (T13): it would never apply.
            return Err(refuse());
        }
        let headers = json::strings(headers, "headers")?;
        for (name, value) in &headers {
            headers::check(name, value)?;
        }
        let data = json::members(data.get()).map_err(|_| json::bad("data"))?;
        for (key, value) in &data {
            if json::is_nested(value) {
                return Err(Failure::bad("proxy.nested_data").with("name", key.escape_debug()));
            }
        }
        Ok(Self {
            url: Prefix {
                text: url.to_owned(),
                target: Some(target),
            },
            method,
            headers: secret(headers.into_iter()),
            data: secret(
                data.into_iter()
                    .map(|(key, value)| (key, value.get().to_owned())),
            ),
        })
    }

    /// Whether it is added to a call (R10).
    pub fn applies(&self, called: &Target, method: Method) -> bool {
        self.method == method && self.url.applies(called)
    }
}

/// The URL of an entry, read once for all calls.
#[derive(Clone, Debug)]
pub struct Prefix {
    text: String,
    /// `None`: it is no URL, and applies to none.
    target: Option<Target>,
}

impl Prefix {
    /// As it was saved.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether an entry saved under it applies to the call (R10): it is a case-sensitive beginning
    /// of the called text, and of the same origin (T14, T15), and the path stays under it (T13).
    pub fn applies(&self, called: &Target) -> bool {
        let saved = self.target.as_ref();
        called.given().starts_with(&self.text)
            && saved.is_some_and(|own| own.origin() == called.origin() && called.is_under(own))
    }
}

impl From<String> for Prefix {
    fn from(text: String) -> Self {
        let target = Target::parse(&text).ok();
        Self { text, target }
    }
}

impl From<&str> for Prefix {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

fn secret(pairs: impl Iterator<Item = (String, String)>) -> Vec<(String, SecretString)> {
    pairs
        .map(|(name, value)| (name, SecretString::from(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;

    fn raw(text: &str) -> Box<RawValue> {
        RawValue::from_string(text.to_owned()).unwrap()
    }

    fn shown(pairs: &[(String, SecretString)]) -> Vec<(&str, &str)> {
        pairs
            .iter()
            .map(|(n, v)| (n.as_str(), v.expose_secret()))
            .collect()
    }

    #[test]
    fn a_credential_never_leaves_its_host_scheme_or_path() {
        // R10, T13, T14, T15
        let saved = "https://api.example.com";
        let applies = |saved: &str, url: &str| {
            Target::parse(url).is_ok_and(|own| Prefix::from(saved).applies(&own))
        };
        for url in [
            "https://api.example.com",
            "https://api.example.com/",
            "https://api.example.com/a?b",
            "https://api.example.com?k=v",
            "https://api.example.com:443/x",
            "https://api.example.com#f",
        ] {
            assert!(applies(saved, url), "{url}");
        }
        for url in [
            "https://api.example.com.evil.test/",
            "https://api.example.com@evil.test/",
            "https://api.example.com:8443/",
            "http://api.example.com/",
            "https://API.example.com/",
            "https://api.example.com\\@evil.test/",
            "https://api.example.comx/",
        ] {
            let is_safe = !applies(saved, url)
                || *Target::parse(url).unwrap().origin() == saved.parse().unwrap();
            assert!(is_safe, "{url}");
        }
        assert!(!applies(
            "https://api.example.com/public",
            "https://api.example.com/public/../admin"
        ));
        assert!(!applies(
            "https://api.example.com/Public",
            "https://api.example.com/public"
        ));
        // A query may be part of what was saved (B5.1).
        let records = "https://a.test/k/v1/records.json?app=1&fields=x";
        assert!(applies(records, &format!("{records}&query=y")));
        assert!(!applies(records, "https://a.test/k/v1/records.json?app=2"));
    }

    #[test]
    fn an_entry_is_checked_when_it_is_saved() {
        let check = |url: &str, method: &str, headers: &str, data: &str| {
            Entry::read(url, method, &raw(headers), &raw(data)).map_err(|f| f.key())
        };
        // R10, T32: a prefix without a whole host
        for url in [
            "",
            "h",
            "https:",
            "https://",
            "https:///x",
            "https://?",
            "*",
            "https://u@a.test",
            "https://a.test/x/%252e%252e/y",
        ] {
            assert_eq!(
                check(url, "GET", "{}", "{}").unwrap_err(),
                "proxy.bad_entry_url",
                "{url}"
            );
        }
        // R10: methods
        assert_eq!(
            check("https://a.test", "delete", "{}", "{}")
                .unwrap()
                .method,
            Method::Delete
        );
        for method in ["PATCH", "", "GET ", "HEAD"] {
            assert_eq!(
                check("https://a.test", method, "{}", "{}").unwrap_err(),
                "proxy.bad_method"
            );
        }
        // R16
        let forbidden = check("https://a.test", "GET", r#"{"Host":"x"}"#, "{}").unwrap_err();
        assert_eq!(forbidden, "proxy.forbidden_header");
        let split = check("https://a.test", "GET", r#"{"X":"a\r\nb"}"#, "{}").unwrap_err();
        assert_eq!(split, "proxy.bad_header_value");
        // R43
        let kept = check(
            "https://a.test",
            "GET",
            r#"{"n":1.50,"t":true}"#,
            r#"{"n":1.50,"s":"1","z":null}"#,
        );
        let kept = kept.unwrap();
        assert_eq!(shown(&kept.headers), [("n", "1.50"), ("t", "true")]);
        assert_eq!(
            shown(&kept.data),
            [("n", "1.50"), ("s", "\"1\""), ("z", "null")]
        );
        for (headers, data) in [
            (r#"{"a":{}}"#, "{}"),
            ("{}", r#"{"a":{}}"#),
            ("{}", r#"{"a":[1]}"#),
            ("[]", "{}"),
            ("{}", "[]"),
            ("\"x\"", "{}"),
            ("{}", "null"),
        ] {
            assert!(
                check("https://a.test", "GET", headers, data).is_err(),
                "{headers} {data}"
            );
        }
    }

    proptest! {
        #[test]
        fn an_entry_that_applies_has_the_origin_of_the_call(
            host in "[a-z]{1,3}(\\.[a-z]{1,3}){0,2}",
            tail in "[a-z0-9./@:%?#;\\\\-]{0,16}",
        ) {
            // T14: whatever follows the saved text, the credential stays on the saved host.
            let saved = format!("https://{host}");
            if let Ok(target) = Target::parse(&format!("{saved}{tail}")) && Prefix::from(&*saved).applies(&target) {
                let saved = Target::parse(&saved).unwrap();
                prop_assert_eq!(target.origin(), saved.origin());
            }
        }
    }
}
