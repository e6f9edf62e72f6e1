//! Saved proxy configs: which ones apply to a call and what they add to it (R10, R11), and the
//! checks before a config is saved (R10, R16, R43).

use secrecy::{ExposeSecret, SecretString};
use serde_json::value::RawValue;

use crate::call::{Method, ProxyConfig};
use crate::failure::Failure;
use crate::headers;
use crate::json;
use crate::target::Target;

/// The additions of all proxy configs that apply to a call.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// The headers, with one value per name in any case (R12).
    pub headers: Vec<(String, SecretString)>,
    /// The data, with one value per key, as JSON text.
    pub data: Vec<(String, SecretString)>,
    /// The indexes of the proxy configs that applied, shortest URL first.
    pub used: Vec<usize>,
}

/// Merges all proxy configs that apply, shortest URL first, so that the longest URL takes
/// precedence for each key (R11).
pub fn merge(proxy_configs: &[ProxyConfig], target: &Target, method: Method) -> Merged {
    let mut used: Vec<usize> = (0..proxy_configs.len())
        .filter(|index| {
            proxy_configs[*index].method == method && proxy_configs[*index].url.applies(target)
        })
        .collect();
    used.sort_by_key(|index| proxy_configs[*index].url.as_str().len());
    let mut merged = Merged::default();
    for index in &used {
        for (name, value) in &proxy_configs[*index].headers {
            put(&mut merged.headers, name, value, |own| {
                headers::same(own, name)
            });
        }
        for (key, value) in &proxy_configs[*index].data {
            put(&mut merged.data, key, value, |own| own == key);
        }
    }
    merged.used = used;
    merged
}

/// Returns true if the `allowed_hosts` of a manifest (`*` or URIs) allow the call (R26).
pub fn is_allowed(hosts: &[String], target: &Target) -> bool {
    hosts.iter().any(|host| {
        host == "*"
            || Target::parse(host)
                .is_ok_and(|host| host.origin() == target.origin() && target.is_under(&host))
    })
}

