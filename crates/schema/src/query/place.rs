//! The locations of the values to which a query refers.

use super::Refused;
use crate::field::Source;
use crate::{Field, Fields};

/// A location in the table of records: a built-in column or the columns of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place<'a> {
    /// The record's number.
    Number,
    /// A built-in column with the number of a user.
    User(&'static str),
    /// A built-in column with a point in time.
    Instant(&'static str),
    /// A field of the form.
    Field(&'a Field),
    /// A field inside a table.
    InTable(&'a Field),
}

/// Returns the location of a field's value. Every app has `$id`.
pub fn place_of<'a>(fields: &'a Fields, code: &str) -> Result<Place<'a>, Refused> {
    if code == "$id" {
        return Ok(Place::Number);
    }
    let (field, table) = fields
        .find(code)
        .ok_or_else(|| Refused::NoField(code.to_owned()))?;
    Ok(match field.kind.source() {
        Source::Number => Place::Number,
        Source::Creator => Place::User("creator"),
        Source::Modifier => Place::User("modifier"),
        Source::Created => Place::Instant("created_at"),
        Source::Updated => Place::Instant("updated_at"),
        Source::Document | Source::Nothing if table.is_some() => Place::InTable(field),
        Source::Document | Source::Nothing => Place::Field(field),
    })
}
