//! The typed columns that a field has beside the document, and what stands in them.
//!
//! `f{id}` holds the value as it compares and sorts, `s{id}` a text as `like` searches it. Empty is
//! NULL. A value of many parts (choices, users, the rows of a table) is one text in which each part
//! stands between [`MARK`]s, so that one portable expression finds it.

use serde_json::Value;

use super::minute;
use crate::decimal::Decimal;
use crate::rich::plain;
use crate::text::fold;
use crate::{Field, FieldType};

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
    match field.kind {
        FieldType::SingleLineText
        | FieldType::Link
        | FieldType::RadioButton
        | FieldType::DropDown
        | FieldType::Status
        | FieldType::Date
        | FieldType::Time => Form::Text,
        FieldType::Number | FieldType::Calc => Form::Number,
        FieldType::DateTime => Form::Instant,
        FieldType::CheckBox
        | FieldType::MultiSelect
        | FieldType::Category
        | FieldType::StatusAssignee
        | FieldType::UserSelect
        | FieldType::GroupSelect
        | FieldType::OrganizationSelect => Form::List,
        _ => Form::None,
    }
}

/// Whether a field has the column `s{id}`.
pub fn is_searched(kind: FieldType) -> bool {
    matches!(
        kind,
        FieldType::SingleLineText
            | FieldType::Link
            | FieldType::MultiLineText
            | FieldType::RichText
            | FieldType::File
    )
}

/// The columns of a field of the form; a table has those of its fields.
pub fn of_field(field: &Field) -> Vec<Column> {
    if field.kind == FieldType::Subtable {
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
    if is_searched(field.kind) {
        columns.push(Column {
            name: format!("s{}", field.id),
            is_int: false,
        });
    }
    columns
}

/// What stands in the columns of [`of_field`], in that order.
pub fn values(field: &Field, kept: Option<&Value>) -> Vec<Bind> {
    if field.kind == FieldType::Subtable {
        return field
            .fields
            .iter()
            .flat_map(|inner| in_table(inner, kept))
            .collect();
    }
    let mut binds = Vec::new();
    let form = form(field);
    if form != Form::None {
        binds.push(compared(form, kept));
    }
    if is_searched(field.kind) {
        binds.push(Bind::Text(searched(field.kind, kept)));
    }
    binds
}

fn in_table(field: &Field, rows: Option<&Value>) -> Vec<Bind> {
    let id = field.id.to_string();
    let rows = rows.and_then(Value::as_array).into_iter().flatten();
    let cells: Vec<&Value> = rows.filter_map(|row| row["value"].get(&id)).collect();
    let mut binds = Vec::new();
    let form = form(field);
    if form != Form::None {
        let parts = cells.iter().flat_map(|cell| parts(form, cell));
        binds.push(Bind::Text(list(parts)));
    }
    if is_searched(field.kind) {
        let texts = cells
            .iter()
            .filter_map(|cell| searched(field.kind, Some(cell)));
        binds.push(Bind::Text(list(texts)));
    }
    binds
}

fn compared(form: Form, kept: Option<&Value>) -> Bind {
    let text = kept.and_then(Value::as_str);
    match form {
        Form::Instant => Bind::Int(text.and_then(millis)),
        Form::List => Bind::Text(list(kept.into_iter().flat_map(|kept| parts(form, kept)))),
        Form::Number => Bind::Text(text.and_then(number_key)),
        _ => Bind::Text(text.map(ToOwned::to_owned)),
    }
}

/// The texts by which the parts of one value are found.
fn parts(form: Form, kept: &Value) -> Vec<String> {
    match (form, kept) {
        (Form::Number, Value::String(text)) => number_key(text).into_iter().collect(),
        (_, Value::String(text)) => vec![text.clone()],
        (_, Value::Array(items)) => {
            let texts = items.iter().filter_map(Value::as_str);
            texts.map(ToOwned::to_owned).collect()
        }
        _ => Vec::new(),
    }
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

fn searched(kind: FieldType, kept: Option<&Value>) -> Option<String> {
    let text = match kept? {
        Value::String(html) if kind == FieldType::RichText => plain(html),
        Value::String(text) => text.clone(),
        Value::Array(files) => {
            let names: Vec<&str> = files.iter().filter_map(|it| it["name"].as_str()).collect();
            names.join("\n")
        }
        _ => return None,
    };
    Some(fold(&text))
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
        fields.add(new.as_object().unwrap()).unwrap();
        let table = fields.get("t").unwrap();
        let id = table.fields[0].id.to_string();
        let rows = json!([{"id": 1, "value": {&id: "2"}}, {"id": 2, "value": {}}, {"id": 3, "value": {&id: "-1"}}]);
        let [Bind::Text(Some(text))] = &values(table, Some(&rows))[..] else {
            panic!("one text");
        };
        assert!(text.contains(&marked(&number_key("2.0").unwrap())));
        assert!(!text.contains(&marked(&number_key("1").unwrap())));
    }
}
