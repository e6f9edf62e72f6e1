//! Parses JSON and reports duplicate and forbidden keys.

use std::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::pointer;
use crate::problems::{Problems, shown};
use crate::{Code, Problem};

/// The prefix of keys that `serde_json` uses internally. An object with such a key would change
/// when it is stored and read (T51).
const RESERVED: &str = "$serde_json::";

/// Parses JSON, with an optional BOM (B2). Every duplicate key is reported, because readers of a
/// manifest disagree about which one counts (T51). `serde_json` limits the nesting depth to 128 and
/// refuses numbers that exceed the range of a double.
pub(super) fn parse(bytes: &[u8], problems: &mut Problems) -> Option<Value> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        problems.add(Problem::new("manifest.json", Code::NotUtf8));
        return None;
    };
    let mut reader = serde_json::Deserializer::from_str(text);
    let node = Node {
        at: &Place::Root,
        problems,
    };
    match node
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value))
    {
        Ok(value) => Some(value),
        Err(error) => {
            let problem = Problem::new("manifest.json", Code::NotJson);
            problems.add(
                problem
                    .with("line", &error.line())
                    .with("column", &error.column()),
            );
            None
        }
    }
}

/// The place of a value. It is a linked list that becomes a text only for a problem. Long keys
/// above many values would otherwise cost time quadratic in the size of the manifest.
enum Place<'p> {
    Root,
    Key(&'p Place<'p>, &'p str),
    Index(&'p Place<'p>, usize),
}

impl Place<'_> {
    fn pointer(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Key(above, key) => pointer(&above.pointer(), key),
            Self::Index(above, index) => format!("{}/{index}", above.pointer()),
        }
    }
}

struct Node<'p> {
    at: &'p Place<'p>,
    problems: &'p mut Problems,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        if value.contains('\0') {
            self.problems
                .add_with(|| Problem::new(self.at.pointer(), Code::NulCharacter));
        }
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let at = Place::Index(self.at, list.len());
            match items.next_element_seed(Node {
                at: &at,
                problems: self.problems,
            })? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let at = Place::Key(self.at, &key);
            let code = match map.contains_key(&key) {
                true => Some(Code::DuplicateKey),
                false if key.starts_with(RESERVED) => Some(Code::ReservedKey),
                false if key.contains('\0') => Some(Code::NulCharacter),
                false => None,
            };
            if let Some(code) = code {
                self.problems.add_with(|| {
                    let problem = Problem::new(at.pointer(), code);
                    let named = code.params().contains(&"key");
                    if named {
                        problem.with("key", &shown(&key))
                    } else {
                        problem
                    }
                });
            }
            let value = entries.next_value_seed(Node {
                at: &at,
                problems: self.problems,
            })?;
            map.entry(key).or_insert(value);
        }
        Ok(Value::Object(map))
    }
}
