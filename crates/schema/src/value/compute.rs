//! Results of formulas for a record that is being written, so that a form shows them while people type.

use serde_json::{Map, Value, json};

use super::people::Names;
use super::show::show;
use super::{Kept, Reader, minute};
use crate::formula::{Formulas, Times};
use crate::query::time::Moment;
use crate::{Field, FieldType, Fields, Invalid};

/// The computed fields of `record`, `{"type", "value"}` by code; of a table its rows in their order,
/// with the computed cells alone. What cannot be read yet counts as empty: people are still typing.
pub fn compute(
    fields: &Fields,
    record: &Map<String, Value>,
    moment: &Moment,
) -> Result<Map<String, Value>, Invalid> {
    let formulas = Formulas::of(fields).map_err(|problems| Invalid { problems })?;
    let mut unread = Vec::new();
    let mut reader = Reader::at(&mut unread, moment);
    let mut kept = Kept::new();
    for field in fields.iter().filter(|field| field.is_given()) {
        if let Some(given) = record.get(&field.code) {
            let value = reader.read(field, given, &field.code);
            kept.extend(value.map(|value| (field.id.to_string(), value)));
        }
    }
    let updated = minute(moment.now);
    let created = fields
        .of_type(FieldType::CreatedTime)
        .and_then(|field| record.get(&field.code)?["value"].as_str()?.parse().ok())
        .map_or(updated, jiff::Timestamp::as_millisecond);
    formulas.compute(&mut kept, Times { created, updated });
    Ok(fields
        .iter()
        .filter_map(|field| Some((field.code.clone(), computed(field, &kept)?)))
        .collect())
}

fn computed(field: &Field, kept: &Kept) -> Option<Value> {
    let value = kept.get(&field.id.to_string());
    let names = Names::default();
    if field.is_computed() {
        return Some(show(field, value, &names));
    }
    let cells: Vec<&Field> = field.fields.iter().filter(|it| it.is_computed()).collect();
    if cells.is_empty() {
        return None;
    }
    let rows = value.and_then(Value::as_array).into_iter().flatten();
    let rows: Vec<Value> = rows
        .map(|row| {
            let cells = cells.iter().map(|cell| {
                let value = row["value"].get(cell.id.to_string());
                (cell.code.clone(), show(cell, value, &names))
            });
            json!({ "id": row["id"].to_string(), "value": cells.collect::<Map<_, _>>() })
        })
        .collect();
    Some(json!({ "type": field.kind.as_str(), "value": rows }))
}
