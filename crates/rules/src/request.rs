//! The query and body of the outgoing request, made from the data of the call and the saved data
//! (R13, R14).

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::value::RawValue;

use crate::call::Data;
use crate::failure::Failure;
use crate::json;

/// All characters except those that RFC 3986 leaves unreserved. They are percent-encoded in a
/// query.
pub(crate) const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// Returns saved data as the end of a query: percent-encoded pairs in order (R13). `null` becomes
/// an empty value after the `=`.
pub fn query(saved: &[(String, SecretString)]) -> Result<String, Failure> {
    let mut out = String::new();
    for (key, value) in saved {
        if !out.is_empty() {
            out.push('&');
        }
        out.extend(utf8_percent_encode(key, ENCODED));
        out.push('=');
        let value = json::scalar(value.expose_secret()).map_err(|_| json::bad("data"))?;
        out.extend(utf8_percent_encode(&value, ENCODED));
    }
    Ok(out)
}

/// Returns the body of a POST or PUT, and the Content-Type to add if none is given (R14).
///
/// `content_type` is the merged header of the request. The body is `None` if there is none.
pub fn body(
    data: Data,
    saved: &[(String, SecretString)],
    content_type: Option<&str>,
) -> Result<(Option<Bytes>, Option<&'static str>), Failure> {
    let added = content_type.is_none().then_some(JSON);
    let is_form = content_type.is_some_and(|own| essence(own).eq_ignore_ascii_case(FORM));
    match data {
        // A string is sent without saved data (003.37).
        Data::Text(text) => Ok((some(text), None)),
        // An array is always JSON, whatever the Content-Type is, because it has no keys for a form.
        Data::Array(raw) => Ok((some(String::from(Box::<str>::from(raw))), added)),
        Data::None if saved.is_empty() => Ok((None, None)),
        Data::None => Ok((object("{}", saved, is_form)?, added)),
        Data::Object(raw) => {
            let is_empty = raw.get()[1..raw.get().len() - 1].trim().is_empty();
            if saved.is_empty() && is_empty {
                Ok((None, None))
            } else if saved.is_empty() && !is_form {
                // There is nothing to merge, so the JSON is not even parsed.
                Ok((some(String::from(Box::<str>::from(raw))), added))
            } else {
                Ok((object(raw.get(), saved, is_form)?, added))
            }
        }
    }
}

fn some(text: String) -> Option<Bytes> {
    (!text.is_empty()).then(|| Bytes::from(text))
}

fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

fn nested(name: &str) -> Failure {
    Failure::bad("proxy.nested_data").with("name", name.escape_debug())
}

/// Merges the saved members into the top level of the object and returns it as a form or as JSON.
fn object(
    text: &str,
    saved: &[(String, SecretString)],
    is_form: bool,
) -> Result<Option<Bytes>, Failure> {
    let called = json::members(text).map_err(|_| json::bad("data"))?;
    let mut members: Vec<(&str, &str)> = called
        .iter()
        .map(|(key, value)| (key.as_str(), RawValue::get(value)))
        .collect();
    for (key, value) in saved {
        match members.iter_mut().find(|(own, _)| own == key) {
            Some(slot) => slot.1 = value.expose_secret(),
            None => members.push((key, value.expose_secret())),
        }
    }
    let text = if is_form {
        form(&members)?
    } else {
        joined(&members)?
    };
    Ok(some(text))
}

fn form(members: &[(&str, &str)]) -> Result<String, Failure> {
    let mut out = url::form_urlencoded::Serializer::new(String::new());
    for (key, value) in members {
        if value.starts_with(['{', '[']) {
            return Err(nested(key));
        }
        let value = json::scalar(value).map_err(|_| json::bad("data"))?;
        out.append_pair(key, &value);
    }
    Ok(out.finish())
}

