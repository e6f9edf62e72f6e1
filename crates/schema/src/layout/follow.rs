//! Adapts a layout to changes of its form.

use std::collections::HashSet;

use super::{Cell, Layout, Row, Size, has_place};
use crate::field::LayoutRow;
use crate::{Field, Fields};

impl Layout {
    /// Adapts the layout to added, removed and renamed fields. `before` are the fields for which
    /// the layout was made, and `after` are the current fields.
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

/// Returns a separate row for a new field.
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

/// Adapts the columns of a table. They keep their order and width, and new columns come last.
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
