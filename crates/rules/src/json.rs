//! JSON objects read one level deep: keys in order, values untouched.

use std::fmt;

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::call::Data;
use crate::failure::Failure;

/// An object's members in order; of a repeated key the last value counts, in the first one's place,
/// as in a browser.
pub fn members(text: &str) -> Result<Vec<(String, &RawValue)>, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let members = reader.deserialize_map(Members)?;
    reader.end()?;
    Ok(members)
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members: Vec<(String, &'de RawValue)> = Vec::new();
        let mut places = std::collections::HashMap::new();
        while let Some((key, value)) = map.next_entry::<String, &'de RawValue>()? {
            if let Some(place) = places.get(&key) {
                let place: &usize = place;
                members[*place].1 = value;
            } else {
                places.insert(key.clone(), members.len());
                members.push((key, value));
            }
        }
        Ok(members)
    }
}

/// Whether a value is an object or an array.
pub fn is_nested(value: &RawValue) -> bool {
    value.get().starts_with(['{', '['])
}

/// A scalar as text: a string's characters, else its JSON; nothing for `null`.
pub fn scalar(value: &str) -> Result<String, serde_json::Error> {
    if value.starts_with('"') {
        serde_json::from_str(value)
    } else if value == "null" {
        Ok(String::new())
    } else {
        Ok(value.to_owned())
    }
}

/// An object of scalars, each made a string (R43); the failure names the member, or `part`.
///
/// Reads a call's `headers` as well.
pub fn strings(raw: &RawValue, part: &'static str) -> Result<Vec<(String, String)>, Failure> {
    members(raw.get())
        .map_err(|_| bad(part))?
        .into_iter()
        .map(|(name, value)| {
            // A browser makes `null` the word.
            let text = match value.get() {
                "null" => Some(Ok("null".to_owned())),
                text => (!is_nested(value)).then(|| scalar(text)),
            };
            match text {
                Some(Ok(text)) => Ok((name, text)),
                _ => Err(Failure::bad("proxy.bad_header_value").with("name", name.escape_debug())),
            }
        })
        .collect()
}

/// A part of the call that is not of the right shape.
pub fn bad(part: &'static str) -> Failure {
    Failure::bad("proxy.bad_part").with("part", part)
}

impl Data {
    /// Reads a call's `data`: an object, an array, a string, or `null` for none; anything else is
    /// refused.
    pub fn read(raw: Box<RawValue>) -> Result<Self, Failure> {
        match raw.get().as_bytes().first() {
            Some(b'{') => Ok(Self::Object(raw)),
            Some(b'[') => Ok(Self::Array(raw)),
            Some(b'"') => serde_json::from_str(raw.get())
                .map(Self::Text)
                .map_err(|_| bad("data")),
            _ if raw.get() == "null" => Ok(Self::None),
            _ => Err(bad("data")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_their_order_and_values_their_text() {
        let text = r#" {"b": 1.0, "a": {"z":[1, 2]}, "b": 1e400} "#;
        let members = members(text).unwrap();
        let shown: Vec<_> = members.iter().map(|(k, v)| (k.as_str(), v.get())).collect();
        assert_eq!(shown, [("b", "1e400"), ("a", r#"{"z":[1, 2]}"#)]);
        for bad in ["[]", "1", "", "{", "{} x", "\"a\""] {
            assert!(super::members(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn data_is_an_object_an_array_a_string_or_nothing() {
        let read = |text: &str| Data::read(RawValue::from_string(text.to_owned()).unwrap());
        assert!(matches!(read(r#" {"a":1}"#), Ok(Data::Object(_))));
        assert!(matches!(read("[1]"), Ok(Data::Array(_))));
        assert!(matches!(read(r#""a\"b""#), Ok(Data::Text(text)) if text == "a\"b"));
        assert!(matches!(read("null"), Ok(Data::None)));
        for text in ["1", "true"] {
            assert_eq!(
                read(text).unwrap_err().params(),
                [("part", "data".to_owned())]
            );
        }
    }
}
