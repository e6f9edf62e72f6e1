//! The columns of an app's records in a CSV file.

use plugdock_schema::field::{Cell, Source};
use plugdock_schema::{Field, Fields};

use super::MARK;
use crate::i18n::{self, Locale};

/// A column of a file.
#[derive(Clone, Copy)]
pub(crate) struct Column<'a> {
    pub(crate) field: &'a Field,
    /// The table that contains the field, if any.
    pub(crate) table: Option<&'a Field>,
}

/// Returns true for fields that files do not contain: attachments, and fields without a value.
pub(crate) fn is_left_out(field: &Field) -> bool {
    field.kind.cell() == Cell::None
}

/// Returns true for a table, which appears in a file as the fields of its rows.
pub(crate) fn is_table(field: &Field) -> bool {
    field.kind.cell() == Cell::Rows
}

/// Returns true for the field with the record number.
pub(super) fn is_number(field: &Field) -> bool {
    field.kind.source() == Source::Number
}

/// Returns all possible columns in the order of the form. A table is replaced by its fields.
pub(crate) fn columns(fields: &Fields) -> Vec<Column<'_>> {
    let in_file = |field: &&Field| !is_left_out(field);
    let mut columns = Vec::new();
    for field in fields.iter().filter(in_file) {
        if is_table(field) {
            let inner = field.fields.iter().filter(in_file);
            columns.extend(inner.map(|inner| Column {
                field: inner,
                table: Some(field),
            }));
        } else {
            columns.push(Column { field, table: None });
        }
    }
    columns
}

/// Returns the columns of these fields in the given order. A table's code stands for all of its
/// columns. `Err` has a code that no column has.
pub(crate) fn chosen<'a>(fields: &'a Fields, codes: &[String]) -> Result<Vec<Column<'a>>, String> {
    let all = columns(fields);
    let mut found = Vec::new();
    for code in codes {
        let before = found.len();
        found.extend(all.iter().copied().filter(|column| {
            column.field.code == *code || column.table.is_some_and(|table| table.code == *code)
        }));
        if found.len() == before {
            return Err(code.clone());
        }
    }
    Ok(found)
}

/// Returns true if an import may write to the column, or find records by it.
pub(crate) fn is_importable(column: &Column<'_>) -> bool {
    column.field.kind.is_writable() || is_number(column.field)
}

/// Returns true if records can be found by the column: it is the record number or has unique
/// values.
pub(crate) fn is_key(column: &Column<'_>) -> bool {
    column.table.is_none() && (is_number(column.field) || column.field.unique())
}

/// Returns the heading of the column with the marks, if headings are names.
pub(crate) fn mark_heading(locale: Locale) -> String {
    i18n::text(locale, "data.csv.start", &[])
}

/// Returns true for the heading of the column with the marks, in any language and in files from
/// Kintone.
pub(crate) fn is_mark_heading(heading: &str) -> bool {
    heading == MARK
        || Locale::ALL
            .iter()
            .any(|locale| heading == mark_heading(*locale))
        || heading == "Start of new record"
}
