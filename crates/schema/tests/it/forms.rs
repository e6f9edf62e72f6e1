//! Forms of these tests, whose fields have the numbers that the test gives them.

use plugdock_schema::Fields;
use serde::Serialize;
use serde_json::{Value, json};

/// A field as it is kept; `fields` are the columns of a table.
pub(crate) fn field(id: i64, kind: &str, code: &str, settings: &Value, fields: &[Value]) -> Value {
    json!({"id": id, "type": kind, "code": code, "label": code, "settings": settings, "fields": fields})
}

/// Options `a` and `b`, as a choice field has them.
pub(crate) fn options() -> Value {
    json!({"a": {"label": "a", "index": "0"}, "b": {"label": "b", "index": "1"}})
}

/// The form of a list of fields.
pub(crate) fn form_of(list: impl Serialize) -> Fields {
    serde_json::from_value(json!({"next": 1_000, "list": list})).unwrap()
}
