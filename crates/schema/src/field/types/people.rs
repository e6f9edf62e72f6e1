//! Users, groups and departments.

use serde_json::Value as Json;

use super::definition::Definition;
use super::facts::{Asked, Cell, Empty, Keeps, LayoutRow, Look, Role, Source, Whom};
use super::{operators, text};
use crate::Field;
use crate::field::settings::{NO_LABEL, REQUIRED, Shape};
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
    keeps: Keeps::People(Whom::Users),
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
    cell: Cell::People,
    asked: Asked::User,
    formula: None,
    looks_up: false,
    is_key: false,
    copies_to: &[],
};

pub(super) const GROUPS: Definition = Definition {
    keeps: Keeps::People(Whom::Groups),
    asked: Asked::Text,
    ..USERS
};

pub(super) const ORGANIZATIONS: Definition = Definition {
    keeps: Keeps::People(Whom::Organizations),
    asked: Asked::Organization,
    ..USERS
};

fn read(reader: &mut Reader<'_>, _: &Field, value: &Json, at: &Place<'_>) -> Option<Value> {
    let codes = reader.texts(value, at, "code", |_| Ok(true));
    codes.map(Value::People)
}

pub(super) fn names(value: &Shown<'_>, _: &Field, _: i32) -> String {
    let names = value.people().into_iter().map(|it| it.name);
    names.collect::<Vec<_>>().join(", ")
}
