//! The parts of a form for which records have no value: field groups and related records of another
//! app.

use super::built_in::RECORD_NUMBER;
use super::definition::Definition;
use super::facts::{Cell, FilterInput, LayoutRow, Role, Source};
use crate::field::property::{NO_LABEL, Shape};

pub(super) const GROUP: Definition = Definition {
    settings: &[NO_LABEL, ("openGroup", Shape::Flag(false))],
    role: Role::Bare,
    source: Source::Nothing,
    layout_row: LayoutRow::Group,
    cell: Cell::None,
    filter_input: FilterInput::Text,
    is_key: false,
    copies_to: &[],
    ..RECORD_NUMBER
};

pub(super) const REFERENCE_TABLE: Definition = Definition {
    settings: &[NO_LABEL, ("referenceTable", Shape::Object)],
    layout_row: LayoutRow::Cell,
    ..GROUP
};
