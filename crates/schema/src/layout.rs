//! The layout of a form: rows of fields and of what only stands on the page.
//!
//! Kept in the shape of Kintone's `form/layout.json`. Every field with a place stands in it
//! exactly once; a field that is added goes to the end, one that is removed leaves.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::field::LayoutRow;
use crate::problem::none_of;
use crate::{Field, FieldType, Fields, Invalid, Problem};

/// Rows of a layout, those inside groups included; beyond it nothing is read.
const MAX_ROWS: usize = 1_000;

/// `layout` of `preview/app/form/layout.json`, checked against the fields: unknown codes, fields
/// in two places and fields left out are all told at once. What comes back holds only members
/// that a layout has.
pub fn read(layout: &Value, fields: &Fields) -> Result<Value, Invalid> {
    let mut reader = Reader {
        fields,
        seen: HashSet::new(),
        rows: 0,
        problems: Vec::new(),
    };
    let rows = reader.rows(layout, "layout", false);
    for field in fields.iter().filter(|field| has_place(field)) {
        if !reader.seen.contains(field.code.as_str()) {
            let problem = Problem::new("layout", "layout_lacks");
            reader.problems.push(problem.with("code", &field.code));
        }
    }
    none_of(reader.problems)?;
    Ok(Value::Array(rows))
}

/// The layout after fields were added, removed or renamed: `before` are the fields it was made
/// for, `after` those that there are now.
pub fn follow(layout: &Value, before: &Fields, after: &Fields) -> Value {
    let mut rows: Vec<Value> = Vec::new();
    for row in layout.as_array().into_iter().flatten() {
        rows.extend(follow_row(row, before, after));
    }
    for field in after.iter().filter(|field| has_place(field)) {
        if before.by_id(field.id).is_none() {
            rows.push(row_of(field));
        }
    }
    Value::Array(rows)
}

/// A built-in field stands on the form only when somebody put it there.
fn has_place(field: &Field) -> bool {
    !field.kind.is_built_in()
}

/// A row of its own for a new field.
fn row_of(field: &Field) -> Value {
    match field.kind.layout_row() {
        LayoutRow::Group => json!({ "type": "GROUP", "code": field.code, "layout": [] }),
        LayoutRow::Table => {
            let cells = field.fields.iter().map(cell_of);
            json!({ "type": "SUBTABLE", "code": field.code, "fields": cells.collect::<Vec<_>>() })
        }
        LayoutRow::Cell => json!({ "type": "ROW", "fields": [cell_of(field)] }),
    }
}

fn cell_of(field: &Field) -> Value {
    json!({ "type": field.kind.as_str(), "code": field.code, "size": {} })
}

fn follow_row(row: &Value, before: &Fields, after: &Fields) -> Option<Value> {
    let renamed = |code: &Value| {
        let id = before.get(code.as_str()?)?.id;
        after.by_id(id)
    };
    match row["type"].as_str() {
        Some("GROUP") => {
            let group = renamed(&row["code"])?;
            let inner = row["layout"].as_array().into_iter().flatten();
            let inner: Vec<Value> = inner
                .filter_map(|row| follow_row(row, before, after))
                .collect();
            Some(json!({ "type": "GROUP", "code": group.code, "layout": inner }))
        }
        Some("SUBTABLE") => {
            let table = renamed(&row["code"])?;
            let old = before.by_id(table.id)?;
            let cells = row["fields"].as_array().into_iter().flatten();
            // Columns keep their order and width; new ones come last.
            let mut kept: Vec<Value> = Vec::new();
            let mut placed = HashSet::new();
            for cell in cells {
                let id = old
                    .fields
                    .iter()
                    .find(|it| cell["code"] == *it.code)
                    .map(|it| it.id);
                if let Some(field) = table.fields.iter().find(|it| Some(it.id) == id) {
                    placed.insert(field.id);
                    kept.push(with_code(cell, &field.code));
                }
            }
            let new = table.fields.iter().filter(|it| !placed.contains(&it.id));
            kept.extend(new.map(cell_of));
            Some(json!({ "type": "SUBTABLE", "code": table.code, "fields": kept }))
        }
        _ => {
            let cells = row["fields"].as_array().into_iter().flatten();
            let cells: Vec<Value> = cells
                .filter_map(|cell| match cell.get("code") {
                    Some(code) => Some(with_code(cell, &renamed(code)?.code)),
                    None => Some(cell.clone()),
                })
                .collect();
            (!cells.is_empty()).then(|| json!({ "type": "ROW", "fields": cells }))
        }
    }
}

fn with_code(cell: &Value, code: &str) -> Value {
    let mut cell = cell.clone();
    cell["code"] = code.into();
    cell
}

