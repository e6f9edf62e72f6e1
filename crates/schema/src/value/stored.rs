//! The documents in which records store their values: JSON with field numbers as keys.
//!
//! A document does not contain the types of values. The form defines them. Reading and writing a
//! document returns the same JSON: a value whose field was removed, or that cannot be read as its
//! type, stays unchanged.

use std::fmt;

use serde::de::{DeserializeSeed, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::document::Text;
use super::{Row, Value, Values, clock, instant};
use crate::decimal::Decimal;
use crate::field::Keeps;
use crate::{Field, FieldId, Fields};

/// The member of a document that counts the rows of its tables. All other keys are field numbers.
const ROWS: &str = "rows";

/// Stored JSON that is preserved unchanged.
#[derive(Clone, Debug)]
pub struct Unread(Box<RawValue>);

impl PartialEq for Unread {
    fn eq(&self, other: &Self) -> bool {
        self.0.get() == other.0.get()
    }
}

impl Values {
    /// Reads the document of a record. Returns an error if it is not a JSON object.
    pub fn read(document: &str, fields: &Fields) -> serde_json::Result<Self> {
        let mut reader = serde_json::Deserializer::from_str(document);
        let values = Stored(fields.as_slice()).deserialize(&mut reader)?;
        reader.end()?;
        Ok(values)
    }
}

/// Reads an object with the values of these fields.
struct Stored<'a>(&'a [Field]);

impl<'d> DeserializeSeed<'d> for Stored<'_> {
    type Value = Values;

    fn deserialize<D: Deserializer<'d>>(self, deserializer: D) -> Result<Values, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'d> Visitor<'d> for Stored<'_> {
    type Value = Values;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("values by field number")
    }

    fn visit_map<A: MapAccess<'d>>(self, mut map: A) -> Result<Values, A::Error> {
        let mut values = Values::default();
        // The values of most documents are in the order of the form, so the search for each field
        // starts at the previous one.
        let (mut before, mut after) = (&self.0[..0], self.0);
        while let Some(Text(key)) = map.next_key()? {
            let raw: &'d RawValue = map.next_value()?;
            if key == ROWS {
                values.last_row = raw.get().parse().ok();
            }
            let Ok(id) = key.parse().map(FieldId) else {
                continue;
            };
            let place = after.iter().chain(before).position(|field| field.id == id);
            let field = place.map(|place| {
                let place = (before.len() + place) % self.0.len();
                (before, after) = self.0.split_at(place);
                &after[0]
            });
            values.set(id, Some(Value::read(raw, field)));
        }
        Ok(values)
    }
}

/// A stored table row.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredRow<'d> {
    id: i64,
    #[serde(borrow)]
    value: &'d RawValue,
}

impl Value {
    fn read(raw: &RawValue, field: Option<&Field>) -> Self {
        let read = field.and_then(|field| stored(raw.get(), field).ok()?);
        read.unwrap_or_else(|| Self::Unread(Unread(raw.to_owned())))
    }
}

/// Reads a stored value. Returns `None` if records store no value for the field.
fn stored(json: &str, field: &Field) -> serde_json::Result<Option<Value>> {
    let single = |read: fn(&str) -> Option<Value>| -> serde_json::Result<Option<Value>> {
        let text = serde_json::from_str::<Text<'_>>(json)?.0;
        // A text that is not in canonical form stays a text, so that it is written unchanged.
        let same = |value: &Value| value.text().as_deref() == Some(&*text);
        let typed = read(&text).filter(same);
        Ok(Some(
            typed.unwrap_or_else(|| Value::Text(text.into_owned())),
        ))
    };
    Ok(Some(match field.kind.keeps() {
        Keeps::Nothing => return Ok(None),
        Keeps::Text => return single(|_| None),
        Keeps::Number | Keeps::Result => {
            return single(|text| Decimal::parse(text).ok().map(Value::Number));
        }
        Keeps::Date => return single(|text| text.parse().ok().map(Value::Date)),
        Keeps::Time => return single(|text| text.parse().ok().map(Value::Time)),
        Keeps::Instant => return single(|text| text.parse().ok().map(Value::Instant)),
        Keeps::Choices => Value::Choices(serde_json::from_str(json)?),
        Keeps::Entities(_) => Value::Entities(serde_json::from_str(json)?),
        Keeps::Files => Value::Files(serde_json::from_str(json)?),
        Keeps::Rows => Value::Rows(rows(json, &field.fields)?),
    }))
}

fn rows(json: &str, fields: &[Field]) -> serde_json::Result<Vec<Row>> {
    let rows: Vec<StoredRow<'_>> = serde_json::from_str(json)?;
    let rows = rows.into_iter().map(|row| {
        let mut reader = serde_json::Deserializer::from_str(row.value.get());
        let cells = reader.deserialize_map(Stored(fields))?;
        let id = Some(row.id);
        Ok(Row { id, cells })
    });
    rows.collect()
}

