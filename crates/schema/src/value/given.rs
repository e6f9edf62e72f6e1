//! Values as a request or a file gives them, before the form says what they are.

use serde_json::{Map, Value as Json, json};

use crate::FieldType;

/// What is given for fields of a record: `{"value": …}` by code.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given(Map<String, Json>);

/// One member of [`Given`], or the value in it.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenValue(Json);

impl From<Map<String, Json>> for Given {
    fn from(members: Map<String, Json>) -> Self {
        Self(members)
    }
}

impl Given {
    /// Whether nothing is given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the field of that code is given, be it as empty.
    pub fn has(&self, code: &str) -> bool {
        self.0.contains_key(code)
    }

    /// Gives a value for a field.
    pub fn set(&mut self, code: &str, value: GivenValue) {
        self.0.insert(code.to_owned(), member(value.0));
    }

    /// Gives one more row of a table, after those that are given already; without `row` none more.
    pub fn push_row(&mut self, table: &str, row: Option<Self>) {
        let given = self.0.entry(table);
        let given = given.or_insert_with(|| member(Json::Array(Vec::new())));
        if let (Some(row), Some(rows)) = (row, given["value"].as_array_mut()) {
            rows.push(member(Json::Object(row.0)));
        }
    }

    pub(super) fn get(&self, code: &str) -> Option<&Json> {
        self.0.get(code)
    }
}

impl GivenValue {
    /// Nothing: the field is empty.
    pub fn nothing() -> Self {
        Self(Json::Null)
    }

    /// A single value, as it is written.
    pub fn text(text: impl Into<String>) -> Self {
        Self(Json::String(text.into()))
    }

    /// The parts of a list of that type: choices, or codes of people.
    pub fn parts<'a>(kind: FieldType, parts: impl Iterator<Item = &'a str>) -> Self {
        Self(if kind.is_entities() {
            parts.map(|code| json!({ "code": code })).collect()
        } else {
            parts.collect()
        })
    }
}

/// `{"value": …}`
fn member(value: Json) -> Json {
    Json::Object(Map::from_iter([("value".to_owned(), value)]))
}
