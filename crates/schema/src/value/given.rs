//! Values as a request or a file gives them, before the fields of the form interpret them.

use serde_json::{Map, Value as Json, json};

use crate::FieldType;

/// The values for the fields of a record: `{"value": …}` by code.
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
    /// Returns true if no field is given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns true if the field with this code is given, even if its value is empty.
    pub fn has(&self, code: &str) -> bool {
        self.0.contains_key(code)
    }

    /// Removes a field. Returns true if it was given.
    pub fn remove(&mut self, code: &str) -> bool {
        self.0.remove(code).is_some()
    }

    /// Removes the field with this code from all rows of a table. Returns true if a row gave it.
    pub fn remove_cell(&mut self, table: &str, code: &str) -> bool {
        let rows = self
            .0
            .get_mut(table)
            .and_then(|table| table.get_mut("value"));
        let rows = rows.and_then(Json::as_array_mut).into_iter().flatten();
        let mut given = false;
        for cells in rows.filter_map(|row| row.get_mut("value")?.as_object_mut()) {
            given |= cells.remove(code).is_some();
        }
        given
    }

    /// Sets the value of a field.
    pub fn set(&mut self, code: &str, value: GivenValue) {
        self.0.insert(code.to_owned(), member(value.0));
    }

    /// Adds a row to a table, after the rows that are given already. Without `row` the table is
    /// given without a further row.
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
    /// Returns an empty value.
    pub fn nothing() -> Self {
        Self(Json::Null)
    }

    /// Returns a single value from its text.
    pub fn text(text: impl Into<String>) -> Self {
        Self(Json::String(text.into()))
    }

    /// Returns a list: the choices of a field, or the codes of users, groups or organizations.
    pub fn parts<'a>(kind: FieldType, parts: impl Iterator<Item = &'a str>) -> Self {
        Self(if kind.is_entities() {
            parts.map(|code| json!({ "code": code })).collect()
        } else {
            parts.collect()
        })
    }
}

/// Returns `{"value": …}`.
fn member(value: Json) -> Json {
    Json::Object(Map::from_iter([("value".to_owned(), value)]))
}