/// Checks a proxy config before `setProxyConfig` saves it. The failure names the invalid part.
///
/// `headers` and `data` are JSON objects of scalars. Header values become strings, and data values
/// keep their type (R43). A URL without a complete host is refused (R10, T32), and so are the
/// headers that R16 forbids.
pub fn check(
    url: &str,
    method: &str,
    headers: &RawValue,
    data: &RawValue,
) -> Result<ProxyConfig, Failure> {
    let method = Method::parse(method)?;
    let refuse = || Failure::bad("proxy.bad_proxy_config_url");
    let target = Target::parse(url).map_err(|_| refuse())?;
    if !target.is_under(&target) {
        // The path contains hidden dot segments (T13), so the config would never apply.
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
    Ok(ProxyConfig {
        url: url.into(),
        method,
        headers: secret(headers.into_iter()),
        data: secret(
            data.into_iter()
                .map(|(key, value)| (key, value.get().to_owned())),
        ),
    })
}

fn secret(pairs: impl Iterator<Item = (String, String)>) -> Vec<(String, SecretString)> {
    pairs
        .map(|(name, value)| (name, SecretString::from(value)))
        .collect()
}

fn put(
    all: &mut Vec<(String, SecretString)>,
    name: &str,
    value: &SecretString,
    is_same: impl Fn(&str) -> bool,
) {
    let value = SecretString::from(value.expose_secret());
    match all.iter_mut().find(|(own, _)| is_same(own)) {
        Some(slot) => *slot = (name.to_owned(), value),
        None => all.push((name.to_owned(), value)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::prefix::Prefix;

    fn raw(text: &str) -> Box<RawValue> {
        RawValue::from_string(text.to_owned()).unwrap()
    }

    fn proxy_config(url: &str, headers: &str, data: &str) -> ProxyConfig {
        check(url, "GET", &raw(headers), &raw(data)).unwrap()
    }

    fn shown(pairs: &[(String, SecretString)]) -> Vec<(&str, &str)> {
        pairs
            .iter()
            .map(|(n, v)| (n.as_str(), v.expose_secret()))
            .collect()
    }

    fn merged(proxy_configs: &[ProxyConfig], url: &str) -> Merged {
        merge(proxy_configs, &Target::parse(url).unwrap(), Method::Get)
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
        // A saved URL may contain a query (B5.1).
        let records = "https://a.test/k/v1/records.json?app=1&fields=x";
        assert!(applies(records, &format!("{records}&query=y")));
        assert!(!applies(records, "https://a.test/k/v1/records.json?app=2"));
    }

    #[test]
    fn the_longest_url_wins_key_by_key() {
        // R11, 003.40, 003.41
        let long = proxy_config(
            "https://api.github.com/",
            r#"{"k2":"v2-1","k3":"v3"}"#,
            "{}",
        );
        let short = proxy_config("https://api.github.com", r#"{"k1":"v1","k2":"v2"}"#, "{}");
        let both = [long, short];
        let all = merged(&both, "https://api.github.com/");
        assert_eq!(
            shown(&all.headers),
            [("k1", "v1"), ("k2", "v2-1"), ("k3", "v3")]
        );
        assert_eq!(all.used, [1, 0]);
        let one = merged(&both, "https://api.github.com");
        assert_eq!(shown(&one.headers), [("k1", "v1"), ("k2", "v2")]);
    }

    #[test]
    fn header_names_merge_without_case_and_data_keys_with() {
        // R12
        let all = merged(
            &[
                proxy_config(
                    "https://a.test",
                    r#"{"Authorization":"1"}"#,
                    r#"{"k":1,"K":2}"#,
                ),
                proxy_config(
                    "https://a.test/x",
                    r#"{"authorization":"2"}"#,
                    r#"{"k":"3"}"#,
                ),
            ],
            "https://a.test/x",
        );
        assert_eq!(shown(&all.headers), [("authorization", "2")]);
        assert_eq!(shown(&all.data), [("k", "\"3\""), ("K", "2")]);
    }

    #[test]
    fn another_method_does_not_apply() {
        // R10
        let proxy_configs = [proxy_config("https://a.test", r#"{"a":"1"}"#, "{}")];
        let target = Target::parse("https://a.test").unwrap();
        assert!(merge(&proxy_configs, &target, Method::Post).used.is_empty());
        assert_eq!(
            merge(&proxy_configs, &target, Method::parse("get").unwrap()).used,
            [0]
        );
    }

    #[test]
    fn a_proxy_config_is_checked_when_it_is_saved() {
        let check = |url: &str, method: &str, headers: &str, data: &str| {
            check(url, method, &raw(headers), &raw(data)).map_err(|f| f.key())
        };
        // R10, T32: a prefix must contain a complete host.
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
                "proxy.bad_proxy_config_url",
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

    #[test]
    fn a_manifests_allowed_hosts_are_kept_to() {
        // R26
        let target = Target::parse("https://api.example.com/v1/x").unwrap();
        let allowed = |hosts: &[&str]| {
            is_allowed(
                &hosts.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>(),
                &target,
            )
        };
        assert!(allowed(&["*"]));
        assert!(allowed(&[
            "https://other.test",
            "https://API.example.com/v1"
        ]));
        assert!(!allowed(&[]));
        assert!(!allowed(&[
            "http://api.example.com",
            "https://example.com",
            "https://api.example.com/v2"
        ]));
    }

    proptest! {
        #[test]
        fn a_proxy_config_that_applies_has_the_origin_of_the_call(
            host in "[a-z]{1,3}(\\.[a-z]{1,3}){0,2}",
            tail in "[a-z0-9./@:%?#;\\\\-]{0,16}",
        ) {
            // T14: whatever follows the saved prefix, the credential is only sent to the saved
            // host.
            let saved = format!("https://{host}");
            if let Ok(target) = Target::parse(&format!("{saved}{tail}")) && Prefix::from(&*saved).applies(&target) {
                let saved = Target::parse(&saved).unwrap();
                prop_assert_eq!(target.origin(), saved.origin());
            }
        }
    }
}