impl Serialize for Values {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (id, value) in &self.list {
            map.serialize_entry(&id.0, value)?;
        }
        if let Some(last) = self.last_row {
            map.serialize_entry(ROWS, &last)?;
        }
        map.end()
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("id", &self.id.unwrap_or(0))?;
        map.serialize_entry("value", &self.cells)?;
        map.end()
    }
}

impl Serialize for Value {
    /// Serializes the value in its stored form.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.collect_str(number),
            Self::Date(day) => serializer.collect_str(day),
            Self::Time(time) => serializer.serialize_str(&clock(*time)),
            Self::Instant(at) => serializer.serialize_str(&instant(at.as_millisecond())),
            Self::Choices(texts) | Self::Entities(texts) => texts.serialize(serializer),
            Self::Files(files) => files.serialize(serializer),
            Self::Rows(rows) => rows.serialize(serializer),
            Self::Unread(json) => json.0.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::FieldType;

    /// Returns a form with one field of each type, and a table with two fields.
    fn form() -> Fields {
        let field = |id: i64, kind: FieldType, fields: serde_json::Value| json!({"id": id, "type": kind.as_str(), "code": id.to_string(), "label": "", "fields": fields});
        let kinds = FieldType::ALL.iter().zip(1..);
        let mut list: Vec<_> = kinds
            .map(|(kind, id)| field(id, *kind, json!([])))
            .collect();
        let table = FieldType::ALL
            .iter()
            .position(|it| *it == FieldType::Subtable);
        list[table.unwrap()]["fields"] = json!([
            field(100, FieldType::Number, json!([])),
            field(101, FieldType::File, json!([])),
        ]);
        serde_json::from_value::<Fields>(json!({"next": 200, "list": list})).unwrap()
    }

    fn id_of(kind: FieldType) -> FieldId {
        form().every().find(|field| field.kind == kind).unwrap().id
    }

    fn again(document: &str) -> String {
        let values = Values::read(document, &form()).unwrap();
        serde_json::to_string(&values).unwrap()
    }

    #[test]
    fn a_stored_document_is_written_again_byte_by_byte() {
        let file = r#"{"fileKey":"k","name":"a \"b\".txt","contentType":"text/plain","size":"12"}"#;
        let row = format!(
            r#"{{"id":7,"value":{{"100":"-1.5","101":[{file}],"102":"of a column that went"}}}}"#
        );
        let mut parts = Vec::new();
        for kind in FieldType::ALL {
            let json = match kind.keeps() {
                Keeps::Text => r#""an \"old\" text\n安""#.to_owned(),
                Keeps::Number | Keeps::Result => r#""-120.05""#.to_owned(),
                Keeps::Date => r#""2026-11-30""#.to_owned(),
                Keeps::Time => r#""09:05""#.to_owned(),
                Keeps::Instant => r#""2026-11-22T03:34:00Z""#.to_owned(),
                Keeps::Choices | Keeps::Entities(_) => r#"["b","a"]"#.to_owned(),
                Keeps::Files => format!(r#"[{file},{{"fileKey":"new"}}]"#),
                Keeps::Rows => format!("[{row},{}]", r#"{"id":8,"value":{}}"#),
                Keeps::Nothing => continue,
            };
            let values = Values::read(&format!("{{\"{}\":{json}}}", id_of(*kind)), &form());
            let values = values.unwrap();
            let value = values.get(id_of(*kind)).unwrap();
            assert!(!matches!(value, Value::Unread(_)), "{kind:?}");
            parts.push(format!("\"{}\":{json}", id_of(*kind)));
        }
        parts.reverse();
        parts.push(r#""150":{"of":["a field", "that went"]}"#.to_owned());
        parts.push(r#""rows":8"#.to_owned());
        let document = format!("{{{}}}", parts.join(","));
        assert_eq!(again(&document), document);
    }

    #[test]
    fn what_no_type_reads_stays_as_it_is() {
        for kind in FieldType::ALL {
            for odd in [
                r#""1.50""#,
                r#""1e3""#,
                r#""x""#,
                r#""""#,
                "1.5",
                "null",
                "true",
                "{}",
                "[1]",
                r#""2026-1-2""#,
                r#""9:5""#,
                r#""09:05:33""#,
                r#""2026-11-22T12:34:56+09:00""#,
                r#"["a",1]"#,
                r#"[{"fileKey":"k","name":"n"}]"#,
                r#"[{"fileKey":1}]"#,
                r#"[{"id":"1","value":{}}]"#,
                r#"[{"id":1,"value":{},"more":1}]"#,
                r#"[{"id":1}]"#,
            ] {
                let document = format!("{{\"{}\":{odd}}}", id_of(*kind));
                assert_eq!(again(&document), document);
            }
        }
        let number = id_of(FieldType::Number);
        let values = Values::read(&format!("{{\"{number}\":\"1.50\"}}"), &form()).unwrap();
        let value = values.get(number).unwrap();
        assert_eq!(value.number().unwrap().to_string(), "1.5");
        assert!(Values::read("[]", &form()).is_err());
        assert!(Values::read("{} {}", &form()).is_err());
    }
}
