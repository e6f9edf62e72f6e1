//! Reads JSON objects one level deep. Keys stay in order, and values stay JSON text.

use std::fmt;

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::call::Data;
use crate::failure::Failure;

/// Returns the members of an object in order. As in browsers, the last value of a repeated key
/// counts, at the position of the first.
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

/// Returns true if a value is an object or an array.
pub fn is_nested(value: &RawValue) -> bool {
    value.get().starts_with(['{', '['])
}

/// Converts a scalar to text. A string becomes its characters, `null` becomes the empty text, and
/// all other values stay JSON.
pub fn scalar(value: &str) -> Result<String, serde_json::Error> {
    if value.starts_with('"') {
        serde_json::from_str(value)
    } else if value == "null" {
        Ok(String::new())
    } else {
        Ok(value.to_owned())
    }
}

/// Reads an object of scalars and converts each to a string (R43). The failure names the member, or
/// `part`.
///
/// It is also used for the `headers` of a call.
pub fn strings(raw: &RawValue, part: &'static str) -> Result<Vec<(String, String)>, Failure> {
    members(raw.get())
        .map_err(|_| bad(part))?
        .into_iter()
        .map(|(name, value)| {
            // Browsers convert `null` to the text "null".
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

/// Returns a failure for a part of the call that has the wrong type.
pub fn bad(part: &'static str) -> Failure {
    Failure::bad("proxy.bad_part").with("part", part)
}

impl Data {
    /// Reads the `data` of a call: an object, an array, a string, or `null` for no body. All other
    /// values are refused.
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
