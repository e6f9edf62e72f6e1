//! Texts of one line and of several lines.

use serde_json::Value as Json;

use super::definition::Definition;
use super::facts::{Cell, Empty, FilterInput, Keeps, LayoutRow, Look, Role, Source};
use super::{FieldType, operators};
use crate::Field;
use crate::field::property::{DEFAULT_TEXT, NO_LABEL, REQUIRED, Shape, UNIQUE};
use crate::formula::{Kind, Read};
use crate::place::Place;
use crate::problem::Wrong;
use crate::text::fold;
use crate::value::columns::Form;
use crate::value::{Reader, Shown, Value};

/// The maximum length of a text, in characters (Kintone: 65,535).
const MAX_TEXT: usize = 65_535;
/// The maximum length of a text that must be unique, in characters (Kintone: 64). The whole text is
/// stored in an index.
const MAX_UNIQUE_TEXT: usize = 64;

pub(super) const SINGLE_LINE: Definition = Definition {
    settings: &[
        NO_LABEL,
        REQUIRED,
        UNIQUE,
        ("minLength", Shape::Count),
        ("maxLength", Shape::Count),
        DEFAULT_TEXT,
        ("expression", Shape::Text),
        ("hideExpression", Shape::Flag(false)),
    ],
    role: Role::Given,
    source: Source::Document,
    keeps: Keeps::Text,
    has_options: false,
    chooses_first: false,
    empty: Empty::Text,
    lacking: &["value"],
    read,
    now: None,
    form: Form::Text,
    key: itself,
    searched: Some(folded),
    operators: operators::EQUAL_MEMBER_LIKE,
    display: words,
    look: Look::Words,
    layout_row: LayoutRow::Cell,
    told: true,
    in_list: true,
    cell: Cell::Free,
    filter_input: FilterInput::Text,
    formula: Some((Read::Text, Kind::Text)),
    looks_up: true,
    is_key: true,
    copies_to: &[FieldType::MultiLineText],
};

pub(super) const MULTI_LINE: Definition = Definition {
    settings: &[NO_LABEL, REQUIRED, DEFAULT_TEXT],
    form: Form::None,
    operators: operators::LIKE_EMPTY,
    looks_up: false,
    is_key: false,
    copies_to: &[FieldType::SingleLineText],
    told: false,
    ..SINGLE_LINE
};

fn read(reader: &mut Reader<'_>, field: &Field, value: &Json, at: &Place<'_>) -> Option<Value> {
    reader.single(value, at, |text| within(field, text.to_owned()))
}

/// Checks that the length of a text is within the limits of the field.
pub(super) fn within(field: &Field, text: String) -> Result<Value, Wrong> {
    let length = text.chars().count();
    let limit = |name: &str| field.text(name).parse::<usize>().ok();
    let most = if field.unique() {
        MAX_UNIQUE_TEXT
    } else {
        MAX_TEXT
    };
    let most = limit("maxLength").unwrap_or(most).min(most);
    if length > most {
        return Err(Wrong::TextLong { most });
    }
    if let Some(least) = limit("minLength").filter(|least| length < *least) {
        return Err(Wrong::TextShort { least });
    }
    Ok(Value::Text(text))
}

/// Returns the text of a query unchanged, for columns that store the text itself.
#[expect(clippy::unnecessary_wraps, reason = "other types refuse some texts")]
pub(super) fn itself(_: &Field, text: &str) -> Option<String> {
    Some(text.to_owned())
}

pub(super) fn folded(value: &Value) -> Option<String> {
    value.text().map(|text| fold(&text))
}

pub(super) fn words(value: &Shown<'_>, _: &Field, _: i32) -> String {
    value.text().unwrap_or_default().into_owned()
}
