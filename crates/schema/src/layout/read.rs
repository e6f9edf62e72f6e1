//! Reads a layout from a request.

use std::collections::HashSet;

use serde_json::Value;

use super::{Cell, Layout, Row, Size, has_place};
use crate::field::LayoutRow;
use crate::problem::none_of;
use crate::sent::array;
use crate::{Field, Fields, Invalid, Place, Problem, Sent, Wrong};

/// The maximum number of rows in a layout, including those inside groups. Further rows are not
/// read.
const MAX_ROWS: usize = 1_000;

impl Layout {
    /// Reads `layout` of `preview/app/form/layout.json` and checks it against the fields. Unknown
    /// codes, fields in two places and missing fields are all reported at once. The result contains
    /// only known members.
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

/// Reads a width and heights in pixels. Other members are dropped.
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
