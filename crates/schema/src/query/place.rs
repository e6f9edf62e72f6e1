//! Where the fields that a query names have their values.

use super::Refused;
use crate::{Field, FieldType, Fields};

/// Where a test or an order looks: the built-in columns and those of fields.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place<'a> {
    /// The record's number.
    Number,
    /// A built-in column with the number of a user.
    Person(&'static str),
    /// A built-in column with an instant.
    Instant(&'static str),
    /// A field of the form itself.
    Field(&'a Field),
    /// A field inside a table.
    InTable(&'a Field),
}

/// Where a field's value stands; `$id` is a field of every app.
pub fn place_of<'a>(fields: &'a Fields, code: &str) -> Result<Place<'a>, Refused> {
    if code == "$id" {
        return Ok(Place::Number);
    }
    let (field, table) = fields
        .find(code)
        .ok_or_else(|| Refused::NoField(code.to_owned()))?;
    Ok(match field.kind {
        FieldType::RecordNumber => Place::Number,
        FieldType::Creator => Place::Person("creator"),
        FieldType::Modifier => Place::Person("modifier"),
        FieldType::CreatedTime => Place::Instant("created_at"),
        FieldType::UpdatedTime => Place::Instant("updated_at"),
        _ if table.is_some() => Place::InTable(field),
        _ => Place::Field(field),
    })
}
