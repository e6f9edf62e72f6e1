//! The complete description of a field type. Every new type must define each part of it.

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
#[expect(
    clippy::struct_excessive_bools,
    reason = "the flags are independent of each other"
)]
pub(crate) struct Definition {
    /// The settings of the type, except `type`, `code`, `label` and `fields`.
    pub(crate) settings: &'static [Row],
    pub(crate) role: Role,
    pub(crate) source: Source,
    pub(crate) keeps: Keeps,
    /// True if the values are taken from `options`.
    pub(crate) has_options: bool,
    /// True if the first option is the default of a field without a default value.
    pub(crate) chooses_first: bool,
    pub(crate) empty: Empty,
    /// The members under which Kintone reports that a value is missing.
    pub(crate) lacking: &'static [&'static str],
    /// Reads the `value` member of a request. Returns `None` for an empty or an invalid value.
    pub(crate) read: fn(&mut Reader<'_>, &Field, &Json, &Place<'_>) -> Option<Value>,
    /// Computes the value for a point in time, for fields whose default is the current time.
    pub(crate) now: Option<fn(&jiff::Zoned) -> Value>,
    /// The form in which the column `f{id}` stores and compares values.
    pub(crate) form: Form,
    /// Converts a text of a query to the form of that column. Returns `None` if no value of the
    /// type can have this text.
    pub(crate) key: fn(&Field, &str) -> Option<String>,
    /// Computes the content of the column `s{id}`, for types that have one.
    pub(crate) searched: Option<fn(&Value) -> Option<String>>,
    /// The query operators that the type supports outside tables.
    pub(crate) operators: &'static [Operator],
    /// Formats a value for people. The last argument is the UTC offset in minutes.
    pub(crate) display: fn(&Shown<'_>, &Field, i32) -> String,
    pub(crate) look: Look,
    pub(crate) layout_row: LayoutRow,
    /// True if plug-ins receive an event when a person changes the field on a form (B7.4).
    pub(crate) told: bool,
    /// True if people may edit the field in a list of records.
    pub(crate) in_list: bool,
    pub(crate) cell: Cell,
    pub(crate) filter_input: FilterInput,
    /// The way in which formulas read the field, if they may refer to it.
    pub(crate) formula: Option<(Read, Kind)>,
    /// True if the field can be a lookup that reads from another app.
    pub(crate) looks_up: bool,
    /// True if a lookup can find records by this field.
    pub(crate) is_key: bool,
    /// The other types to which a lookup may copy a value of this type.
    pub(crate) copies_to: &'static [FieldType],
}
