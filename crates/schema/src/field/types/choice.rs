//! Fields that offer options, with one or several choices, and the app's categories.

use serde_json::Value as Json;

use super::definition::Definition;
use super::facts::{Cell, Empty, FilterInput, Keeps, LayoutRow, Look, Role, Source};
use super::{FieldType, operators, text};
use crate::Field;
use crate::field::property::{ALIGN, DEFAULT_TEXT, NO_LABEL, REQUIRED, Shape};
use crate::formula::{Kind, Read};
use crate::place::Place;
use crate::problem::Wrong;
use crate::value::columns::Form;
use crate::value::{Reader, Value};

pub(super) const DROP_DOWN: Definition = Definition {
    settings: &[
        NO_LABEL,
        REQUIRED,
        ("options", Shape::Options),
        DEFAULT_TEXT,
    ],
    role: Role::Given,
    source: Source::Document,
    keeps: Keeps::Text,
    has_options: true,
    chooses_first: false,
    empty: Empty::Null,
    lacking: &["value"],
    read: read_one,
    now: None,
    form: Form::Text,
    key: text::itself,
    searched: None,
    operators: operators::MEMBER,
    display: text::words,
    look: Look::Words,
    layout_row: LayoutRow::Cell,
    told: true,
    in_list: true,
    cell: Cell::Free,
    filter_input: FilterInput::Choice,
    formula: Some((Read::Text, Kind::Text)),
    looks_up: false,
    is_key: false,
    copies_to: &[
        FieldType::SingleLineText,
        FieldType::MultiLineText,
        FieldType::RadioButton,
    ],
};

pub(super) const RADIO_BUTTON: Definition = Definition {
    settings: &[
        NO_LABEL,
        ("required", Shape::Flag(true)),
        ("options", Shape::Options),
        DEFAULT_TEXT,
        ALIGN,
    ],
    chooses_first: true,
    copies_to: &[
        FieldType::SingleLineText,
        FieldType::MultiLineText,
        FieldType::DropDown,
    ],
    ..DROP_DOWN
};

pub(super) const CHECK_BOX: Definition = Definition {
    settings: &[
        NO_LABEL,
        REQUIRED,
        ("options", Shape::Options),
        ("defaultValue", Shape::Texts),
        ALIGN,
    ],
    keeps: Keeps::Choices,
    empty: Empty::List,
    lacking: &["values"],
    read: read_any,
    form: Form::List,
    display: |value, _, _| value.choices().join(", "),
    cell: Cell::Choices,
    formula: Some((Read::List, Kind::List)),
    copies_to: &[FieldType::MultiSelect],
    ..DROP_DOWN
};

pub(super) const MULTI_SELECT: Definition = Definition {
    settings: &[
        NO_LABEL,
        REQUIRED,
        ("options", Shape::Options),
        ("defaultValue", Shape::Texts),
    ],
    copies_to: &[FieldType::CheckBox],
    ..CHECK_BOX
};

pub(super) const CATEGORY: Definition = Definition {
    settings: &[("enabled", Shape::Flag(false)), ("options", Shape::Options)],
    role: Role::OptionalGiven,
    lacking: &["value"],
    read: read_categories,
    formula: None,
    copies_to: &[],
    told: false,
    in_list: false,
    ..CHECK_BOX
};

fn read_one(reader: &mut Reader<'_>, field: &Field, value: &Json, at: &Place<'_>) -> Option<Value> {
    reader.single(value, at, |text| {
        known(field, text)?;
        text::within(field, text.to_owned())
    })
}

fn read_any(reader: &mut Reader<'_>, field: &Field, value: &Json, at: &Place<'_>) -> Option<Value> {
    let chosen = reader.texts(value, at, "", |text| known(field, text).map(|()| true));
    chosen.map(|chosen| sorted(field, chosen))
}

/// Reads categories. Unknown ones are ignored, as in Kintone, because categories of another app do
/// no harm.
fn read_categories(
    reader: &mut Reader<'_>,
    field: &Field,
    value: &Json,
    at: &Place<'_>,
) -> Option<Value> {
    let chosen = reader.texts(value, at, "", |text| Ok(field.has_option(text)));
    chosen.map(|chosen| sorted(field, chosen))
}

fn known(field: &Field, text: &str) -> Result<(), Wrong> {
    if field.has_option(text) {
        Ok(())
    } else {
        Err(Wrong::NotInOptions {
            value: text.to_owned(),
        })
    }
}

/// Sorts the choices in the order of the options, as Kintone does.
fn sorted(field: &Field, mut chosen: Vec<String>) -> Value {
    let options = field.options();
    chosen.sort_by_key(|choice| options.iter().position(|it| choice == it));
    Value::Choices(chosen)
}
