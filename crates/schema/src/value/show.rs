//! Values as the REST API shows them, one by one.
//!
//! Pages of records are written directly from the documents instead, by [`Writer`](super::Writer).
//! A test compares the two.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::entities::Names;
use super::{Author, File, Head, Named, Row, Value, Values, instant, result};
use crate::field::{Keeps, Source};
use crate::{Field, FieldType, Fields};

/// The value of a field: `{"type", "value"}`.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    field: &'a Field,
    /// The type that the output names.
    kind: FieldType,
    content: Content<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Content<'a> {
    /// A value from the document, with the names of the entities in it.
    Stored(Option<&'a Value>, &'a Names),
    /// The record's number, after this code of the app.
    Number(i64, &'a str),
    Author(Author<'a>),
    Millis(i64),
}

/// Returns `{"type", "value"}` of a value from a document.
pub fn show<'a>(field: &'a Field, kept: Option<&'a Value>, names: &'a Names) -> Shown<'a> {
    Shown::new(field, Content::Stored(kept, names))
}

impl<'a> Shown<'a> {
    fn new(field: &'a Field, content: Content<'a>) -> Self {
        Self {
            field,
            kind: field.kind,
            content,
        }
    }

    /// Returns the same value as a field of another type.
    #[must_use]
    pub fn as_kind(self, kind: FieldType) -> Self {
        Self { kind, ..self }
    }

    /// Returns the value without its type.
    pub fn value(self) -> impl Serialize + use<'a> {
        Plain(self)
    }

    /// Returns the text of a single value, or `None` if it is empty or a list.
    pub fn text(&self) -> Option<Cow<'a, str>> {
        match self.content {
            Content::Stored(kept, _) => {
                let text = kept?.text()?;
                if self.field.kind.keeps() == Keeps::Result {
                    return Some(result::shown(self.field, &text).into());
                }
                Some(text)
            }
            Content::Number(id, "") => Some(id.to_string().into()),
            Content::Number(id, app) => Some(format!("{app}-{id}").into()),
            Content::Author(_) => None,
            Content::Millis(at) => Some(instant(at).into()),
        }
    }

    /// Returns the chosen options.
    pub fn choices(&self) -> &'a [String] {
        match self.content {
            Content::Stored(Some(Value::Choices(choices)), _) => choices,
            _ => &[],
        }
    }

    /// Returns the users, groups and organizations in the value, with their names.
    pub fn entities(&self) -> Vec<Named<'a>> {
        match self.content {
            Content::Stored(Some(Value::Entities(codes)), names) => {
                let whom = self.field.kind.whom();
                let name = |code| names.get(whom?, code);
                let all = codes.iter().map(|code| Named {
                    code,
                    name: name(code).unwrap_or(code),
                });
                all.collect()
            }
            Content::Author(author) => vec![author.named()],
            _ => Vec::new(),
        }
    }

    /// Returns the files in the value.
    pub fn files(&self) -> &'a [File] {
        match self.content {
            Content::Stored(kept, _) => kept.map(Value::files).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Returns the rows of a table.
    pub fn rows(&self) -> Vec<ShownRow<'a>> {
        let Content::Stored(Some(Value::Rows(rows)), names) = self.content else {
            return Vec::new();
        };
        let rows = rows.iter().map(|row| ShownRow {
            table: self.field,
            row,
            names,
        });
        rows.collect()
    }
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("type", self.kind.as_str())?;
        map.serialize_entry("value", &Plain(*self))?;
        map.end()
    }
}

/// The value without its type.
struct Plain<'a>(Shown<'a>);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shown = self.0;
        let (kind, kept) = match shown.content {
            Content::Author(author) => return author.named().serialize(serializer),
            Content::Number(..) | Content::Millis(_) => return shown.text().serialize(serializer),
            Content::Stored(kept, _) => (shown.field.kind, kept),
        };
        match kept {
            Some(Value::Rows(_)) => shown.rows().serialize(serializer),
            Some(Value::Entities(_)) => shown.entities().serialize(serializer),
            Some(Value::Number(_) | Value::Text(_)) => shown.text().serialize(serializer),
            Some(kept) => kept.serialize(serializer),
            None => kind.empty().serialize(serializer),
        }
    }
}

/// A table row: `{"id", "value"}`.
#[derive(Clone, Copy, Debug)]
pub struct ShownRow<'a> {
    table: &'a Field,
    row: &'a Row,
    names: &'a Names,
}

impl<'a> ShownRow<'a> {
    /// Returns the value of a field of the row.
    pub fn get(&self, code: &str) -> Option<Shown<'a>> {
        let field = self.table.fields.iter().find(|field| field.code == code)?;
        Some(show(field, self.row.cells.get(field.id), self.names))
    }
}

impl Serialize for ShownRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("id", &self.row.id.map(|id| id.to_string()))?;
        map.serialize_entry("value", &Cells(*self))?;
        map.end()
    }
}

struct Cells<'a>(ShownRow<'a>);

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ShownRow { table, row, names } = self.0;
        let cells = table.fields.iter();
        serializer.collect_map(cells.map(|field| {
            let kept = row.cells.get(field.id);
            (&field.code, show(field, kept, names))
        }))
    }
}

/// A record: `{"type", "value"}` by field code, with `$id` and `$revision`.
#[derive(Clone, Copy, Debug)]
pub struct ShownRecord<'a> {
    /// The fields of the record's app.
    pub fields: &'a Fields,
    /// The app's code, which precedes record numbers.
    pub app_code: &'a str,
    /// The metadata of the record.
    pub head: Head<'a>,
    /// The values of the record's document.
    pub values: &'a Values,
    /// The names of the users, groups and organizations in the values.
    pub names: &'a Names,
    /// The codes of the requested members. `None` selects all members.
    pub only: Option<&'a [String]>,
}

impl<'a> ShownRecord<'a> {
    /// Returns the value of a field, or `None` if the app has no such field or records have no
    /// value for it.
    pub fn get(&self, code: &str) -> Option<Shown<'a>> {
        let field = self.fields.get(code)?;
        field.kind.has_value().then(|| self.show(field))
    }

    fn show(&self, field: &'a Field) -> Shown<'a> {
        let content = match field.kind.source() {
            Source::Number => Content::Number(self.head.id.0, self.app_code),
            Source::Creator => Content::Author(self.head.creator),
            Source::Modifier => Content::Author(self.head.modifier),
            Source::Created => Content::Millis(self.head.created),
            Source::Updated => Content::Millis(self.head.updated),
            Source::Document | Source::Nothing => {
                Content::Stored(self.values.get(field.id), self.names)
            }
        };
        Shown::new(field, content)
    }
}

impl Serialize for ShownRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let wanted = |code: &str| {
            self.only
                .is_none_or(|only| only.iter().any(|it| it == code))
        };
        let mut map = serializer.serialize_map(None)?;
        let fields = self.fields.iter().filter(|it| it.kind.has_value());
        for field in fields.filter(|it| wanted(&it.code)) {
            map.serialize_entry(&field.code, &self.show(field))?;
        }
        for (code, kind, value) in [
            ("$id", "__ID__", self.head.id.to_string()),
            ("$revision", "__REVISION__", self.head.revision.to_string()),
        ] {
            if wanted(code) {
                map.serialize_entry(code, &BuiltIn { kind, value })?;
            }
        }
        map.end()
    }
}

#[derive(serde::Serialize)]
struct BuiltIn {
    #[serde(rename = "type")]
    kind: &'static str,
    value: String,
}
