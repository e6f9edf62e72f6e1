//! The layout of a form: rows of fields and of what only stands on the page.
//!
//! Stored in the shape of Kintone's `form/layout.json`. Every field with a place stands in it
//! exactly once; a field that is added goes to the end, one that is removed leaves.

use serde::{Deserialize, Serialize, Serializer};

use crate::{Field, FieldType};

mod follow;
mod read;

/// The rows of a form, from the top.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Option<Vec<Row>>")]
pub struct Layout(Vec<Row>);

/// A row of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Row {
    /// Cells beside each other.
    #[serde(rename = "ROW")]
    Cells {
        /// From the left.
        #[serde(default)]
        fields: Vec<Cell>,
    },
    /// A table.
    #[serde(rename = "SUBTABLE")]
    Table {
        /// The code of the table's field.
        code: String,
        /// Its columns, from the left.
        #[serde(default)]
        fields: Vec<Cell>,
    },
    /// A group that opens and closes.
    #[serde(rename = "GROUP")]
    Group {
        /// The code of the group's field.
        code: String,
        /// Its rows; no tables and no groups among them.
        #[serde(default)]
        layout: Vec<Self>,
    },
}

/// What stands in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Cell {
    /// A text that belongs to no field.
    #[serde(rename = "LABEL")]
    Label {
        /// HTML, as the form's author wrote it.
        #[serde(default)]
        label: String,
        /// How large it is.
        #[serde(default)]
        size: Size,
    },
    /// An empty box that scripts fill.
    #[serde(rename = "SPACER", rename_all = "camelCase")]
    Space {
        /// What scripts call it.
        #[serde(default)]
        element_id: String,
        /// How large it is.
        #[serde(default)]
        size: Size,
    },
    /// A line.
    #[serde(rename = "HR")]
    Line {
        /// How long it is.
        #[serde(default)]
        size: Size,
    },
    /// A field.
    #[serde(untagged)]
    Field {
        /// Its type.
        #[serde(rename = "type")]
        kind: FieldType,
        /// Its code.
        code: String,
        /// How large its input is.
        #[serde(default)]
        size: Size,
    },
}

/// A size in pixels, as texts; what is absent is left to the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Size {
    /// Across.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<String>,
    /// Down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<String>,
    /// Down, of the part that holds the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inner_height: Option<String>,
}

/// An app that was added by REST has no layout yet, which is kept as null.
impl From<Option<Vec<Row>>> for Layout {
    fn from(rows: Option<Vec<Row>>) -> Self {
        Self(rows.unwrap_or_default())
    }
}

impl Serialize for Layout {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Layout {
    /// The rows, from the top.
    pub fn rows(&self) -> &[Row] {
        &self.0
    }

    /// The code of every field that has a place.
    pub fn codes(&self) -> Vec<&str> {
        let mut codes = Vec::new();
        add_codes(&self.0, &mut codes);
        codes
    }
}

/// A built-in field stands on the form only when somebody put it there.
fn has_place(field: &Field) -> bool {
    !field.kind.is_built_in()
}

fn add_codes<'a>(rows: &'a [Row], codes: &mut Vec<&'a str>) {
    for row in rows {
        let cells: &[Cell] = match row {
            Row::Cells { fields } => fields,
            Row::Table { code, fields } => {
                codes.push(code);
                fields
            }
            Row::Group { code, layout } => {
                codes.push(code);
                add_codes(layout, codes);
                &[]
            }
        };
        codes.extend(cells.iter().filter_map(|cell| match cell {
            Cell::Field { code, .. } => Some(code.as_str()),
            Cell::Label { .. } | Cell::Space { .. } | Cell::Line { .. } => None,
        }));
    }
}
