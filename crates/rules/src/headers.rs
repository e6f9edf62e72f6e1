//! The rules for headers: which ones a plug-in may send (R16, T22, T23), which one of several equal
//! names is sent (R12), and how a plug-in receives those of an answer (R21, T24).

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::failure::Failure;

/// The names that no call and no proxy config may use (R16): framing, routing and all hop-by-hop
/// headers.
const FORBIDDEN: [&str; 12] = [
    "content-length",
    "transfer-encoding",
    "host",
    "connection",
    "keep-alive",
    "proxy-connection",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "upgrade",
    "http2-settings",
];

/// The names that are removed from answers (R21).
const NOT_HANDED_OVER: [&str; 9] = [
    "connection",
    "keep-alive",
    "proxy-connection",
    "proxy-authenticate",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "content-encoding",
];

/// Checks a header of a call or proxy config. The failure names the header.
///
/// A value may contain visible ASCII characters, spaces and tabs, because servers disagree about
/// other bytes (T22). Leading and trailing spaces and tabs are removed, as in browsers.
pub fn check(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Failure> {
    let refuse = |key| Err(Failure::bad(key).with("name", name.escape_debug()));
    let Ok(read) = HeaderName::from_bytes(name.as_bytes()) else {
        return refuse("proxy.bad_header_name");
    };
    if FORBIDDEN.iter().any(|own| same(own, read.as_str())) {
        return refuse("proxy.forbidden_header");
    }
    let value = value.trim_matches([' ', '\t']);
    match HeaderValue::from_str(value) {
        Ok(checked) if value.is_ascii() => Ok((read, checked)),
        _ => refuse("proxy.bad_header_value"),
    }
}

/// Returns true if two header names are the same in any case. Many servers hand headers to programs
/// as variables, in which `-` is `_`. For them `X_Api_Key` is `X-Api-Key` (T23).
pub(crate) fn same(one: &str, other: &str) -> bool {
    let fold = |byte: u8| match byte {
        b'_' => b'-',
        byte => byte.to_ascii_lowercase(),
    };
    one.len() == other.len() && one.bytes().map(fold).eq(other.bytes().map(fold))
}

/// Returns the headers to send, with one value per name in any case. A saved header replaces those
/// of the call with the same name, and the last header of the call replaces earlier ones (R12,
/// T25). Saved values are marked as sensitive.
pub fn merge<'a>(
    called: &[(String, String)],
    saved: impl IntoIterator<Item = &'a (String, SecretString)>,
) -> Result<HeaderMap, Failure> {
    let mut merged = HeaderMap::with_capacity(called.len() + 8);
    for (name, value) in called {
        let (name, value) = check(name, value)?;
        merged.insert(name, value);
    }
    for (name, value) in saved {
        let (name, mut value) = check(name, value.expose_secret())?;
        value.set_sensitive(true);
        let twins = merged.keys();
        let twins = twins.filter(|own| **own != name && same(own.as_str(), name.as_str()));
        for twin in twins.cloned().collect::<Vec<_>>() {
            merged.remove(twin);
        }
        merged.insert(name, value);
    }
    Ok(merged)
}

/// Returns the headers of an answer in the form that plug-ins receive (R21). `recoded` means that
/// the body is no longer the upstream's bytes, so that its Content-Length is wrong.
pub fn hand_over(headers: &HeaderMap, recoded: bool) -> Vec<(String, String)> {
    let named_by_connection: Vec<String> = headers
        .get_all(header::CONNECTION)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .map(|name| latin1(name).trim().to_ascii_lowercase())
        .collect();
    let is_dropped = |name: &str| {
        NOT_HANDED_OVER.contains(&name)
            || (recoded && name == "content-length")
            || named_by_connection.iter().any(|own| own == name)
    };
    headers
        .keys()
        .filter(|name| !is_dropped(name.as_str()))
        .map(|name| {
            let mut values = headers.get_all(name).iter();
            let first = values.next().map(HeaderValue::as_bytes);
            let mut joined = latin1(first.unwrap_or_default()).into_owned();
            for value in values {
                joined.push_str(", ");
                joined.push_str(&latin1(value.as_bytes()));
            }
            (title_case(name.as_str()), joined)
        })
        .collect()
}

fn latin1(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    encoding_rs::mem::decode_latin1(bytes)
}

