//! Forms for these tests. The test chooses the numbers of the fields.

use plugdock_schema::Fields;
use serde::Serialize;
use serde_json::{Value, json};

/// Returns a field as it is stored. `fields` are the columns of a table.
pub(crate) fn field(id: i64, kind: &str, code: &str, settings: &Value, fields: &[Value]) -> Value {
    json!({"id": id, "type": kind, "code": code, "label": code, "settings": settings, "fields": fields})
}

/// Returns the options `a` and `b` in the format of a choice field.
pub(crate) fn options() -> Value {
    json!({"a": {"label": "a", "index": "0"}, "b": {"label": "b", "index": "1"}})
}

/// Returns the form with a list of fields.
pub(crate) fn form_of(list: impl Serialize) -> Fields {
    serde_json::from_value(json!({"next": 1_000, "list": list})).unwrap()
}
