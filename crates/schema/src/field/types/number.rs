//! Decimal numbers.

use serde_json::Value as Json;

use super::definition::Definition;
use super::facts::{Cell, Empty, FilterInput, Keeps, LayoutRow, Look, Role, Source};
use super::{FieldType, operators};
use crate::Field;
use crate::decimal::{Decimal, NotDecimal};
use crate::field::property::{NO_LABEL, REQUIRED, Shape, UNIQUE, UNIT_POSITION};
use crate::formula::{Kind, Read};
use crate::place::Place;
use crate::problem::Wrong;
use crate::value::columns::{Form, number_key};
use crate::value::{Reader, Shown, Value};

pub(super) const NUMBER: Definition = Definition {
    settings: &[
        NO_LABEL,
        REQUIRED,
        UNIQUE,
        ("digit", Shape::Flag(false)),
        ("minValue", Shape::Number),
        ("maxValue", Shape::Number),
        ("defaultValue", Shape::Number),
        ("displayScale", Shape::Count),
        ("unit", Shape::Text),
        UNIT_POSITION,
    ],
    role: Role::Given,
    source: Source::Document,
    keeps: Keeps::Number,
    has_options: false,
    chooses_first: false,
    empty: Empty::Text,
    lacking: &["value"],
    read,
    now: None,
    form: Form::Number,
    key,
    searched: None,
    operators: operators::ORDER_MEMBER,
    display,
    look: Look::Words,
    layout_row: LayoutRow::Cell,
    told: true,
    in_list: true,
    cell: Cell::Number,
    filter_input: FilterInput::Number,
    formula: Some((Read::Number, Kind::Number)),
    looks_up: true,
    is_key: true,
    copies_to: &[FieldType::SingleLineText, FieldType::MultiLineText],
};

fn read(reader: &mut Reader<'_>, field: &Field, value: &Json, at: &Place<'_>) -> Option<Value> {
    reader.single(value, at, |text| within(field, text))
}

fn within(field: &Field, text: &str) -> Result<Value, Wrong> {
    let number = Decimal::parse(text).map_err(|error| match error {
        NotDecimal::Malformed => Wrong::NumberFormat,
        NotDecimal::TooLong => Wrong::NumberLong,
    })?;
    let limit = |name: &str| Decimal::parse(field.text(name)).ok();
    if limit("maxValue").is_some_and(|most| number > most) {
        return Err(Wrong::NumberHigh {
            max: field.text("maxValue").to_owned(),
        });
    }
    if limit("minValue").is_some_and(|least| number < least) {
        return Err(Wrong::NumberLow {
            min: field.text("minValue").to_owned(),
        });
    }
    Ok(Value::Number(number))
}

fn key(_: &Field, text: &str) -> Option<String> {
    number_key(text)
}

fn display(value: &Shown<'_>, field: &Field, _: i32) -> String {
    grouped(&value.text().unwrap_or_default(), field)
}

/// Formats a number with its digit separators, decimal places and unit.
pub(super) fn grouped(text: &str, field: &Field) -> String {
    if text.is_empty() {
        return String::new();
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut shown = String::from(sign);
    if field.flag("digit") || field.text("format") == "NUMBER_DIGIT" {
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                shown.push(',');
            }
            shown.push(digit);
        }
    } else {
        shown.push_str(whole);
    }
    // The scale adds zeros but never cuts digits off. A rounded display would show a value that no
    // record contains.
    let scale = field.text("displayScale").parse().unwrap_or(0);
    if scale.max(fraction.len()) > 0 {
        shown.push('.');
        shown.push_str(fraction);
        shown.extend(std::iter::repeat_n(
            '0',
            scale.saturating_sub(fraction.len()),
        ));
    }
    let unit = field.text("unit");
    match (unit.is_empty(), field.text("unitPosition")) {
        (true, _) => shown,
        (false, "AFTER") => format!("{shown} {unit}"),
        (false, _) => format!("{unit} {shown}"),
    }
}
