//! Which saved entries apply to a call, and what they add to it together (R10, R11).

use secrecy::SecretString;

use crate::call::Method;
use crate::entry::Entry;
use crate::target::Target;

/// Names and values of saved entries, still in their place.
pub type Pairs<'a> = Vec<(&'a str, &'a SecretString)>;

/// What the applying entries add to a call.
#[derive(Clone, Debug, Default)]
pub struct Merged<'a> {
    /// Headers, one of a name in any case (R12).
    pub headers: Pairs<'a>,
    /// Data, one of a key, each value as JSON text.
    pub data: Pairs<'a>,
    /// Which entries applied, by index, shortest URL first.
    pub used: Vec<usize>,
}

/// Merges all entries that apply, shorter URL first, so that the longest wins key by key (R11).
pub fn merge<'a>(entries: &'a [Entry], target: &Target, method: Method) -> Merged<'a> {
    let mut used: Vec<usize> = (0..entries.len())
        .filter(|index| entries[*index].applies(target, method))
        .collect();
    used.sort_by_key(|index| entries[*index].url.as_str().len());
    let mut merged = Merged::default();
    for index in &used {
        for (name, value) in &entries[*index].headers {
            put(&mut merged.headers, name, value, |own| {
                own.eq_ignore_ascii_case(name)
            });
        }
        for (key, value) in &entries[*index].data {
            put(&mut merged.data, key, value, |own| own == key);
        }
    }
    merged.used = used;
    merged
}

fn put<'a>(
    all: &mut Pairs<'a>,
    name: &'a str,
    value: &'a SecretString,
    is_same: impl Fn(&str) -> bool,
) {
    match all.iter_mut().find(|(own, _)| is_same(own)) {
        Some(slot) => *slot = (name, value),
        None => all.push((name, value)),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;
    use serde_json::value::RawValue;

    use super::*;

    fn raw(text: &str) -> Box<RawValue> {
        RawValue::from_string(text.to_owned()).unwrap()
    }

    fn entry(url: &str, headers: &str, data: &str) -> Entry {
        Entry::read(url, "GET", &raw(headers), &raw(data)).unwrap()
    }

    fn shown<'a>(pairs: &Pairs<'a>) -> Vec<(&'a str, &'a str)> {
        pairs.iter().map(|(n, v)| (*n, v.expose_secret())).collect()
    }

    fn merged<'a>(entries: &'a [Entry], url: &str) -> Merged<'a> {
        merge(entries, &Target::parse(url).unwrap(), Method::Get)
    }

    #[test]
    fn the_longest_url_wins_key_by_key() {
        // R11, 003.40, 003.41
        let long = entry(
            "https://api.github.com/",
            r#"{"k2":"v2-1","k3":"v3"}"#,
            "{}",
        );
        let short = entry("https://api.github.com", r#"{"k1":"v1","k2":"v2"}"#, "{}");
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
        let both = [
            entry(
                "https://a.test",
                r#"{"Authorization":"1"}"#,
                r#"{"k":1,"K":2}"#,
            ),
            entry(
                "https://a.test/x",
                r#"{"authorization":"2"}"#,
                r#"{"k":"3"}"#,
            ),
        ];
        let all = merged(&both, "https://a.test/x");
        assert_eq!(shown(&all.headers), [("authorization", "2")]);
        assert_eq!(shown(&all.data), [("k", "\"3\""), ("K", "2")]);
    }

    #[test]
    fn another_method_does_not_apply() {
        // R10
        let entries = [entry("https://a.test", r#"{"a":"1"}"#, "{}")];
        let target = Target::parse("https://a.test").unwrap();
        assert!(merge(&entries, &target, Method::Post).used.is_empty());
        assert_eq!(
            merge(&entries, &target, Method::parse("get").unwrap()).used,
            [0]
        );
    }
}
