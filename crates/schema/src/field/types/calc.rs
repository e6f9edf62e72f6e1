//! Calculated fields.

use super::definition::Definition;
use super::facts::{Keeps, Role};
use super::{FieldType, moment, number};
use crate::Field;
use crate::field::property::{FORMATS, NO_LABEL, REQUIRED, Shape, UNIT_POSITION};
use crate::formula::{Kind, Read};
use crate::value::{Shown, read_result};

pub(super) const CALC: Definition = Definition {
    settings: &[
        NO_LABEL,
        REQUIRED,
        ("expression", Shape::Text),
        ("hideExpression", Shape::Flag(false)),
        ("format", Shape::OneOf(FORMATS)),
        ("displayScale", Shape::Count),
        ("unit", Shape::Text),
        UNIT_POSITION,
    ],
    role: Role::Computed,
    keeps: Keeps::Result,
    read: |_, _, _, _| None,
    key,
    display,
    formula: Some((Read::Result, Kind::Number)),
    looks_up: false,
    is_key: false,
    copies_to: &[
        FieldType::SingleLineText,
        FieldType::MultiLineText,
        FieldType::Number,
    ],
    told: false,
    in_list: false,
    ..number::NUMBER
};

fn key(field: &Field, text: &str) -> Option<String> {
    read_result(field, text).map(|number| number.key())
}

fn display(value: &Shown<'_>, field: &Field, offset_minutes: i32) -> String {
    let text = value.text().unwrap_or_default();
    match field.text("format") {
        "DATETIME" => moment::local(&text, offset_minutes),
        "NUMBER" | "NUMBER_DIGIT" => number::grouped(&text, field),
        _ => text.into_owned(),
    }
}
