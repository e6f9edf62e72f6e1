//! The settings of fields: their shapes and their defaults.
//!
//! The names, shapes and defaults are those in the answers of Kintone's `form/fields.json`.

use serde_json::{Map, Value, json};

use super::{FieldType, Property};
use crate::decimal::Decimal;
use crate::{Place, Problem, Wrong};

/// The shape of one setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `true` or `false`, with the default value.
    Flag(bool),
    /// Any text.
    Text,
    /// An integer as text, or the empty string.
    Count,
    /// A decimal number as text, or the empty string.
    Number,
    /// One of these texts. The first is the default.
    OneOf(&'static [&'static str]),
    /// A list of texts.
    Texts,
    /// An object of options, `{"key": {"label", "index"}}`. At least one option is required.
    Options,
    /// A list of `{"type", "code"}`.
    Entities,
    /// An object that is stored unchanged.
    Object,
}

/// A setting: its name in `properties`, and its shape.
pub type Row = (&'static str, Shape);

pub(super) const NO_LABEL: Row = ("noLabel", Shape::Flag(false));
pub(super) const REQUIRED: Row = ("required", Shape::Flag(false));
pub(super) const UNIQUE: Row = ("unique", Shape::Flag(false));
pub(super) const DEFAULT_TEXT: Row = ("defaultValue", Shape::Text);
pub(super) const DEFAULT_NOW: Row = ("defaultNowValue", Shape::Flag(false));
pub(super) const ALIGN: Row = ("align", Shape::OneOf(&["HORIZONTAL", "VERTICAL"]));
pub(super) const UNIT_POSITION: Row = ("unitPosition", Shape::OneOf(&["BEFORE", "AFTER"]));
pub(super) const FORMATS: &[&str] = &[
    "NUMBER",
    "NUMBER_DIGIT",
    "DATETIME",
    "DATE",
    "TIME",
    "HOUR_MINUTE",
    "DAY_HOUR_MINUTE",
];

/// Returns the settings of a type, except `type`, `code`, `label` and `fields`.
pub fn rows(kind: FieldType) -> &'static [Row] {
    kind.definition().settings
}

/// Returns every setting of a type with its default value, for pages.
pub fn unsaid_settings(kind: FieldType) -> Property {
    Property(defaults(kind))
}

/// Returns every setting of a type with its default value.
pub(super) fn defaults(kind: FieldType) -> Map<String, Value> {
    rows(kind)
        .iter()
        .map(|(name, shape)| ((*name).to_owned(), default_value(*shape)))
        .collect()
}

/// Reads the settings in `given`, checks their shapes and stores them in `settings`. `at` is the
/// place of the field in the request.
pub(super) fn overlay(
    kind: FieldType,
    settings: &mut Map<String, Value>,
    given: &Map<String, Value>,
    at: &Place<'_>,
    problems: &mut Vec<Problem>,
) {
    for (name, shape) in rows(kind) {
        let Some(value) = given.get(*name) else {
            continue;
        };
        match read(*shape, value) {
            Ok(value) => {
                settings.insert((*name).to_owned(), value);
            }
            Err(wrong) => problems.push(Problem::new(&at.member(name), wrong)),
        }
    }
    let is_off = settings.get("enabled") == Some(&Value::Bool(false));
    if kind.is_choice() && !is_off && settings.get("options").is_none_or(is_empty_object) {
        problems.push(Problem::new(&at.member("options"), Wrong::Required));
    }
}

/// Returns the position of an option in its list, which is given as a number or as text.
pub(crate) fn index_of(option: &Value) -> i64 {
    match &option["index"] {
        Value::String(text) => text.parse().unwrap_or(i64::MAX),
        number => number.as_i64().unwrap_or(i64::MAX),
    }
}

fn is_empty_object(value: &Value) -> bool {
    value.as_object().is_none_or(Map::is_empty)
}

fn default_value(shape: Shape) -> Value {
    match shape {
        Shape::Flag(on) => on.into(),
        Shape::Text | Shape::Count | Shape::Number => "".into(),
        Shape::OneOf(choices) => choices[0].into(),
        Shape::Texts | Shape::Entities => json!([]),
        Shape::Options | Shape::Object => json!({}),
    }
}

fn read(shape: Shape, value: &Value) -> Result<Value, Wrong> {
    match shape {
        Shape::Flag(_) => match value {
            Value::Bool(_) => Ok(value.clone()),
            Value::String(text) if text == "true" => Ok(true.into()),
            Value::String(text) if text == "false" => Ok(false.into()),
            _ => Err(Wrong::MustBeBoolean),
        },
        Shape::Text => scalar(value).map(Into::into),
        Shape::Count => {
            let text = scalar(value)?;
            if text.is_empty() || text.parse::<u32>().is_ok() {
                Ok(text.into())
            } else {
                Err(Wrong::MustBeInteger)
            }
        }
        Shape::Number => {
            let text = scalar(value)?;
            if text.is_empty() {
                return Ok(text.into());
            }
            match Decimal::parse(&text) {
                Ok(number) => Ok(number.to_string().into()),
                Err(_) => Err(Wrong::MustBeNumber),
            }
        }
        Shape::OneOf(choices) => match scalar(value)? {
            text if choices.contains(&text.as_str()) => Ok(text.into()),
            _ => Err(Wrong::MustBeEnum),
        },
        Shape::Texts => match value.as_array() {
            Some(list) => list
                .iter()
                .map(|text| scalar(text).map(Value::from))
                .collect(),
            None => Err(Wrong::MustBeArray),
        },
        Shape::Options => options(value),
        Shape::Entities => entities(value),
        Shape::Object => match value {
            Value::Object(_) => Ok(value.clone()),
            _ => Err(Wrong::MustBeObject),
        },
    }
}

/// Reads a text. A number is accepted as text (R38), and null is the empty string.
fn scalar(value: &Value) -> Result<String, Wrong> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Null => Ok(String::new()),
        _ => Err(Wrong::MustBeText),
    }
}

fn options(value: &Value) -> Result<Value, Wrong> {
    let Some(given) = value.as_object() else {
        return Err(Wrong::MustBeObject);
    };
    let mut sorted: Vec<(i64, &String)> = Vec::new();
    for (key, option) in given {
        if key.is_empty() || !option.is_object() {
            return Err(Wrong::OptionInvalid { name: key.clone() });
        }
        sorted.push((index_of(option), key));
    }
    // Options are renumbered, as in Kintone, so that no two have the same position.
    sorted.sort_by_key(|(index, _)| *index);
    let mut options = Map::new();
    for (index, (_, key)) in sorted.into_iter().enumerate() {
        // The label becomes the new key. This is how Kintone renames an option.
        let label = given[key]["label"].as_str().unwrap_or(key);
        if label.is_empty() {
            return Err(Wrong::OptionInvalid {
                name: label.to_owned(),
            });
        }
        let option = json!({ "label": label, "index": index.to_string() });
        if options.insert(label.to_owned(), option).is_some() {
            return Err(Wrong::OptionTwice {
                name: label.to_owned(),
            });
        }
    }
    Ok(Value::Object(options))
}

fn entities(value: &Value) -> Result<Value, Wrong> {
    let Some(list) = value.as_array() else {
        return Err(Wrong::MustBeArray);
    };
    list.iter()
        .map(
            |entity| match (entity["type"].as_str(), entity["code"].as_str()) {
                (Some(kind @ ("USER" | "GROUP" | "ORGANIZATION" | "FUNCTION")), Some(code)) => {
                    Ok(json!({ "type": kind, "code": code }))
                }
                _ => Err(Wrong::EntityInvalid),
            },
        )
        .collect()
}
