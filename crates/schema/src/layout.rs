//! The layout of a form: rows of fields and of what only stands on the page.
//!
//! Kept in the shape of Kintone's `form/layout.json`. Every field with a place stands in it
//! exactly once; a field that is added goes to the end, one that is removed leaves.

use std::collections::HashSet;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::field::LayoutRow;
use crate::problem::none_of;
use crate::sent::array;
use crate::{Field, FieldType, Fields, Invalid, Place, Problem, Sent, Wrong};

/// Rows of a layout, those inside groups included; beyond it nothing is read.
const MAX_ROWS: usize = 1_000;

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
    /// `layout` of `preview/app/form/layout.json`, checked against the fields: unknown codes, fields
    /// in two places and fields left out are all told at once. What comes back holds only members
    /// that a layout has.
    pub fn read(layout: &Sent, fields: &Fields) -> Result<Self, Invalid> {
        let mut reader = Reader {
            fields,
            seen: HashSet::new(),
            rows: 0,
            problems: Vec::new(),
        };
        let at = Place::Top.member("layout");
        let rows = reader.rows(&layout.0, &at, false);
        for field in fields.iter().filter(|field| has_place(field)) {
            if !reader.seen.contains(field.code.as_str()) {
                let code = field.code.clone();
                reader.note(&at, Wrong::LayoutLacks { code });
            }
        }
        none_of(reader.problems)?;
        Ok(Self(rows))
    }

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

    /// The layout after fields were added, removed or renamed: `before` are the fields it was made
    /// for, `after` those that there are now.
    #[must_use]
    pub fn follow(&self, before: &Fields, after: &Fields) -> Self {
        let rows = self.0.iter();
        let mut rows: Vec<Row> = rows
            .filter_map(|row| follow_row(row, before, after))
            .collect();
        for field in after.iter().filter(|field| has_place(field)) {
            if before.by_id(field.id).is_none() {
                rows.push(row_of(field));
            }
        }
        Self(rows)
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

/// A row of its own for a new field.
fn row_of(field: &Field) -> Row {
    let code = field.code.clone();
    match field.kind.layout_row() {
        LayoutRow::Group => Row::Group {
            code,
            layout: Vec::new(),
        },
        LayoutRow::Table => Row::Table {
            code,
            fields: field.fields.iter().map(cell_of).collect(),
        },
        LayoutRow::Cell => Row::Cells {
            fields: vec![cell_of(field)],
        },
    }
}

fn cell_of(field: &Field) -> Cell {
    Cell::Field {
        kind: field.kind,
        code: field.code.clone(),
        size: Size::default(),
    }
}

fn follow_row(row: &Row, before: &Fields, after: &Fields) -> Option<Row> {
    let renamed = |code: &str| after.by_id(before.get(code)?.id);
    match row {
        Row::Group { code, layout } => {
            let rows = layout.iter();
            Some(Row::Group {
                code: renamed(code)?.code.clone(),
                layout: rows
                    .filter_map(|row| follow_row(row, before, after))
                    .collect(),
            })
        }
        Row::Table { code, fields } => {
            let table = renamed(code)?;
            let old = before.by_id(table.id)?;
            Some(Row::Table {
                code: table.code.clone(),
                fields: follow_columns(fields, old, table),
            })
        }
        Row::Cells { fields } => {
            let cells = fields.iter();
            let fields: Vec<Cell> = cells
                .filter_map(|cell| match cell {
                    Cell::Field { code, .. } => Some(cell.with_code(&renamed(code)?.code)),
                    Cell::Label { .. } | Cell::Space { .. } | Cell::Line { .. } => {
                        Some(cell.clone())
                    }
                })
                .collect();
            (!fields.is_empty()).then_some(Row::Cells { fields })
        }
    }
}

/// Columns keep their order and width; new ones come last.
fn follow_columns(cells: &[Cell], old: &Field, table: &Field) -> Vec<Cell> {
    let mut kept: Vec<Cell> = Vec::new();
    let mut placed = HashSet::new();
    for cell in cells {
        let Cell::Field { code, .. } = cell else {
            continue;
        };
        let id = old
            .fields
            .iter()
            .find(|it| it.code == *code)
            .map(|it| it.id);
        if let Some(field) = table.fields.iter().find(|it| Some(it.id) == id) {
            placed.insert(field.id);
            kept.push(cell.with_code(&field.code));
        }
    }
    let new = table.fields.iter().filter(|it| !placed.contains(&it.id));
    kept.extend(new.map(cell_of));
    kept
}

impl Cell {
    fn with_code(&self, new: &str) -> Self {
        let mut cell = self.clone();
        if let Self::Field { code, .. } = &mut cell {
            new.clone_into(code);
        }
        cell
    }
}

struct Reader<'a> {
    fields: &'a Fields,
    seen: HashSet<&'a str>,
    rows: usize,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    fn note(&mut self, at: &Place<'_>, wrong: Wrong) {
        self.problems.push(Problem::new(at, wrong));
    }

    fn rows(&mut self, rows: &Value, at: &Place<'_>, in_group: bool) -> Vec<Row> {
        let Some(rows) = array(rows, at, &mut self.problems) else {
            return Vec::new();
        };
        let mut read = Vec::with_capacity(rows.len().min(MAX_ROWS));
        for (index, row) in rows.iter().enumerate() {
            self.rows += 1;
            if self.rows > MAX_ROWS {
                self.note(at, Wrong::TooManyRows { max: MAX_ROWS });
                break;
            }
            read.extend(self.row(row, &at.item(index), in_group));
        }
        read
    }

    fn row(&mut self, row: &Value, at: &Place<'_>, in_group: bool) -> Option<Row> {
        match row["type"].as_str() {
            Some("ROW") => Some(Row::Cells {
                fields: self.cells(&row["fields"], at, None),
            }),
            Some("SUBTABLE") if !in_group => {
                let table = self.place(row, at, LayoutRow::Table)?;
                Some(Row::Table {
                    code: table.code.clone(),
                    fields: self.cells(&row["fields"], at, Some(table)),
                })
            }
            Some("GROUP") if !in_group => {
                let group = self.place(row, at, LayoutRow::Group)?;
                Some(Row::Group {
                    code: group.code.clone(),
                    layout: self.rows(&row["layout"], &at.member("layout"), true),
                })
            }
            _ => {
                self.note(&at.member("type"), Wrong::MustBeEnum);
                None
            }
        }
    }

    fn cells(&mut self, cells: &Value, at: &Place<'_>, table: Option<&Field>) -> Vec<Cell> {
        let at = at.member("fields");
        let cells = array(cells, &at, &mut self.problems);
        let cells = cells.into_iter().flatten().enumerate();
        cells
            .filter_map(|(index, cell)| self.cell(cell, &at.item(index), table))
            .collect()
    }

    fn cell(&mut self, cell: &Value, at: &Place<'_>, table: Option<&Field>) -> Option<Cell> {
        let size = size_of(&cell["size"]);
        let text = |name: &str| cell[name].as_str().unwrap_or_default().to_owned();
        match cell["type"].as_str() {
            Some("LABEL") if table.is_none() => Some(Cell::Label {
                label: text("label"),
                size,
            }),
            Some("SPACER") if table.is_none() => Some(Cell::Space {
                element_id: text("elementId"),
                size,
            }),
            Some("HR") if table.is_none() => Some(Cell::Line { size }),
            Some(kind) => {
                let code = text("code");
                let field = match table {
                    Some(table) => table.fields.iter().find(|it| it.code == code),
                    None => self.fields.iter().find(|it| it.code == code),
                };
                let fits = |it: &&Field| {
                    it.kind.as_str() == kind && it.kind.layout_row() == LayoutRow::Cell
                };
                let Some(field) = field.filter(fits) else {
                    self.note(&at.member("code"), Wrong::FieldUnknown { code });
                    return None;
                };
                let kind = field.kind;
                if table.is_none() {
                    self.once(&code, at);
                }
                Some(Cell::Field { kind, code, size })
            }
            None => {
                self.note(&at.member("type"), Wrong::Required);
                None
            }
        }
    }

    fn place(&mut self, row: &Value, at: &Place<'_>, kind: LayoutRow) -> Option<&'a Field> {
        let code = row["code"].as_str().unwrap_or_default();
        let field = self.fields.get(code);
        let field = field.filter(|field| field.kind.layout_row() == kind);
        if field.is_some() {
            self.once(code, at);
        } else {
            let code = code.to_owned();
            self.note(&at.member("code"), Wrong::FieldUnknown { code });
        }
        field
    }

    fn once(&mut self, code: &str, at: &Place<'_>) {
        let Some(field) = self.fields.get(code) else {
            return;
        };
        if !self.seen.insert(&field.code) {
            let code = code.to_owned();
            self.note(&at.member("code"), Wrong::LayoutTwice { code });
        }
    }
}

/// Width and heights as they came, texts of pixels; other members fall away.
fn size_of(size: &Value) -> Size {
    let text = |name: &str| match &size[name] {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    Size {
        width: text("width"),
        height: text("height"),
        inner_height: text("innerHeight"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields() -> Fields {
        let mut fields = Fields::default();
        let new = json!({
            "a": {"type": "LINK"}, "b": {"type": "DATE"}, "g": {"type": "GROUP"},
            "t": {"type": "SUBTABLE", "fields": {"x": {"type": "NUMBER"}, "y": {"type": "LINK"}}},
        });
        fields.add(&new.into()).unwrap();
        fields
    }

    #[test]
    fn new_fields_go_to_the_end_and_removed_and_renamed_ones_follow() {
        let before = fields();
        let layout = Layout::default().follow(&Fields::default(), &before);
        let written = serde_json::to_value(&layout).unwrap();
        assert_eq!(written[3]["fields"][1]["code"], "y");
        let mut after = before.clone();
        after.remove(&["b".into(), "x".into()]).unwrap();
        let renamed = json!({"a": {"code": "first"}});
        after.update(&renamed.into()).unwrap();
        let layout = layout.follow(&before, &after);
        let written = serde_json::to_value(&layout).unwrap();
        assert_eq!(
            written,
            json!([
                {"type": "ROW", "fields": [{"type": "LINK", "code": "first", "size": {}}]},
                {"type": "GROUP", "code": "g", "layout": []},
                {"type": "SUBTABLE", "code": "t", "fields": [{"type": "LINK", "code": "y", "size": {}}]},
            ])
        );
        assert_eq!(Layout::read(&written.into(), &after).unwrap(), layout);
    }

    #[test]
    fn a_layout_names_each_field_exactly_once() {
        let layout = json!([
            {"type": "ROW", "fields": [
                {"type": "LINK", "code": "a", "size": {"width": 100, "color": "red"}},
                {"type": "SPACER", "elementId": "here", "size": {"width": "5"}},
                {"type": "LABEL", "label": "<b>x</b>", "size": {}},
                {"type": "LINK", "code": "a"},
                {"type": "LINK", "code": "nowhere"}]},
            {"type": "GROUP", "code": "g", "layout": [{"type": "GROUP", "code": "g", "layout": []}]},
            {"type": "SUBTABLE", "code": "t", "fields": [
                {"type": "NUMBER", "code": "x"}, {"type": "LINK", "code": "y"}]},
        ]);
        let invalid = Layout::read(&layout.into(), &fields()).unwrap_err();
        assert_eq!(
            invalid.told(),
            [
                r#"layout[0].fields[3].code LayoutTwice { code: "a" }"#,
                r#"layout[0].fields[4].code FieldUnknown { code: "nowhere" }"#,
                "layout[1].layout[0].type MustBeEnum",
                r#"layout LayoutLacks { code: "b" }"#,
            ]
        );
    }

    #[test]
    fn a_layout_is_kept_in_the_vendors_shape() {
        let layout = json!([
            {"type": "ROW", "fields": [
                {"type": "LINK", "code": "a", "size": {"width": "100", "innerHeight": "9"}},
                {"type": "SPACER", "elementId": "here", "size": {}},
                {"type": "LABEL", "label": "<b>x</b>", "size": {}},
                {"type": "HR", "size": {"width": "5"}}]},
            {"type": "GROUP", "code": "g", "layout": []},
        ]);
        let read: Layout = serde_json::from_value(layout.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), layout);
        let none: Layout = serde_json::from_str("null").unwrap();
        assert_eq!(none, Layout::default());
    }
}
