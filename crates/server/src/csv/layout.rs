//! Which columns an app's records have in a file.

use plugdock_schema::field::{Cell, Source};
use plugdock_schema::{Field, Fields};

use super::MARK;
use crate::i18n::{self, Locale};

/// One column.
#[derive(Clone, Copy)]
pub(crate) struct Column<'a> {
    pub(crate) field: &'a Field,
    /// The table it is in.
    pub(crate) table: Option<&'a Field>,
}

/// What no file has: bytes of attachments, and fields without a value.
pub(crate) fn is_left_out(field: &Field) -> bool {
    field.kind.cell() == Cell::None
}

/// Whether it is in a file by the fields of its rows.
pub(crate) fn is_table(field: &Field) -> bool {
    field.kind.cell() == Cell::Rows
}

/// Whether it holds the record's number.
pub(super) fn is_number(field: &Field) -> bool {
    field.kind.source() == Source::Number
}

/// Every column that a file can have, in the order of the form; a table is its fields.
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

/// The columns of these fields in that order; a table's code stands for all of its columns.
/// `Err` has a code that no column has.
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

/// What an import may write to, or find records by.
pub(crate) fn is_importable(column: &Column<'_>) -> bool {
    column.field.kind.is_writable() || is_number(column.field)
}

/// By which field records may be found: their number, or a unique value.
pub(crate) fn is_key(column: &Column<'_>) -> bool {
    column.table.is_none() && (is_number(column.field) || column.field.unique())
}

/// The heading of the column with the marks, where headings are names.
pub(crate) fn mark_heading(locale: Locale) -> String {
    i18n::text(locale, "data.csv.start", &[])
}

/// Whether a heading is that of the column with the marks, whoever wrote the file.
pub(crate) fn is_mark_heading(heading: &str) -> bool {
    heading == MARK
        || Locale::ALL
            .iter()
            .any(|locale| heading == mark_heading(*locale))
        || heading == "Start of new record"
}
