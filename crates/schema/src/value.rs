//! A field's value as a request gives it, as a record keeps it, and as REST shows it.
//!
//! Kept values are the JSON of REST without types: a text, a list of texts (choices, login names),
//! a list of files, a list of rows. Nothing is kept where a field is empty.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::{Field, FieldType, FileKey};

pub mod columns;
mod compute;
mod default;
mod display;
mod document;
mod members;
mod people;
mod read;
mod result;
mod show;
mod write;

pub use compute::compute;
pub use default::blank;
pub use display::display;
pub use document::Document;
pub use people::{Defaults, Names, all_codes, entities, is_function, unknown};
pub use read::Reader;
pub use result::{read as read_result, shown};
pub use show::show;
pub use write::{Author, Head, Writer};

/// A record's values by field number, as kept in its document.
pub type Kept = Map<String, Value>;

/// An instant as records show it: UTC, to the minute.
pub fn instant(millis: i64) -> String {
    let at = Timestamp::from_millisecond(minute(millis)).unwrap_or(Timestamp::UNIX_EPOCH);
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The minute an instant is in; Kintone's times have no seconds.
pub fn minute(millis: i64) -> i64 {
    millis - millis.rem_euclid(60_000)
}

/// The file keys a kept value names.
pub fn file_keys(field: &Field, kept: Option<&Value>) -> Vec<FileKey> {
    let items = kept.and_then(Value::as_array).into_iter().flatten();
    match field.kind {
        FieldType::File => items
            .filter_map(|file| file["fileKey"].as_str().map(FileKey::from))
            .collect(),
        FieldType::Subtable => items
            .flat_map(|row| {
                let cells = field.fields.iter();
                cells.flat_map(|inner| file_keys(inner, row["value"].get(inner.id.to_string())))
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The users, groups and departments a kept value names, each with the type of field that does.
pub fn codes<'a>(field: &Field, kept: Option<&'a Value>) -> Vec<(FieldType, &'a str)> {
    let items = kept.and_then(Value::as_array).into_iter().flatten();
    match field.kind {
        kind if kind.is_entities() => {
            let codes = items.filter_map(Value::as_str);
            codes.map(|code| (kind, code)).collect()
        }
        FieldType::Subtable => items
            .flat_map(|row| {
                let cells = field.fields.iter();
                cells.flat_map(|inner| codes(inner, row["value"].get(inner.id.to_string())))
            })
            .collect(),
        _ => Vec::new(),
    }
}
