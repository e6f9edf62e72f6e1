//! All that holds of one type of fields. A new type says each of it.

use serde_json::Value as Json;

use super::FieldType;
use super::facts::{Cell, Empty, FilterInput, Keeps, LayoutRow, Look, Role, Source};
use crate::Field;
use crate::field::property::Row;
use crate::formula::{Kind, Read};
use crate::place::Place;
use crate::query::Operator;
use crate::value::columns::Form;
use crate::value::{Reader, Shown, Value};

/// A type of fields.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Definition {
    /// Its settings beside `type`, `code`, `label` and `fields`.
    pub(crate) settings: &'static [Row],
    pub(crate) role: Role,
    pub(crate) source: Source,
    pub(crate) keeps: Keeps,
    /// Whether its values are among `options`.
    pub(crate) has_options: bool,
    /// Whether the first option is chosen where the form's default says nothing.
    pub(crate) chooses_first: bool,
    pub(crate) empty: Empty,
    /// Under which member Kintone reports that a value is missing.
    pub(crate) lacking: &'static [&'static str],
    /// Reads the `value` member that a request gives; `None` is empty.
    pub(crate) read: fn(&mut Reader<'_>, &Field, &Json, &Place<'_>) -> Option<Value>,
    /// The value at a moment, where the field's default is now.
    pub(crate) now: Option<fn(&jiff::Zoned) -> Value>,
    /// How the column `f{id}` compares.
    pub(crate) form: Form,
    /// What stands in that column for a text of a query; `None` for what no value can be.
    pub(crate) key: fn(&Field, &str) -> Option<String>,
    /// What the column `s{id}` holds, where there is one.
    pub(crate) searched: Option<fn(&Value) -> Option<String>>,
    /// What a query may ask, outside of tables.
    pub(crate) operators: &'static [Operator],
    /// What people read, in UTC offset by so many minutes.
    pub(crate) display: fn(&Shown<'_>, &Field, i32) -> String,
    pub(crate) look: Look,
    pub(crate) layout_row: LayoutRow,
    /// Whether plug-ins are told when a person changes it on a form (B7.4).
    pub(crate) told: bool,
    /// Whether people may change it in a list.
    pub(crate) in_list: bool,
    pub(crate) cell: Cell,
    pub(crate) filter_input: FilterInput,
    /// How formulas read it, where they may name it.
    pub(crate) formula: Option<(Read, Kind)>,
    /// Whether it may look a value up in another app.
    pub(crate) looks_up: bool,
    /// Whether a lookup may find records by it.
    pub(crate) is_key: bool,
    /// Other types that a lookup may copy its value to.
    pub(crate) copies_to: &'static [FieldType],
}
