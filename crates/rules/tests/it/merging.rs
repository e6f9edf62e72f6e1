//! Properties of merging (R10 to R12, T25), for any saved proxy configs in any order.

use std::collections::BTreeMap;

use plugdock_rules::call::{Call, Caller, Data, Method, ProxyConfig};
use plugdock_rules::prepare;
use plugdock_rules::proxy_config::{self, Merged};
use plugdock_rules::target::Target;
use proptest::prelude::*;
use secrecy::{ExposeSecret, SecretString};

const CALLED: &str = "https://a.test/one/two/three";
/// The length of the shortest prefix that contains the whole host.
const HOST: usize = "https://a.test".len();

/// Generates names that differ, including names that differ only in case.
fn pairs() -> impl Strategy<Value = BTreeMap<String, u16>> {
    prop::collection::btree_map("[abc]|[ABC]|x-key|X-Key", any::<u16>(), 0..5)
}

/// Generates proxy configs with different URLs that all apply, in any order.
fn proxy_configs() -> impl Strategy<Value = Vec<ProxyConfig>> {
    prop::collection::btree_map(HOST..=CALLED.len(), (pairs(), pairs()), 1..6)
        .prop_map(|all| {
            all.into_iter()
                .map(|(length, (headers, data))| ProxyConfig {
                    url: CALLED[..length].into(),
                    method: Method::Post,
                    headers: secret(headers),
                    data: secret(data),
                })
                .collect::<Vec<_>>()
        })
        .prop_shuffle()
}

fn secret(pairs: BTreeMap<String, u16>) -> Vec<(String, SecretString)> {
    let own = |(name, value): (String, u16)| (name, SecretString::from(value.to_string()));
    pairs.into_iter().map(own).collect()
}

fn merged(proxy_configs: &[ProxyConfig]) -> Merged {
    proxy_config::merge(proxy_configs, &Target::parse(CALLED).unwrap(), Method::Post)
}

fn shown(pairs: &[(String, SecretString)]) -> BTreeMap<&str, &str> {
    pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.expose_secret()))
        .collect()
}

/// Returns the value from the proxy config with the longest URL that has the name.
fn longest<'a>(
    proxy_configs: &'a [ProxyConfig],
    of: impl Fn(&'a ProxyConfig) -> &'a [(String, SecretString)],
    is_same: impl Fn(&str) -> bool,
) -> Option<&'a str> {
    let mut sorted: Vec<&ProxyConfig> = proxy_configs.iter().collect();
    sorted.sort_by_key(|proxy_config| std::cmp::Reverse(proxy_config.url.as_str().len()));
    let mut named = sorted
        .into_iter()
        .map(|proxy_config| of(proxy_config).iter().rfind(|(own, _)| is_same(own)));
    named.find_map(|found| found.map(|(_, value)| value.expose_secret()))
}

proptest! {
    #[test]
    fn a_saved_key_is_never_lost(proxy_configs in proxy_configs()) {
        let all = merged(&proxy_configs);
        let (headers, data) = (shown(&all.headers), shown(&all.data));
        for proxy_config in &proxy_configs {
            for (name, _) in &proxy_config.headers {
                prop_assert!(headers.keys().any(|own| own.eq_ignore_ascii_case(name)), "{}", name);
            }
            for (key, _) in &proxy_config.data {
                prop_assert!(data.contains_key(key.as_str()), "{}", key);
            }
        }
        prop_assert_eq!(all.used.len(), proxy_configs.len());
    }

    #[test]
    fn the_longest_wins_key_by_key(proxy_configs in proxy_configs()) {
        let all = merged(&proxy_configs);
        for (name, value) in shown(&all.headers) {
            let due = longest(&proxy_configs, |proxy_config| &proxy_config.headers, |own| own.eq_ignore_ascii_case(name));
            prop_assert_eq!(Some(value), due, "{}", name);
        }
        for (key, value) in shown(&all.data) {
            prop_assert_eq!(Some(value), longest(&proxy_configs, |proxy_config| &proxy_config.data, |own| own == key), "{}", key);
        }
    }

    #[test]
    fn order_of_saving_does_not_matter((one, other) in proxy_configs().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))) {
        let (one, other) = (merged(&one), merged(&other));
        prop_assert_eq!(shown(&one.headers), shown(&other.headers));
        prop_assert_eq!(shown(&one.data), shown(&other.data));
    }

    #[test]
    fn no_header_is_doubled_whatever_the_case(
        proxy_configs in proxy_configs(),
        called in prop::collection::vec("[abcABC]|x-key|X-KEY|content-type|User-Agent", 0..6),
    ) {
        let call = Call {
            url: CALLED.to_owned(),
            method: "POST".to_owned(),
            headers: called.iter().map(|name| (name.clone(), "called".to_owned())).collect(),
            data: Data::None,
        };
        let sent = prepare::call(call, &proxy_configs, &Caller::default(), &[]).unwrap();
        let headers = sent.request.headers();
        prop_assert_eq!(headers.keys_len(), headers.len());
        for name in called {
            let due = longest(&proxy_configs, |proxy_config| &proxy_config.headers, |own| own.eq_ignore_ascii_case(&name));
            prop_assert_eq!(headers[&name].to_str().unwrap(), due.unwrap_or("called"), "{}", name);
        }
    }

    #[test]
    fn another_origin_gets_nothing(proxy_configs in proxy_configs(), other in 0usize..5) {
        // R10, T14
        let url = ["https://a.test.evil.test/one/two/three", "https://a.test:444/one/two/three",
            "http://a.test/one/two/three", "https://b.test/one/two/three", "https://xa.test/one/two/three"][other];
        let all = proxy_config::merge(&proxy_configs, &Target::parse(url).unwrap(), Method::Post);
        prop_assert!(all.used.is_empty() && all.headers.is_empty() && all.data.is_empty());
    }
}