struct Reader<'a> {
    fields: &'a Fields,
    seen: HashSet<&'a str>,
    rows: usize,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    fn wrong(&mut self, at: impl Into<String>, key: &'static str) {
        self.problems.push(Problem::new(at, key));
    }

    fn rows(&mut self, rows: &Value, at: &str, in_group: bool) -> Vec<Value> {
        let Some(rows) = rows.as_array() else {
            self.wrong(at, "must_be_array");
            return Vec::new();
        };
        let mut read = Vec::with_capacity(rows.len().min(MAX_ROWS));
        for (index, row) in rows.iter().enumerate() {
            self.rows += 1;
            if self.rows > MAX_ROWS {
                let problem = Problem::new(at, "too_many_rows").with("max", MAX_ROWS.to_string());
                self.problems.push(problem);
                break;
            }
            let at = format!("{at}[{index}]");
            match row["type"].as_str() {
                Some("ROW") => {
                    let cells = self.cells(&row["fields"], &at, None);
                    read.push(json!({ "type": "ROW", "fields": cells }));
                }
                Some("SUBTABLE") if !in_group => {
                    if let Some(table) = self.place(row, &at, FieldType::Subtable) {
                        let cells = self.cells(&row["fields"], &at, Some(table));
                        read.push(
                            json!({ "type": "SUBTABLE", "code": table.code, "fields": cells }),
                        );
                    }
                }
                Some("GROUP") if !in_group => {
                    if let Some(group) = self.place(row, &at, FieldType::Group) {
                        let inner = self.rows(&row["layout"], &format!("{at}.layout"), true);
                        read.push(json!({ "type": "GROUP", "code": group.code, "layout": inner }));
                    }
                }
                _ => self.wrong(format!("{at}.type"), "must_be_enum"),
            }
        }
        read
    }

    fn cells(&mut self, cells: &Value, at: &str, table: Option<&Field>) -> Vec<Value> {
        let Some(cells) = cells.as_array() else {
            self.wrong(format!("{at}.fields"), "must_be_array");
            return Vec::new();
        };
        let mut read = Vec::with_capacity(cells.len());
        for (index, cell) in cells.iter().enumerate() {
            let at = format!("{at}.fields[{index}]");
            let mut out = Map::new();
            match cell["type"].as_str() {
                Some(kind @ ("LABEL" | "SPACER" | "HR")) if table.is_none() => {
                    out.insert("type".into(), kind.into());
                    if kind == "LABEL" {
                        let label = cell["label"].as_str().unwrap_or_default();
                        out.insert("label".into(), label.into());
                    }
                    if kind == "SPACER" {
                        let element = cell["elementId"].as_str().unwrap_or_default();
                        out.insert("elementId".into(), element.into());
                    }
                }
                Some(kind) => {
                    let field = match table {
                        Some(table) => table.fields.iter().find(|it| cell["code"] == *it.code),
                        None => self.fields.iter().find(|it| cell["code"] == *it.code),
                    };
                    let fits = field.filter(|it| {
                        it.kind.as_str() == kind && it.kind.layout_row() == LayoutRow::Cell
                    });
                    let Some(field) = fits else {
                        let code = cell["code"].as_str().unwrap_or_default();
                        let problem = Problem::new(format!("{at}.code"), "field_unknown");
                        self.problems.push(problem.with("code", code));
                        continue;
                    };
                    let code = field.code.clone();
                    if table.is_none() {
                        self.once(&code, &at);
                    }
                    out.insert("type".into(), kind.into());
                    out.insert("code".into(), code.into());
                }
                None => {
                    self.wrong(format!("{at}.type"), "required");
                    continue;
                }
            }
            out.insert("size".into(), size_of(&cell["size"]));
            read.push(Value::Object(out));
        }
        read
    }

    fn place(&mut self, row: &Value, at: &str, kind: FieldType) -> Option<&'a Field> {
        let code = row["code"].as_str().unwrap_or_default();
        let field = self.fields.get(code).filter(|field| field.kind == kind);
        if field.is_some() {
            self.once(code, at);
        } else {
            let problem = Problem::new(format!("{at}.code"), "field_unknown");
            self.problems.push(problem.with("code", code));
        }
        field
    }

    fn once(&mut self, code: &str, at: &str) {
        let Some(field) = self.fields.get(code) else {
            return;
        };
        if !self.seen.insert(&field.code) {
            let problem = Problem::new(format!("{at}.code"), "layout_twice");
            self.problems.push(problem.with("code", code));
        }
    }
}

/// Width and heights as they came, texts of pixels; other members fall away.
fn size_of(size: &Value) -> Value {
    let mut out = Map::new();
    for name in ["width", "height", "innerHeight"] {
        match &size[name] {
            Value::String(text) => out.insert(name.into(), text.clone().into()),
            Value::Number(number) => out.insert(name.into(), number.to_string().into()),
            _ => None,
        };
    }
    Value::Object(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> Fields {
        let mut fields = Fields::default();
        let new = json!({
            "a": {"type": "LINK"}, "b": {"type": "DATE"}, "g": {"type": "GROUP"},
            "t": {"type": "SUBTABLE", "fields": {"x": {"type": "NUMBER"}, "y": {"type": "LINK"}}},
        });
        fields.add(new.as_object().unwrap()).unwrap();
        fields
    }

    #[test]
    fn new_fields_go_to_the_end_and_removed_and_renamed_ones_follow() {
        let before = fields();
        let layout = follow(&json!([]), &Fields::default(), &before);
        assert_eq!(layout[3]["fields"][1]["code"], "y");
        let mut after = before.clone();
        after.remove(&["b".into(), "x".into()]).unwrap();
        let renamed = json!({"a": {"code": "first"}});
        after.update(renamed.as_object().unwrap()).unwrap();
        let layout = follow(&layout, &before, &after);
        assert_eq!(
            layout,
            json!([
                {"type": "ROW", "fields": [{"type": "LINK", "code": "first", "size": {}}]},
                {"type": "GROUP", "code": "g", "layout": []},
                {"type": "SUBTABLE", "code": "t", "fields": [{"type": "LINK", "code": "y", "size": {}}]},
            ])
        );
        assert_eq!(read(&layout, &after).unwrap(), layout);
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
        let invalid = read(&layout, &fields()).unwrap_err();
        let found: Vec<_> = invalid
            .problems
            .iter()
            .map(|it| (it.at.as_str(), it.key))
            .collect();
        assert_eq!(
            found,
            [
                ("layout[0].fields[3].code", "layout_twice"),
                ("layout[0].fields[4].code", "field_unknown"),
                ("layout[1].layout[0].type", "must_be_enum"),
                ("layout", "layout_lacks"),
            ]
        );
    }
}
