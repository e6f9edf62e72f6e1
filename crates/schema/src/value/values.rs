//! The values of a record, or of a row of one of its tables.

use serde::{Deserialize, Serialize};

use super::Value;
use crate::{FieldId, FileKey};

/// Values by field, in the order in which they are stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    pub(super) list: Vec<(FieldId, Value)>,
    /// The highest number that a row of the record's tables ever had. `None` if the record never
    /// had a table.
    pub(super) last_row: Option<i64>,
}

impl Values {
    /// Returns the value of a field, or `None` if it is empty.
    pub fn get(&self, field: FieldId) -> Option<&Value> {
        let found = self.list.iter().find(|(id, _)| *id == field);
        found.map(|(_, value)| value)
    }

    /// Returns a mutable reference to the value of a field, or `None` if it is empty.
    pub fn get_mut(&mut self, field: FieldId) -> Option<&mut Value> {
        let found = self.list.iter_mut().find(|(id, _)| *id == field);
        found.map(|(_, value)| value)
    }

    /// Returns true if a field has a value.
    pub fn has(&self, field: FieldId) -> bool {
        self.get(field).is_some()
    }

    /// Sets the value of a field, or removes it.
    pub fn set(&mut self, field: FieldId, value: Option<Value>) {
        match (self.get_mut(field), value) {
            (Some(place), Some(value)) => *place = value,
            (None, Some(value)) => self.list.push((field, value)),
            (_, None) => self.list.retain(|(id, _)| *id != field),
        }
    }

    /// Removes the values of the fields that `keeps` is false for.
    pub(super) fn retain(&mut self, keeps: impl Fn(FieldId) -> bool) {
        self.list.retain(|(id, _)| keeps(*id));
    }

    /// Removes the values of all file fields.
    pub(super) fn drop_files(&mut self) {
        self.list.retain(|(_, value)| value.files().is_empty());
    }

    /// Iterates over all values with their fields.
    pub fn iter(&self) -> impl Iterator<Item = (FieldId, &Value)> {
        self.list.iter().map(|(id, value)| (*id, value))
    }

    /// Returns the highest number that a row of the record's tables ever had.
    pub fn last_row(&self) -> i64 {
        self.last_row.unwrap_or(0)
    }

    /// Sets the highest row number.
    pub fn set_last_row(&mut self, number: i64) {
        self.last_row = Some(number);
    }

    /// Returns the rows of a table, or an empty slice if it has none.
    pub fn rows(&self, table: FieldId) -> &[Row] {
        self.get(table).map(Value::rows).unwrap_or_default()
    }

    /// Returns the rows of a table as a mutable slice.
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
    /// The number of the row in the record. `None` until one is assigned.
    pub id: Option<i64>,
    /// The values of the row's fields.
    pub cells: Values,
}

/// A file in a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct File {
    /// The key of the file.
    pub key: FileKey,
    /// The details of the file. `None` for an upload that no record contains yet.
    pub about: Option<About>,
}

/// The details of a file of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The file name, as the sender gave it.
    pub name: String,
    /// The content type, as the sender gave it.
    pub content_type: String,
    /// The size in bytes.
    pub size: u64,
}

impl File {
    /// Returns an upload that no record contains yet.
    pub fn upload(key: FileKey) -> Self {
        Self { key, about: None }
    }
}

/// A file in the form that documents and the REST API use.
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
                let size: u64 = written
                    .parse()
                    .map_err(|_| "the file size is not a number")?;
                if size.to_string() != written {
                    return Err("the file size is not in canonical form");
                }
                Some(About {
                    name,
                    content_type,
                    size,
                })
            }
            _ => return Err("the file has only some of its details"),
        };
        Ok(Self {
            key: file.file_key,
            about,
        })
    }
}
