//! Merging, by its properties (R10 to R12, T25): whatever is saved, in whatever order.

use std::collections::BTreeMap;

use plugdock_rules::call::{Call, Caller, Data, Entry, Method};
use plugdock_rules::prepare;
use plugdock_rules::settings::{self, Merged};
use plugdock_rules::target::Target;
use proptest::prelude::*;
use secrecy::{ExposeSecret, SecretString};

const CALLED: &str = "https://a.test/one/two/three";
/// The shortest beginning of it that has a whole host.
const HOST: usize = "https://a.test".len();

/// Names that differ, and that differ in case alone.
fn pairs() -> impl Strategy<Value = BTreeMap<String, u16>> {
    prop::collection::btree_map("[abc]|[ABC]|x-key|X-Key", any::<u16>(), 0..5)
}

/// Entries of different URLs that all apply, in any order.
fn entries() -> impl Strategy<Value = Vec<Entry>> {
    prop::collection::btree_map(HOST..=CALLED.len(), (pairs(), pairs()), 1..6)
        .prop_map(|all| {
            all.into_iter()
                .map(|(length, (headers, data))| Entry {
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

fn merged(entries: &[Entry]) -> Merged {
    settings::merge(entries, &Target::parse(CALLED).unwrap(), Method::Post)
}

fn shown(pairs: &[(String, SecretString)]) -> BTreeMap<&str, &str> {
    pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.expose_secret()))
        .collect()
}

/// The value of the longest URL that has the name.
fn longest<'a>(
    entries: &'a [Entry],
    of: impl Fn(&'a Entry) -> &'a [(String, SecretString)],
    is_same: impl Fn(&str) -> bool,
) -> Option<&'a str> {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by_key(|entry| std::cmp::Reverse(entry.url.as_str().len()));
    let mut named = sorted
        .into_iter()
        .map(|entry| of(entry).iter().rfind(|(own, _)| is_same(own)));
    named.find_map(|found| found.map(|(_, value)| value.expose_secret()))
}

proptest! {
    #[test]
    fn a_saved_key_is_never_lost(entries in entries()) {
        let all = merged(&entries);
        let (headers, data) = (shown(&all.headers), shown(&all.data));
        for entry in &entries {
            for (name, _) in &entry.headers {
                prop_assert!(headers.keys().any(|own| own.eq_ignore_ascii_case(name)), "{}", name);
            }
            for (key, _) in &entry.data {
                prop_assert!(data.contains_key(key.as_str()), "{}", key);
            }
        }
        prop_assert_eq!(all.used.len(), entries.len());
    }

    #[test]
    fn the_longest_wins_key_by_key(entries in entries()) {
        let all = merged(&entries);
        for (name, value) in shown(&all.headers) {
            let due = longest(&entries, |entry| &entry.headers, |own| own.eq_ignore_ascii_case(name));
            prop_assert_eq!(Some(value), due, "{}", name);
        }
        for (key, value) in shown(&all.data) {
            prop_assert_eq!(Some(value), longest(&entries, |entry| &entry.data, |own| own == key), "{}", key);
        }
    }

    #[test]
    fn order_of_saving_does_not_matter((one, other) in entries().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))) {
        let (one, other) = (merged(&one), merged(&other));
        prop_assert_eq!(shown(&one.headers), shown(&other.headers));
        prop_assert_eq!(shown(&one.data), shown(&other.data));
    }

    #[test]
    fn no_header_is_doubled_whatever_the_case(
        entries in entries(),
        called in prop::collection::vec("[abcABC]|x-key|X-KEY|content-type|User-Agent", 0..6),
    ) {
        let call = Call {
            url: CALLED.to_owned(),
            method: "POST".to_owned(),
            headers: called.iter().map(|name| (name.clone(), "called".to_owned())).collect(),
            data: Data::None,
        };
        let sent = prepare::call(call, &entries, &Caller::default(), &[]).unwrap();
        let headers = sent.request.headers();
        prop_assert_eq!(headers.keys_len(), headers.len());
        for name in called {
            let due = longest(&entries, |entry| &entry.headers, |own| own.eq_ignore_ascii_case(&name));
            prop_assert_eq!(headers[&name].to_str().unwrap(), due.unwrap_or("called"), "{}", name);
        }
    }

    #[test]
    fn another_origin_gets_nothing(entries in entries(), other in 0usize..5) {
        // R10, T14
        let url = ["https://a.test.evil.test/one/two/three", "https://a.test:444/one/two/three",
            "http://a.test/one/two/three", "https://b.test/one/two/three", "https://xa.test/one/two/three"][other];
        let all = settings::merge(&entries, &Target::parse(url).unwrap(), Method::Post);
        prop_assert!(all.used.is_empty() && all.headers.is_empty() && all.data.is_empty());
    }
}
