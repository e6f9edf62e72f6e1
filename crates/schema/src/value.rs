//! The value of a field in its three forms: as a request gives it, as a record stores it, and as
//! the REST API shows it.
//!
//! Empty fields are not stored, so a value that exists is never empty.

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
    /// A single text. It is also the value of a choice of exactly one option, and of a state of the
    /// process.
    ///
    /// A stored number or time stays a text if it cannot be parsed, or if it was written in a form
    /// that differs from the canonical one.
    Text(String),
    /// A number, or the result of a formula. Results that are times count seconds.
    Number(Decimal),
    /// A date.
    Date(Date),
    /// A time of day, to the minute.
    Time(Time),
    /// A point in time, to the minute.
    Instant(Timestamp),
    /// Any number of options, in the order of the field's options.
    Choices(Vec<String>),
    /// Users, groups or organizations, by code.
    Entities(Vec<String>),
    /// A list of files.
    Files(Vec<File>),
    /// The rows of a table.
    Rows(Vec<Row>),
    /// Stored JSON that cannot be read as a value of the field's type.
    Unread(Unread),
}

impl Value {
    /// Returns the text of a single value in its stored form, or `None` for a list.
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

    /// Returns the value as a number, if it is one.
    pub fn number(&self) -> Option<Cow<'_, Decimal>> {
        match self {
            Self::Number(number) => Some(Cow::Borrowed(number)),
            Self::Text(text) => Decimal::parse(text).ok().map(Cow::Owned),
            _ => None,
        }
    }

    /// Returns the value as a date, if it is one.
    pub fn date(&self) -> Option<Date> {
        match self {
            Self::Date(day) => Some(*day),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Returns the value as a time of day, if it is one.
    pub fn time(&self) -> Option<Time> {
        match self {
            Self::Time(time) => Some(*time),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Returns the value as a point in time, if it is one.
    pub fn instant(&self) -> Option<Timestamp> {
        match self {
            Self::Instant(at) => Some(*at),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Returns the texts of a list of choices, users, groups or organizations.
    pub fn texts(&self) -> &[String] {
        match self {
            Self::Choices(texts) | Self::Entities(texts) => texts,
            _ => &[],
        }
    }

    /// Returns the files of a file field.
    pub fn files(&self) -> &[File] {
        match self {
            Self::Files(files) => files,
            _ => &[],
        }
    }

    /// Returns the rows of a table.
    pub fn rows(&self) -> &[Row] {
        match self {
            Self::Rows(rows) => rows,
            _ => &[],
        }
    }

    /// Returns all files in the value, including those inside tables.
    pub fn all_files(&self) -> Vec<&File> {
        let cells = self.rows().iter().flat_map(|row| row.cells.iter());
        let inner = cells.flat_map(|(_, value)| value.all_files());
        self.files().iter().chain(inner).collect()
    }

    /// Returns mutable references to all files in the value, including those inside tables.
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

/// Formats a point in time as records show it: in UTC, to the minute.
pub fn instant(millis: i64) -> String {
    let at = Timestamp::from_millisecond(minute(millis)).unwrap_or(Timestamp::UNIX_EPOCH);
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Rounds Unix milliseconds down to the minute. Times in Kintone have no seconds.
pub fn minute(millis: i64) -> i64 {
    millis - millis.rem_euclid(60_000)
}

/// Formats a time of day as records show it.
pub(crate) fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Returns the keys of all files in a value.
pub fn file_keys(kept: Option<&Value>) -> Vec<FileKey> {
    let files = kept.into_iter().flat_map(Value::all_files);
    files.map(|file| file.key.clone()).collect()
}

/// Returns the codes of the users, groups and organizations in a value, each with its kind.
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
