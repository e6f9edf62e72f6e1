//! Attached files.

use serde_json::Value as Json;

use super::definition::Definition;
use super::facts::{Cell, Empty, FilterInput, Keeps, LayoutRow, Look, Role, Source};
use super::{operators, text};
use crate::field::property::{NO_LABEL, REQUIRED, Shape};
use crate::place::Place;
use crate::text::fold;
use crate::value::columns::Form;
use crate::value::{File, Reader, Shown, Value};
use crate::{Field, FileKey};

pub(super) const FILE: Definition = Definition {
    settings: &[
        NO_LABEL,
        REQUIRED,
        ("thumbnailSize", Shape::OneOf(&["150", "50", "250", "500"])),
    ],
    role: Role::Given,
    source: Source::Document,
    keeps: Keeps::Files,
    has_options: false,
    chooses_first: false,
    empty: Empty::List,
    lacking: &["values"],
    read,
    now: None,
    form: Form::None,
    key: text::itself,
    searched: Some(|value| Some(fold(&names(value.files()).join("\n")))),
    operators: operators::LIKE_EMPTY,
    display,
    look: Look::Files,
    layout_row: LayoutRow::Cell,
    told: false,
    in_list: false,
    cell: Cell::None,
    filter_input: FilterInput::Text,
    formula: None,
    looks_up: false,
    is_key: false,
    copies_to: &[],
};

fn read(reader: &mut Reader<'_>, _: &Field, value: &Json, at: &Place<'_>) -> Option<Value> {
    let keys = reader.texts(value, at, "fileKey", |_| Ok(true))?;
    let files = keys.into_iter().map(|key| File::upload(FileKey(key)));
    Some(Value::Files(files.collect()))
}

fn display(value: &Shown<'_>, _: &Field, _: i32) -> String {
    names(value.files()).join(", ")
}

fn names(files: &[File]) -> Vec<&str> {
    let about = files.iter().filter_map(|file| file.about.as_ref());
    about.map(|about| about.name.as_str()).collect()
}
