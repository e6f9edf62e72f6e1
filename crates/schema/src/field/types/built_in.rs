//! Fields that every app is born with, and those of its process.

use super::definition::Definition;
use super::facts::{Cell, Empty, FilterInput, Keeps, LayoutRow, Look, Role, Source, Whom};
use super::{FieldType, entity_select, moment, operators, text};
use crate::field::property::NO_LABEL;
use crate::formula::{Kind, Read};
use crate::value::columns::Form;

pub(super) const RECORD_NUMBER: Definition = Definition {
    settings: &[NO_LABEL],
    role: Role::BuiltIn,
    source: Source::Number,
    keeps: Keeps::Nothing,
    has_options: false,
    chooses_first: false,
    empty: Empty::Text,
    lacking: &["value"],
    read: |_, _, _, _| None,
    now: None,
    form: Form::None,
    key: text::itself,
    searched: None,
    operators: operators::NONE,
    display: text::words,
    look: Look::Words,
    layout_row: LayoutRow::Cell,
    told: false,
    in_list: false,
    cell: Cell::Free,
    filter_input: FilterInput::Number,
    formula: None,
    looks_up: false,
    is_key: true,
    copies_to: &[FieldType::SingleLineText, FieldType::MultiLineText],
};

pub(super) const CREATOR: Definition = Definition {
    source: Source::Creator,
    display: entity_select::names,
    cell: Cell::Entities,
    filter_input: FilterInput::User,
    is_key: false,
    copies_to: &[],
    ..RECORD_NUMBER
};

pub(super) const MODIFIER: Definition = Definition {
    source: Source::Modifier,
    ..CREATOR
};

pub(super) const CREATED_TIME: Definition = Definition {
    source: Source::Created,
    display: moment::DATETIME.display,
    cell: Cell::Instant,
    filter_input: FilterInput::Datetime,
    formula: Some((Read::Created, Kind::Number)),
    is_key: false,
    copies_to: &[],
    ..RECORD_NUMBER
};

pub(super) const UPDATED_TIME: Definition = Definition {
    source: Source::Updated,
    formula: Some((Read::Updated, Kind::Number)),
    ..CREATED_TIME
};

/// Turned on with the process, never by a form's request.
pub(super) const STATUS: Definition = Definition {
    settings: &[],
    role: Role::Optional,
    source: Source::Document,
    keeps: Keeps::Text,
    form: Form::Text,
    operators: operators::EQUAL_MEMBER,
    filter_input: FilterInput::State,
    is_key: false,
    copies_to: &[],
    ..RECORD_NUMBER
};

pub(super) const ASSIGNEE: Definition = Definition {
    keeps: Keeps::Entities(Whom::Users),
    empty: Empty::List,
    lacking: &["values", "value"],
    form: Form::List,
    operators: operators::MEMBER,
    display: entity_select::names,
    cell: Cell::Entities,
    filter_input: FilterInput::User,
    ..STATUS
};