fn joined(members: &[(&str, &str)]) -> Result<String, Failure> {
    let size = members.iter().map(|(k, v)| k.len() + v.len() + 4).sum();
    let mut out = String::with_capacity(size);
    for (key, value) in members {
        out.push(if out.is_empty() { '{' } else { ',' });
        out += &serde_json::to_string(key).map_err(|_| json::bad("data"))?;
        out.push(':');
        out += value;
    }
    out.push('}');
    Ok(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn saved(pairs: &[(&str, &str)]) -> Vec<(String, SecretString)> {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), SecretString::from(*v)))
            .collect()
    }

    fn data(text: &str) -> Data {
        Data::read(RawValue::from_string(text.to_owned()).unwrap()).unwrap()
    }

    /// Returns the body and the added Content-Type, or empty texts if there are none.
    fn made(
        called: &str,
        pairs: &[(&str, &str)],
        content_type: Option<&str>,
    ) -> (String, &'static str) {
        let (body, added) = body(data(called), &saved(pairs), content_type).unwrap();
        let text = String::from_utf8(body.unwrap_or_default().to_vec()).unwrap();
        (text, added.unwrap_or_default())
    }

    #[test]
    fn saved_data_becomes_an_encoded_query() {
        // R13, 003.39
        assert_eq!(
            query(&saved(&[("k1", "\"v1\""), ("k2", "\"v2\"")])).unwrap(),
            "k1=v1&k2=v2"
        );
        let odd = saved(&[
            ("a b", "\"&=#?/+%日\""),
            ("n", "1.0"),
            ("t", "true"),
            ("z", "null"),
        ]);
        let expected = "a%20b=%26%3D%23%3F%2F%2B%25%E6%97%A5&n=1.0&t=true&z=";
        assert_eq!(query(&odd).unwrap(), expected);
        assert_eq!(query(&[]).unwrap(), "");
    }

    #[test]
    fn an_object_is_json_with_the_saved_keys_over_it() {
        // R14, 003.36, 003.42
        let (text, added) = made(
            r#"{"z":1.0,"k":{"deep":[1]},"a":"x"}"#,
            &[("k", "\"s\""), ("n", "2")],
            None,
        );
        assert_eq!(text, r#"{"z":1.0,"k":"s","a":"x","n":2}"#);
        assert_eq!(added, "application/json");
        let untouched = r#"{"big": 12345678901234567890.10, "a":null}"#;
        let named = Some("application/vnd.api+json; charset=utf-8");
        assert_eq!(made(untouched, &[], named), (untouched.to_owned(), ""));
        assert_eq!(
            made("{}", &[("k\"", "1")], None),
            (r#"{"k\"":1}"#.to_owned(), "application/json")
        );
        assert_eq!(made("null", &[("k", "1")], None).0, r#"{"k":1}"#);
    }

    #[test]
    fn nothing_called_and_nothing_saved_is_no_body() {
        // R14
        for called in ["{}", "{ }", "{\n}", "null"] {
            assert_eq!(
                body(data(called), &[], None).unwrap(),
                (None, None),
                "{called}"
            );
        }
    }

    #[test]
    fn a_string_goes_alone() {
        // R14, 003.37
        assert_eq!(
            made(r#""a=1&b={}""#, &[("k", "1")], None),
            ("a=1&b={}".to_owned(), "")
        );
        assert_eq!(
            body(data(r#""""#), &saved(&[("k", "1")]), None).unwrap(),
            (None, None)
        );
    }

    #[test]
    fn an_array_goes_as_json_without_saved_data() {
        // R14
        assert_eq!(
            made("[1, {\"a\":2}]", &[("k", "1")], None),
            ("[1, {\"a\":2}]".to_owned(), "application/json")
        );
        assert_eq!(made("[]", &[], None), ("[]".to_owned(), "application/json"));
    }

    #[test]
    fn a_form_content_type_makes_a_form() {
        // R14
        let kind = Some("Application/X-WWW-Form-Urlencoded ; charset=UTF-8");
        let (text, added) = made(
            r#"{"a":"x y&é","n":1.50,"t":false,"z":null}"#,
            &[("a", "\"s+\"")],
            kind,
        );
        assert_eq!((text.as_str(), added), ("a=s%2B&n=1.50&t=false&z=", ""));
        for called in [r#"{"a":{"b":1}}"#, r#"{"a":[1]}"#] {
            let failure = body(data(called), &[], kind).unwrap_err();
            assert_eq!(failure.key(), "proxy.nested_data");
            assert_eq!(failure.params(), [("name", "a".to_owned())]);
        }
        assert_eq!(made("[1]", &[("a", "1")], kind), ("[1]".to_owned(), ""));
        // Saved data replaces a nested value before the check for nested values.
        assert_eq!(made(r#"{"a":{"b":1}}"#, &[("a", "1")], kind).0, "a=1");
    }

    proptest! {
        #[test]
        fn merged_json_reads_back_as_the_merge(
            called in prop::collection::btree_map("[a-d\"é]{1,2}", -9i64..9, 0..5),
            over in prop::collection::btree_map("[a-d\"é]{1,2}", -9i64..9, 1..4),
        ) {
            // R14
            let text = serde_json::to_string(&called).unwrap();
            let pairs: Vec<_> = over
                .iter()
                .map(|(k, v)| (k.clone(), SecretString::from(v.to_string())))
                .collect();
            let (bytes, _) = body(data(&text), &pairs, None).unwrap();
            let back: std::collections::BTreeMap<String, i64> =
                serde_json::from_slice(&bytes.unwrap()).unwrap();
            let mut expected = called;
            expected.extend(over);
            prop_assert_eq!(back, expected);
        }

        #[test]
        fn a_query_reads_back(pairs in prop::collection::vec((".{0,6}", ".{0,8}"), 0..4)) {
            // R13
            let saved: Vec<_> = pairs
                .iter()
                .map(|(k, v)| (k.clone(), SecretString::from(serde_json::to_string(v).unwrap())))
                .collect();
            let text = query(&saved).unwrap();
            let back: Vec<(String, String)> =
                url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
            prop_assert_eq!(back, pairs);
        }
    }
}
