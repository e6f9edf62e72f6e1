//! The members of the records of one form: what is the same in each, and what their values are made from.

use serde_json::Value;

use crate::Field;
use crate::field::{Empty, Keeps, Source, Whom};

/// The members of a record, or of a row of a table, in the order in which they are written.
#[derive(Debug)]
pub(super) struct Members<'a> {
    pub(super) list: Vec<Member<'a>>,
    /// Where in the list each field is, by number.
    places: Vec<(i64, usize)>,
}

/// `"code":{"type":…,"value":…}`
#[derive(Debug)]
pub(super) struct Member<'a> {
    /// All up to the value.
    pub(super) start: String,
    pub(super) part: Part<'a>,
}

/// What a value is made from.
#[derive(Debug)]
pub(super) enum Part<'a> {
    /// The record's number.
    Id,
    /// The record's revision.
    Revision,
    /// The record's number, with this code of the app before it.
    RecordNumber(&'a str),
    Creator,
    CreatedTime,
    Modifier,
    UpdatedTime,
    /// The stored value as it is.
    Same {
        /// What is written where nothing is stored.
        empty: &'static str,
    },
    /// Stored codes, with the names of whom they stand for.
    Codes(Whom),
    /// A stored result, in the form that this field gives it.
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

    /// Where in the list the field is that a document names by its number.
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
    /// `None` where records carry no value of the field.
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
