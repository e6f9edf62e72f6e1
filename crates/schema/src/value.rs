//! A field's value as a request gives it, as a record keeps it, and as REST shows it.
//!
//! Nothing is kept where a field is empty: a value that is there has something in it.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use crate::decimal::Decimal;
use crate::field::Whom;
use crate::{Field, FileKey};

pub mod columns;
mod compute;
mod default;
mod display;
mod document;
mod entities;
mod given;
mod head;
mod members;
mod read;
mod result;
mod show;
mod stored;
mod values;
mod write;

pub use compute::{Computed, compute};
pub use default::{Blank, blank};
pub use display::display;
pub use document::Document;
pub use entities::{Defaults, Entity, Names, all_codes, entities, unknown};
pub use given::{Given, GivenValue};
pub use head::{Author, Head, Named};
pub use read::Reader;
pub use result::{read as read_result, shown};
pub use show::{Shown, ShownRecord, ShownRow, show};
pub use stored::Unread;
pub use values::{About, File, Row, Values};
pub use write::Writer;

/// The value of one field in one record.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// One text: also a choice of exactly one, and a state of the process.
    ///
    /// A stored number or time that no longer reads as one, or was written in another form than
    /// today's, stays the text that it was.
    Text(String),
    /// A number, or what a formula came to; results that are times count seconds.
    Number(Decimal),
    /// A day.
    Date(Date),
    /// A time of day, to the minute.
    Time(Time),
    /// An instant, to the minute.
    Instant(Timestamp),
    /// Any of some options, in the order of the options.
    Choices(Vec<String>),
    /// Users, groups or departments, by code.
    Entities(Vec<String>),
    /// Some files.
    Files(Vec<File>),
    /// The rows of a table.
    Rows(Vec<Row>),
    /// Stored JSON that is no value of the field's type.
    Unread(Unread),
}

impl Value {
    /// The text of a single value, as it is stored; `None` of a list.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Text(text) => text.into(),
            Self::Number(number) => number.to_string().into(),
            Self::Date(day) => day.to_string().into(),
            Self::Time(time) => clock(*time).into(),
            Self::Instant(at) => instant(at.as_millisecond()).into(),
            Self::Choices(_)
            | Self::Entities(_)
            | Self::Files(_)
            | Self::Rows(_)
            | Self::Unread(_) => return None,
        })
    }

    /// The number it is.
    pub fn number(&self) -> Option<Cow<'_, Decimal>> {
        match self {
            Self::Number(number) => Some(Cow::Borrowed(number)),
            Self::Text(text) => Decimal::parse(text).ok().map(Cow::Owned),
            _ => None,
        }
    }

    /// The day it is.
    pub fn date(&self) -> Option<Date> {
        match self {
            Self::Date(day) => Some(*day),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The time of day it is.
    pub fn time(&self) -> Option<Time> {
        match self {
            Self::Time(time) => Some(*time),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The instant it is.
    pub fn instant(&self) -> Option<Timestamp> {
        match self {
            Self::Instant(at) => Some(*at),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The texts of a list of choices or people.
    pub fn texts(&self) -> &[String] {
        match self {
            Self::Choices(texts) | Self::Entities(texts) => texts,
            _ => &[],
        }
    }

    /// The files of a field of files.
    pub fn files(&self) -> &[File] {
        match self {
            Self::Files(files) => files,
            _ => &[],
        }
    }

    /// The rows of a table.
    pub fn rows(&self) -> &[Row] {
        match self {
            Self::Rows(rows) => rows,
            _ => &[],
        }
    }

    /// The files it names, those inside tables included.
    pub fn all_files(&self) -> Vec<&File> {
        let cells = self.rows().iter().flat_map(|row| row.cells.iter());
        let inner = cells.flat_map(|(_, value)| value.all_files());
        self.files().iter().chain(inner).collect()
    }

    /// The same, to change.
    pub fn all_files_mut(&mut self) -> Vec<&mut File> {
        match self {
            Self::Files(files) => files.iter_mut().collect(),
            Self::Rows(rows) => {
                let cells = rows.iter_mut().flat_map(|row| &mut row.cells.list);
                cells.flat_map(|(_, value)| value.all_files_mut()).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// An instant as records show it: UTC, to the minute.
pub fn instant(millis: i64) -> String {
    let at = Timestamp::from_millisecond(minute(millis)).unwrap_or(Timestamp::UNIX_EPOCH);
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The minute an instant is in; Kintone's times have no seconds.
pub fn minute(millis: i64) -> i64 {
    millis - millis.rem_euclid(60_000)
}

/// A time of day as records show it.
pub(crate) fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// The file keys a value names.
pub fn file_keys(kept: Option<&Value>) -> Vec<FileKey> {
    let files = kept.into_iter().flat_map(Value::all_files);
    files.map(|file| file.key.clone()).collect()
}

/// The users, groups and departments a value names, each with what it is.
pub fn codes<'a>(field: &Field, kept: Option<&'a Value>) -> Vec<(Whom, &'a str)> {
    match (kept, field.kind.whom()) {
        (Some(Value::Entities(codes)), Some(whom)) => {
            codes.iter().map(|code| (whom, code.as_str())).collect()
        }
        (Some(Value::Rows(rows)), _) => rows
            .iter()
            .flat_map(|row| {
                let cells = field.fields.iter();
                cells.flat_map(|inner| codes(inner, row.cells.get(inner.id)))
            })
            .collect(),
        _ => Vec::new(),
    }
}
