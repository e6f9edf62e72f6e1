//! Tables: rows of fields.

use super::definition::Definition;
use super::facts::{Cell, Empty, FilterInput, Keeps, LayoutRow, Look, Role, Source};
use super::{operators, text};
use crate::Field;
use crate::field::property::NO_LABEL;
use crate::value::columns::Form;
use crate::value::{Shown, display as display_any};

pub(super) const TABLE: Definition = Definition {
    settings: &[NO_LABEL],
    role: Role::Given,
    source: Source::Document,
    keeps: Keeps::Rows,
    has_options: false,
    chooses_first: false,
    empty: Empty::List,
    lacking: &["value"],
    read: |reader, table, value, at| reader.rows(table, value, at),
    now: None,
    form: Form::None,
    key: text::itself,
    searched: None,
    operators: operators::NONE,
    display,
    look: Look::Table,
    layout_row: LayoutRow::Table,
    told: true,
    in_list: false,
    cell: Cell::Rows,
    filter_input: FilterInput::Text,
    formula: None,
    looks_up: false,
    is_key: false,
    copies_to: &[],
};

/// Formats each row as one line.
fn display(value: &Shown<'_>, field: &Field, offset_minutes: i32) -> String {
    let rows = value.rows().into_iter().map(|row| {
        let cells = field.fields.iter().map(|inner| {
            let cell = row.get(&inner.code);
            cell.map_or_else(String::new, |cell| {
                display_any(&cell, inner, offset_minutes)
            })
        });
        cells.collect::<Vec<_>>().join(", ")
    });
    rows.collect::<Vec<_>>().join("\n")
}
