//! The JSON members that every record of a form consists of (`"code": {"type": …, "value": …}`). Each
//! holds the text that is the same in every record, and says where its value comes from.

use serde_json::Value;

use crate::Field;
use crate::field::{Empty, Keeps, Source, Whom};

/// The members of a record or of a table row, in the order in which they are written.
#[derive(Debug)]
pub(super) struct Members<'a> {
    pub(super) list: Vec<Member<'a>>,
    /// The index of each field in the list, by field number, sorted.
    places: Vec<(i64, usize)>,
}

/// `"code":{"type":…,"value":…}`
#[derive(Debug)]
pub(super) struct Member<'a> {
    /// The JSON before the value.
    pub(super) start: String,
    pub(super) part: Part<'a>,
}

/// The source of a value.
#[derive(Debug)]
pub(super) enum Part<'a> {
    /// The record's number.
    Id,
    /// The record's revision.
    Revision,
    /// The record's number, after this code of the app.
    RecordNumber(&'a str),
    Creator,
    CreatedTime,
    Modifier,
    UpdatedTime,
    /// The stored value, unchanged.
    Same {
        /// The JSON that is written if nothing is stored.
        empty: &'static str,
    },
    /// Stored codes, which are written with their names.
    Codes(Whom),
    /// A stored result, which is written in the format of this field.
    Result(&'a Field),
    /// Stored rows of these fields.
    Table(Members<'a>),
}

impl<'a> Members<'a> {
    pub(super) fn of(fields: impl Iterator<Item = &'a Field>, app_code: &'a str) -> Self {
        let (mut list, mut places) = (Vec::new(), Vec::new());
        for field in fields {
            if let Some(part) = Part::of(field, app_code) {
                places.push((field.id.0, list.len()));
                list.push(Member::new(&field.code, field.kind.as_str(), part));
            }
        }
        places.sort_unstable();
        Self { list, places }
    }

    /// Returns the index of the field whose number is the key in a document.
    pub(super) fn place(&self, key: &str) -> Option<usize> {
        let id: i64 = key.parse().ok()?;
        let found = self.places.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(self.places[found].1)
    }
}

impl<'a> Member<'a> {
    pub(super) fn new(code: &str, kind: &str, part: Part<'a>) -> Self {
        let (code, kind) = (Value::from(code), Value::from(kind));
        let start = format!("{code}:{{\"type\":{kind},\"value\":");
        Self { start, part }
    }
}

impl<'a> Part<'a> {
    /// Returns the source of a field's value, or `None` if records have no value for the field.
    fn of(field: &'a Field, app_code: &'a str) -> Option<Self> {
        Some(match field.kind.source() {
            Source::Number => Self::RecordNumber(app_code),
            Source::Creator => Self::Creator,
            Source::Created => Self::CreatedTime,
            Source::Modifier => Self::Modifier,
            Source::Updated => Self::UpdatedTime,
            Source::Nothing => return None,
            Source::Document => match field.kind.keeps() {
                Keeps::Result => Self::Result(field),
                Keeps::Entities(whom) => Self::Codes(whom),
                Keeps::Rows => Self::Table(Members::of(field.fields.iter(), app_code)),
                Keeps::Nothing
                | Keeps::Text
                | Keeps::Number
                | Keeps::Date
                | Keeps::Time
                | Keeps::Instant
                | Keeps::Choices
                | Keeps::Files => Self::Same {
                    empty: match field.kind.empty() {
                        Empty::Text => "\"\"",
                        Empty::Null => "null",
                        Empty::List => "[]",
                    },
                },
            },
        })
    }
}
