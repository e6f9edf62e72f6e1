//! The typed columns that a field has beside the document, and what stands in them.
//!
//! `f{id}` holds the value as it compares and sorts, `s{id}` a text as `like` searches it. Empty is
//! NULL. A value of many parts (choices, users, the rows of a table) is one text in which each part
//! stands between [`MARK`]s, so that one portable expression finds it.

use std::borrow::Cow;

use super::{Row, Value, minute};
use crate::Field;
use crate::decimal::Decimal;

/// Stands before, between and after the parts of a list; no value may hold it.
pub const MARK: char = '\u{1f}';

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in the table.
    pub name: String,
    /// BIGINT, else TEXT.
    pub is_int: bool,
}

/// What stands in a column.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Bind {
    /// In a column of texts.
    Text(Option<String>),
    /// In a column of whole numbers.
    Int(Option<i64>),
}

impl Bind {
    /// A text that is not empty.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Some(text.into()))
    }
}

/// How a field's value compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As a text, byte by byte.
    Text,
    /// As [`Decimal::key`].
    Number,
    /// As Unix milliseconds.
    Instant,
    /// As a text between marks.
    List,
    /// Not at all.
    None,
}

/// How the column `f{id}` of a field compares; inside a table everything is a list.
pub fn form(field: &Field) -> Form {
    field.kind.definition().form
}

/// Whether a field has the column `s{id}`.
pub fn is_searched(field: &Field) -> bool {
    field.kind.definition().searched.is_some()
}

/// The columns of a field of the form; a table has those of its fields.
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

/// What stands in the columns of [`of_field`], in that order.
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

/// The texts by which the parts of one value are found.
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

/// A part with its marks, as it stands in a list.
pub fn marked(part: &str) -> String {
    format!("{MARK}{part}{MARK}")
}

/// The key of a number; `None` of what is none.
pub fn number_key(text: &str) -> Option<String> {
    Decimal::parse(text).ok().map(|number| number.key())
}

/// Unix milliseconds of a written instant.
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
            panic!("one text");
        };
        assert!(text.contains(&marked(&number_key("2.0").unwrap())));
        assert!(!text.contains(&marked(&number_key("1").unwrap())));
    }
}
