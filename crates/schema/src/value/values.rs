//! The values of a record, or of a row of one of its tables.

use serde::{Deserialize, Serialize};

use super::Value;
use crate::{FieldId, FileKey};

/// Values by field, in the order in which they are stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    pub(super) list: Vec<(FieldId, Value)>,
    /// The last number that a row of the record's tables got; `None` where it never had a table.
    pub(super) last_row: Option<i64>,
}

impl Values {
    /// The value of a field; `None` where it is empty.
    pub fn get(&self, field: FieldId) -> Option<&Value> {
        let found = self.list.iter().find(|(id, _)| *id == field);
        found.map(|(_, value)| value)
    }

    /// The same, to change.
    pub fn get_mut(&mut self, field: FieldId) -> Option<&mut Value> {
        let found = self.list.iter_mut().find(|(id, _)| *id == field);
        found.map(|(_, value)| value)
    }

    /// Whether a field has a value.
    pub fn has(&self, field: FieldId) -> bool {
        self.get(field).is_some()
    }

    /// Puts a value into a field, or empties it.
    pub fn set(&mut self, field: FieldId, value: Option<Value>) {
        match (self.get_mut(field), value) {
            (Some(place), Some(value)) => *place = value,
            (None, Some(value)) => self.list.push((field, value)),
            (_, None) => self.list.retain(|(id, _)| *id != field),
        }
    }

    /// Empties every field of files.
    pub(super) fn drop_files(&mut self) {
        self.list.retain(|(_, value)| value.files().is_empty());
    }

    /// Every value with its field.
    pub fn iter(&self) -> impl Iterator<Item = (FieldId, &Value)> {
        self.list.iter().map(|(id, value)| (*id, value))
    }

    /// The last number that a row of the record's tables got, ever.
    pub fn last_row(&self) -> i64 {
        self.last_row.unwrap_or(0)
    }

    /// Notes the last number that a row got.
    pub fn set_last_row(&mut self, number: i64) {
        self.last_row = Some(number);
    }

    /// The rows of a table; none where it is empty.
    pub fn rows(&self, table: FieldId) -> &[Row] {
        self.get(table).map(Value::rows).unwrap_or_default()
    }

    /// The same, to change.
    pub fn rows_mut(&mut self, table: FieldId) -> &mut [Row] {
        match self.get_mut(table) {
            Some(Value::Rows(rows)) => rows,
            _ => &mut [],
        }
    }
}

impl FromIterator<(FieldId, Value)> for Values {
    fn from_iter<I: IntoIterator<Item = (FieldId, Value)>>(values: I) -> Self {
        let mut all = Self::default();
        for (field, value) in values {
            all.set(field, Some(value));
        }
        all
    }
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its number in the record; none until it has one.
    pub id: Option<i64>,
    /// The values of its fields.
    pub cells: Values,
}

/// A file that a value names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct File {
    /// Its key.
    pub key: FileKey,
    /// What is known of it; nothing of an upload that is not the record's yet.
    pub about: Option<About>,
}

/// What is known of a file of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// As the sender named it.
    pub name: String,
    /// As the sender said.
    pub content_type: String,
    /// Bytes.
    pub size: u64,
}

impl File {
    /// An upload that is not the record's yet.
    pub fn upload(key: FileKey) -> Self {
        Self { key, about: None }
    }
}

/// A file as documents and REST have it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    file_key: FileKey,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<String>,
}

impl From<File> for Written {
    fn from(file: File) -> Self {
        let (name, content_type, size) = match file.about {
            Some(about) => (
                Some(about.name),
                Some(about.content_type),
                Some(about.size.to_string()),
            ),
            None => (None, None, None),
        };
        Self {
            file_key: file.key,
            name,
            content_type,
            size,
        }
    }
}

impl TryFrom<Written> for File {
    type Error = &'static str;

    fn try_from(file: Written) -> Result<Self, &'static str> {
        let about = match (file.name, file.content_type, file.size) {
            (None, None, None) => None,
            (Some(name), Some(content_type), Some(written)) => {
                let size: u64 = written.parse().map_err(|_| "the size is no number")?;
                if size.to_string() != written {
                    return Err("the size is written in an odd form");
                }
                Some(About {
                    name,
                    content_type,
                    size,
                })
            }
            _ => return Err("a part of the file is missing"),
        };
        Ok(Self {
            key: file.file_key,
            about,
        })
    }
}
