//! Dates, times of day and points in time.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde_json::Value as Json;

use super::definition::Definition;
use super::facts::{Cell, Empty, FilterInput, Keeps, LayoutRow, Look, Role, Source};
use super::{FieldType, operators, text};
use crate::Field;
use crate::field::property::{DEFAULT_NOW, DEFAULT_TEXT, NO_LABEL, REQUIRED, UNIQUE};
use crate::formula::{Kind, Read};
use crate::place::Place;
use crate::problem::Wrong;
use crate::value::columns::{Form, millis};
use crate::value::{Reader, Value, instant, minute};

pub(super) const DATE: Definition = Definition {
    settings: &[NO_LABEL, REQUIRED, UNIQUE, DEFAULT_TEXT, DEFAULT_NOW],
    role: Role::Given,
    source: Source::Document,
    keeps: Keeps::Date,
    has_options: false,
    chooses_first: false,
    empty: Empty::Null,
    lacking: &["value"],
    read: read_date,
    now: Some(|now| Value::Date(now.date())),
    form: Form::Text,
    key: |_, text| Some(text.parse::<Date>().ok()?.to_string()),
    searched: None,
    operators: operators::ORDER,
    display: text::words,
    look: Look::Words,
    layout_row: LayoutRow::Cell,
    told: true,
    in_list: true,
    cell: Cell::Day,
    filter_input: FilterInput::Date,
    formula: Some((Read::Day, Kind::Number)),
    looks_up: false,
    is_key: false,
    copies_to: &[FieldType::SingleLineText, FieldType::MultiLineText],
};

pub(super) const TIME: Definition = Definition {
    settings: &[NO_LABEL, REQUIRED, DEFAULT_TEXT, DEFAULT_NOW],
    keeps: Keeps::Time,
    read: read_time,
    now: Some(|now| time_of(now.time())),
    key: |_, text| Some(time_of(text.parse().ok()?).text()?.into_owned()),
    cell: Cell::Time,
    filter_input: FilterInput::Time,
    formula: Some((Read::Time, Kind::Number)),
    ..DATE
};

pub(super) const DATETIME: Definition = Definition {
    keeps: Keeps::Instant,
    empty: Empty::Text,
    read: read_instant,
    now: Some(|now| instant_of(now.timestamp())),
    form: Form::Instant,
    key: |_, text| millis(text).map(instant),
    display: |value, _, offset| local(&value.text().unwrap_or_default(), offset),
    cell: Cell::Instant,
    filter_input: FilterInput::Datetime,
    formula: Some((Read::Instant, Kind::Number)),
    ..DATE
};

fn read_date(reader: &mut Reader<'_>, _: &Field, value: &Json, at: &Place<'_>) -> Option<Value> {
    reader.single(value, at, |text| {
        let day = text.parse().map(Value::Date);
        day.map_err(|_| Wrong::DateFormat)
    })
}

fn read_time(reader: &mut Reader<'_>, _: &Field, value: &Json, at: &Place<'_>) -> Option<Value> {
    reader.single(value, at, |text| {
        let time = text.parse().map(time_of);
        time.map_err(|_| Wrong::TimeFormat)
    })
}

fn read_instant(reader: &mut Reader<'_>, _: &Field, value: &Json, at: &Place<'_>) -> Option<Value> {
    reader.single(value, at, |text| {
        let at = text.parse().map(instant_of);
        at.map_err(|_| Wrong::DatetimeFormat)
    })
}

/// Drops the seconds of a time of day.
fn time_of(time: Time) -> Value {
    Value::Time(Time::new(time.hour(), time.minute(), 0, 0).unwrap_or(time))
}

/// Drops the seconds of a point in time.
fn instant_of(at: Timestamp) -> Value {
    let at = Timestamp::from_millisecond(minute(at.as_millisecond()));
    Value::Instant(at.unwrap_or(Timestamp::UNIX_EPOCH))
}

/// Formats a UTC time in local time: `2026-11-22T03:04:00Z` becomes `2026-11-22 12:04` at an offset
/// of +9 hours.
pub(super) fn local(text: &str, offset_minutes: i32) -> String {
    let Ok(instant) = text.parse::<Timestamp>() else {
        return text.to_owned();
    };
    let offset =
        jiff::tz::Offset::from_seconds(offset_minutes * 60).unwrap_or(jiff::tz::Offset::UTC);
    let at = offset.to_datetime(instant);
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute()
    )
}
