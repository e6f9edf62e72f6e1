//! Kept values as REST shows them.

use serde_json::{Map, Value, json};

use super::people::Names;
use super::result;
use crate::{Field, FieldType};

/// `{"type", "value"}` of a kept value.
pub fn show(field: &Field, kept: Option<&Value>, names: &Names) -> Value {
    let value = match (field.kind, kept) {
        (FieldType::Subtable, kept) => {
            let rows = kept.and_then(Value::as_array).into_iter().flatten();
            rows.map(|row| show_row(field, row, names)).collect()
        }
        (kind, Some(Value::Array(items))) if kind.is_entities() => items
            .iter()
            .filter_map(Value::as_str)
            .map(|code| json!({ "code": code, "name": names.get(kind, code).unwrap_or(code) }))
            .collect(),
        (FieldType::Calc, Some(Value::String(kept))) => result::shown(field, kept).into(),
        (_, Some(kept)) => kept.clone(),
        (kind, None) if kind.is_list() => json!([]),
        (
            FieldType::Date | FieldType::Time | FieldType::DropDown | FieldType::RadioButton,
            None,
        ) => Value::Null,
        (_, None) => "".into(),
    };
    json!({ "type": field.kind.as_str(), "value": value })
}

fn show_row(table: &Field, row: &Value, names: &Names) -> Value {
    let cells: Map<String, Value> = table
        .fields
        .iter()
        .map(|field| {
            let kept = row["value"].get(field.id.to_string());
            (field.code.clone(), show(field, kept, names))
        })
        .collect();
    json!({ "id": row["id"].to_string(), "value": cells })
}
