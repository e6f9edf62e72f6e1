//! Selections of users, groups and organizations.

use serde_json::Value as Json;

use super::definition::Definition;
use super::facts::{Cell, Empty, FilterInput, Keeps, LayoutRow, Look, Role, Source, Whom};
use super::{operators, text};
use crate::Field;
use crate::field::property::{NO_LABEL, REQUIRED, Shape};
use crate::place::Place;
use crate::value::columns::Form;
use crate::value::{Reader, Shown, Value};

pub(super) const USERS: Definition = Definition {
    settings: &[
        NO_LABEL,
        REQUIRED,
        ("entities", Shape::Entities),
        ("defaultValue", Shape::Entities),
    ],
    role: Role::Given,
    source: Source::Document,
    keeps: Keeps::Entities(Whom::Users),
    has_options: false,
    chooses_first: false,
    empty: Empty::List,
    lacking: &["values", "value"],
    read,
    now: None,
    form: Form::List,
    key: text::itself,
    searched: None,
    operators: operators::MEMBER,
    display: names,
    look: Look::Words,
    layout_row: LayoutRow::Cell,
    told: true,
    in_list: true,
    cell: Cell::Entities,
    filter_input: FilterInput::User,
    formula: None,
    looks_up: false,
    is_key: false,
    copies_to: &[],
};

pub(super) const GROUPS: Definition = Definition {
    keeps: Keeps::Entities(Whom::Groups),
    filter_input: FilterInput::Text,
    ..USERS
};

pub(super) const ORGANIZATIONS: Definition = Definition {
    keeps: Keeps::Entities(Whom::Organizations),
    filter_input: FilterInput::Organization,
    ..USERS
};

fn read(reader: &mut Reader<'_>, _: &Field, value: &Json, at: &Place<'_>) -> Option<Value> {
    let codes = reader.texts(value, at, "code", |_| Ok(true));
    codes.map(Value::Entities)
}

pub(super) fn names(value: &Shown<'_>, _: &Field, _: i32) -> String {
    let names = value.entities().into_iter().map(|it| it.name);
    names.collect::<Vec<_>>().join(", ")
}