fn title_case(name: &str) -> String {
    let mut out = name.to_owned();
    let dashes = name.bytes().enumerate().filter(|(_, byte)| *byte == b'-');
    for at in std::iter::once(0).chain(dashes.map(|(at, _)| at + 1)) {
        if let Some(letter) = out.get_mut(at..=at) {
            letter.make_ascii_uppercase();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::failure::Kind;

    fn called(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect()
    }

    fn saved(pairs: &[(&str, &str)]) -> Vec<(String, SecretString)> {
        pairs
            .iter()
            .map(|(n, v)| ((*n).to_owned(), SecretString::from(*v)))
            .collect()
    }

    fn sent(map: &HeaderMap) -> Vec<(&str, &str)> {
        map.iter()
            .map(|(n, v)| (n.as_str(), v.to_str().unwrap()))
            .collect()
    }

    #[test]
    fn forbidden_headers_are_named() {
        // R16, T23, 003.28
        for name in [
            "Content-Length",
            "content-length",
            "TRANSFER-ENCODING",
            "Host",
            "Connection",
            "Keep-Alive",
            "Proxy-Authorization",
            "Proxy-Connection",
            "TE",
            "Trailer",
            "Upgrade",
            "Transfer_Encoding",
            "CONTENT_LENGTH",
            "proxy_Authorization",
        ] {
            let failure = check(name, "1").unwrap_err();
            assert_eq!(failure.kind(), Kind::BadRequest);
            assert_eq!(failure.key(), "proxy.forbidden_header");
            assert_eq!(failure.params(), [("name", name.to_owned())]);
        }
    }

    #[test]
    fn invalid_names_and_values_are_refused_and_no_value_is_told() {
        // R16, T22, T26
        for name in [
            "",
            " ",
            "X Y",
            "X:",
            "X\r\nY",
            "Content-Length ",
            "X\0",
            "Ünïcode",
            "x\ty",
        ] {
            assert_eq!(
                check(name, "v").unwrap_err().key(),
                "proxy.bad_header_name",
                "{name:?}"
            );
        }
        for value in [
            "a\rb",
            "a\nb",
            "a\r\n folded",
            "a\0b",
            "a\u{7f}",
            "caf\u{e9}",
            "日本",
            "v\n",
        ] {
            let failure = check("X-Key", &format!("secret{value}")).unwrap_err();
            assert_eq!(failure.key(), "proxy.bad_header_value", "{value:?}");
            assert!(!format!("{failure} {failure:?}").contains("secret"));
        }
        assert_eq!(check("X", " \tv w ").unwrap().1, "v w");
        assert_eq!(check("X", "").unwrap().1, "");
    }

    #[test]
    fn one_of_a_name_goes_out_and_the_saved_one_wins() {
        // R12, T25, 003.42
        let merged = merge(
            &called(&[("Authorization", "mine"), ("X-A", "1"), ("x-a", "2")]),
            &saved(&[("authorization", "saved")]),
        )
        .unwrap();
        assert_eq!(sent(&merged), [("authorization", "saved"), ("x-a", "2")]);
        assert!(merged["authorization"].is_sensitive());
        assert!(!format!("{merged:?}").contains("saved\""));
    }

    #[test]
    fn t23_an_underscore_makes_no_second_header_of_a_saved_name() {
        let twins = [
            ("X_Api_Key", "mine"),
            ("x-api_key", "mine"),
            ("X_Other", "1"),
        ];
        let merged = merge(&called(&twins), &saved(&[("X-Api-Key", "saved")])).unwrap();
        let mut all = sent(&merged);
        all.sort_unstable();
        assert_eq!(all, [("x-api-key", "saved"), ("x_other", "1")]);
    }

    #[test]
    fn the_worked_examples_of_headers_hold() {
        // 003.35
        let merged = merge(&called(&[("k2", "v2")]), &saved(&[("k1", "v1")])).unwrap();
        let mut all = sent(&merged);
        all.sort_unstable();
        assert_eq!(all, [("k1", "v1"), ("k2", "v2")]);
        // 003.44
        let merged = merge(
            &called(&[("k2", "v2-1"), ("k3", "v3")]),
            &saved(&[("k1", "v1"), ("k2", "v2")]),
        );
        let merged = merged.unwrap();
        let mut all = sent(&merged);
        all.sort_unstable();
        assert_eq!(all, [("k1", "v1"), ("k2", "v2"), ("k3", "v3")]);
    }

    #[test]
    fn an_answers_headers_are_title_case_joined_and_stripped() {
        // R21, T24, 003.24
        let mut map = HeaderMap::new();
        for (name, value) in [
            ("content-type", "text/plain"),
            ("set-cookie", "a=1"),
            ("set-cookie", "b=2"),
            ("etag", "\"x\""),
            ("connection", "close, X-Hop"),
            ("x-hop", "1"),
            ("keep-alive", "5"),
            ("transfer-encoding", "chunked"),
            ("content-encoding", "gzip"),
            ("content-length", "3"),
        ] {
            map.append(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        map.append("x-latin", HeaderValue::from_bytes(b"caf\xe9").unwrap());
        let handed = hand_over(&map, true);
        let expected = [
            ("Content-Type", "text/plain"),
            ("Set-Cookie", "a=1, b=2"),
            ("Etag", "\"x\""),
            ("X-Latin", "café"),
        ];
        assert_eq!(handed, called(&expected));
        assert!(hand_over(&map, false).contains(&("Content-Length".to_owned(), "3".to_owned())));
    }

    proptest! {
        #[test]
        fn what_passes_is_one_clean_line(name in ".{0,12}", value in ".{0,20}") {
            if let Ok((name, value)) = check(&name, &value) {
                prop_assert!(value.as_bytes().iter().all(|b| *b == b'\t' || (32..127).contains(b)));
                prop_assert!(!FORBIDDEN.contains(&name.as_str()));
            }
        }
    }
}
