//! The layout of a form: its rows of fields, labels, spaces and lines.
//!
//! It is stored in the shape of Kintone's `form/layout.json`. Every field that can be placed
//! on a form occurs in its layout exactly once. When a field is added to the form, it is appended to
//! the layout. When a field is removed from the form, it is also removed from the layout.

use serde::{Deserialize, Serialize, Serializer};

use crate::{Field, FieldType};

mod follow;
mod read;

/// The rows of a form, from top to bottom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Option<Vec<Row>>")]
pub struct Layout(Vec<Row>);

/// A row of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Row {
    /// A row of cells.
    #[serde(rename = "ROW")]
    Cells {
        /// The cells, from left to right.
        #[serde(default)]
        fields: Vec<Cell>,
    },
    /// A table.
    #[serde(rename = "SUBTABLE")]
    Table {
        /// The code of the table's field.
        code: String,
        /// The columns, from left to right.
        #[serde(default)]
        fields: Vec<Cell>,
    },
    /// A collapsible group of rows.
    #[serde(rename = "GROUP")]
    Group {
        /// The code of the group's field.
        code: String,
        /// The rows of the group. They contain no tables and no groups.
        #[serde(default)]
        layout: Vec<Self>,
    },
}

/// A cell of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Cell {
    /// A text that belongs to no field.
    #[serde(rename = "LABEL")]
    Label {
        /// The HTML, as the author of the form wrote it.
        #[serde(default)]
        label: String,
        /// The size of the label.
        #[serde(default)]
        size: Size,
    },
    /// An empty element that scripts fill.
    #[serde(rename = "SPACER", rename_all = "camelCase")]
    Space {
        /// The ID by which scripts find the element.
        #[serde(default)]
        element_id: String,
        /// The size of the element.
        #[serde(default)]
        size: Size,
    },
    /// A horizontal line.
    #[serde(rename = "HR")]
    Line {
        /// The length of the line.
        #[serde(default)]
        size: Size,
    },
    /// A field.
    #[serde(untagged)]
    Field {
        /// The type of the field.
        #[serde(rename = "type")]
        kind: FieldType,
        /// The code of the field.
        code: String,
        /// The size of the field's input.
        #[serde(default)]
        size: Size,
    },
}

/// A size in pixels, as texts. The page decides absent values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Size {
    /// The width.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<String>,
    /// The height.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<String>,
    /// The height of the part that contains the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inner_height: Option<String>,
}

/// Reads a stored layout. Null stands for an empty layout: apps that were added by the REST API
/// have none at first.
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
    /// Returns the rows, from top to bottom.
    pub fn rows(&self) -> &[Row] {
        &self.0
    }

    /// Returns the codes of all fields in the layout.
    pub fn codes(&self) -> Vec<&str> {
        let mut codes = Vec::new();
        add_codes(&self.0, &mut codes);
        codes
    }
}

/// Returns true if a layout must contain the field. Built-in fields are optional in a layout.
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
