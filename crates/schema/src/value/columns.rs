//! The typed database columns of each field, and their contents. They are stored in addition to the
//! record's JSON document.
//!
//! The column `f{id}` contains the value in a form that compares and sorts. The column `s{id}`
//! contains a text that `like` searches. An empty value is NULL. A value of several parts (choices,
//! users, the rows of a table) is stored as one text with a [`MARK`] before and after each part, so
//! that one portable expression finds a part.

use std::borrow::Cow;

use super::{Row, Value, minute};
use crate::Field;
use crate::decimal::Decimal;

/// The separator before, between and after the parts of a list. No value may contain it.
pub const MARK: char = '\u{1f}';

/// A column of a table of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The name of the column.
    pub name: String,
    /// True for BIGINT, false for TEXT.
    pub is_int: bool,
}

/// The content of a column.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Bind {
    /// The content of a text column.
    Text(Option<String>),
    /// The content of an integer column.
    Int(Option<i64>),
}

impl Bind {
    /// Returns the content of a text column that is not NULL.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Some(text.into()))
    }
}

/// The form in which a field's value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text, compared byte by byte.
    Text,
    /// A number, as [`Decimal::key`].
    Number,
    /// A point in time, in Unix milliseconds.
    Instant,
    /// A list, as a text with marks between its parts.
    List,
    /// The value is never compared.
    None,
}

/// Returns the form of the column `f{id}` of a field. Inside a table every column is a list.
pub fn form(field: &Field) -> Form {
    field.kind.definition().form
}

/// Returns true if a field has the column `s{id}`.
pub fn is_searched(field: &Field) -> bool {
    field.kind.definition().searched.is_some()
}

/// Returns the columns of a field of the form. A table has the columns of its inner fields.
pub fn of_field(field: &Field) -> Vec<Column> {
    if field.kind.is_table() {
        let inner = field.fields.iter().flat_map(of_field);
        return inner
            .map(|column| Column {
                is_int: false,
                ..column
            })
            .collect();
    }
    let form = form(field);
    let mut columns = Vec::new();
    if form != Form::None {
        columns.push(Column {
            name: format!("f{}", field.id),
            is_int: form == Form::Instant,
        });
    }
    if is_searched(field) {
        columns.push(Column {
            name: format!("s{}", field.id),
            is_int: false,
        });
    }
    columns
}

/// Returns the contents of the columns of [`of_field`], in the same order.
pub fn values(field: &Field, kept: Option<&Value>) -> Vec<Bind> {
    if field.kind.is_table() {
        let rows = kept.map(Value::rows).unwrap_or_default();
        let inner = field.fields.iter();
        return inner.flat_map(|inner| in_table(inner, rows)).collect();
    }
    let mut binds = Vec::new();
    let form = form(field);
    if form != Form::None {
        binds.push(compared(form, kept));
    }
    if let Some(searched) = field.kind.definition().searched {
        binds.push(Bind::Text(kept.and_then(searched)));
    }
    binds
}

fn in_table(field: &Field, rows: &[Row]) -> Vec<Bind> {
    let cells = || rows.iter().filter_map(|row| row.cells.get(field.id));
    let mut binds = Vec::new();
    let form = form(field);
    if form != Form::None {
        let parts = cells().flat_map(|cell| parts(form, cell));
        binds.push(Bind::Text(list(parts)));
    }
    if let Some(searched) = field.kind.definition().searched {
        binds.push(Bind::Text(list(cells().filter_map(searched))));
    }
    binds
}

fn compared(form: Form, kept: Option<&Value>) -> Bind {
    match form {
        Form::Instant => {
            let at = kept.and_then(Value::instant);
            Bind::Int(at.map(|at| minute(at.as_millisecond())))
        }
        Form::List => Bind::Text(list(kept.into_iter().flat_map(|kept| parts(form, kept)))),
        Form::Number => Bind::Text(kept.and_then(Value::number).map(|number| number.key())),
        Form::Text | Form::None => {
            let text = kept.and_then(Value::text);
            Bind::Text(text.map(Cow::into_owned))
        }
    }
}

/// Returns the texts by which queries find the parts of one value.
fn parts(form: Form, kept: &Value) -> Vec<String> {
    if form == Form::Number {
        return kept
            .number()
            .map(|number| number.key())
            .into_iter()
            .collect();
    }
    let single = kept.text().map(Cow::into_owned);
    single
        .into_iter()
        .chain(kept.texts().iter().cloned())
        .collect()
}

fn list(parts: impl Iterator<Item = String>) -> Option<String> {
    let mut text = String::new();
    for part in parts {
        if text.is_empty() {
            text.push(MARK);
        }
        text.push_str(&part);
        text.push(MARK);
    }
    (!text.is_empty()).then_some(text)
}

/// Returns a part with a mark on each side, as lists contain it.
pub fn marked(part: &str) -> String {
    format!("{MARK}{part}{MARK}")
}

/// Returns the sort key of a number, or `None` if the text is not a number.
pub fn number_key(text: &str) -> Option<String> {
    Decimal::parse(text).ok().map(|number| number.key())
}

/// Parses a point in time and returns it in Unix milliseconds, rounded down to the minute.
pub fn millis(text: &str) -> Option<i64> {
    let at: jiff::Timestamp = text.parse().ok()?;
    Some(minute(at.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Fields;

    #[test]
    fn a_field_in_a_table_is_a_list_of_its_rows() {
        let mut fields = Fields::default();
        let new = json!({"t": {"type": "SUBTABLE", "fields": {"n": {"type": "NUMBER"}}}});
        fields.add(&new.into()).unwrap();
        let table = fields.get("t").unwrap();
        let id = table.fields[0].id;
        let row = |number: &str| {
            let number = Decimal::parse(number).ok().map(Value::Number);
            let cells = number.map(|number| (id, number));
            Row {
                id: None,
                cells: cells.into_iter().collect(),
            }
        };
        let rows = Value::Rows(vec![row("2"), row(""), row("-1")]);
        let [Bind::Text(Some(text))] = &values(table, Some(&rows))[..] else {
            panic!("the table must have one text column");
        };
        assert!(text.contains(&marked(&number_key("2.0").unwrap())));
        assert!(!text.contains(&marked(&number_key("1").unwrap())));
    }
}
