//! The whole form at once: what the form editor saves. Fields are known by their numbers here, so
//! that a code may pass from one field to another in one request.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{Field, FieldId, FieldType, Fields, change};
use crate::problem::none_of;
use crate::{Invalid, Problem};

impl Fields {
    /// Makes the fields those of `list`: properties in Kintone's shape, but in a list, a table's
    /// columns too, and with the number (`id`) where the field is there already. Fields that are
    /// not listed are removed, but for the built-in ones. Problems are told at `fields[3].unit`.
    pub fn replace(&mut self, list: &[Value]) -> Result<(), Invalid> {
        let mut problems = Vec::new();
        let mut taken = self.clone();
        let mut placed = taken.read_list(&self.list, list, "", &mut problems);
        let left = self.list.iter().filter(|field| field.kind.is_built_in());
        for field in left {
            if !placed.iter().any(|(_, other)| other.id == field.id) {
                // In front, so that a code taken twice is told at the field that takes it.
                placed.insert(0, ("fields".to_owned(), field.clone()));
            }
        }
        let every = placed.iter().flat_map(|(at, field)| {
            let columns = field.fields.iter().enumerate();
            let columns = columns.map(move |(index, it)| (format!("{at}.fields[{index}]"), it));
            std::iter::once((at.clone(), field)).chain(columns)
        });
        let every: Vec<(String, &Field)> = every.collect();
        change::check(every.iter().cloned(), "fields", &mut problems);
        none_of(problems)?;
        let at_of: HashMap<FieldId, String> = every
            .into_iter()
            .map(|(at, field)| (field.id, at))
            .collect();
        // Those that stay keep their order: of two codes that were swapped, too.
        placed.sort_by_key(|(_, field)| field.id);
        taken.list = placed.into_iter().map(|(_, field)| field).collect();
        taken.rename(self);
        let problems = taken.check_named().into_iter();
        none_of(problems.map(|it| taken.placed(it, &at_of)).collect())?;
        *self = taken;
        Ok(())
    }

    /// A problem of a field at `properties[code]`, at the place it has in the list.
    fn placed(&self, problem: Problem, at_of: &HashMap<FieldId, String>) -> Problem {
        let place = |at: &str| {
            let (code, rest) = at.strip_prefix("properties[")?.split_once(']')?;
            let (field, _) = self.find(code)?;
            Some(format!("{}{rest}", at_of.get(&field.id)?))
        };
        let at = place(&problem.at);
        Problem {
            at: at.unwrap_or(problem.at),
            ..problem
        }
    }

    /// Reads the fields of a form, or with a place `of` a table its columns.
    fn read_list(
        &mut self,
        old: &[Field],
        list: &[Value],
        of: &str,
        problems: &mut Vec<Problem>,
    ) -> Vec<(String, Field)> {
        let mut read: Vec<(String, Field)> = Vec::with_capacity(list.len());
        for (index, value) in list.iter().enumerate() {
            let dot = if of.is_empty() { "" } else { "." };
            let at = format!("{of}{dot}fields[{index}]");
            let Some(said) = value.as_object() else {
                problems.push(Problem::new(at, "must_be_object"));
                continue;
            };
            let field = match said.get("id").filter(|id| !id.is_null()) {
                Some(id) => {
                    let id = id.as_i64().map(FieldId);
                    let known = old.iter().find(|field| Some(field.id) == id);
                    let known = known.filter(|it| !read.iter().any(|(_, other)| other.id == it.id));
                    let Some(known) = known else {
                        let code = said.get("code").and_then(Value::as_str).unwrap_or_default();
                        let problem = Problem::new(at, "field_unknown").with("code", code);
                        problems.push(problem);
                        continue;
                    };
                    let mut field = known.clone();
                    field.change(said, &at, problems);
                    Some(field)
                }
                None => self.read_new_at(said, &at, !of.is_empty(), problems),
            };
            let Some(mut field) = field else { continue };
            if field.kind == FieldType::Subtable {
                let columns = said.get("fields").and_then(Value::as_array);
                let columns = columns.map_or(&[][..], Vec::as_slice);
                let known = std::mem::take(&mut field.fields);
                let columns = self.read_list(&known, columns, &at, problems);
                field.fields = columns.into_iter().map(|(_, column)| column).collect();
            }
            read.push((at, field));
        }
        read
    }

    fn read_new_at(
        &mut self,
        said: &Map<String, Value>,
        at: &str,
        in_table: bool,
        problems: &mut Vec<Problem>,
    ) -> Option<Field> {
        let code = said.get("code").and_then(Value::as_str).unwrap_or_default();
        self.read_new(code, said, at, in_table, problems)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn list(value: &Value) -> &[Value] {
        value.as_array().unwrap()
    }

    fn some() -> Fields {
        let mut fields = Fields::default();
        let new = json!({
            "a": {"type": "LINK"},
            "b": {"type": "DATE"},
            "t": {"type": "SUBTABLE", "fields": {"x": {"type": "NUMBER"}, "y": {"type": "LINK"}}},
        });
        fields.add(new.as_object().unwrap()).unwrap();
        fields
    }

    #[test]
    fn a_code_may_pass_to_another_field_and_what_is_not_listed_goes() {
        let mut fields = some();
        let id = |code: &str| some().find(code).unwrap().0.id;
        let next = json!([
            {"type": "NUMBER", "code": "a", "label": "New"},
            {"id": id("a"), "type": "LINK", "code": "b"},
            {"id": id("t"), "type": "SUBTABLE", "code": "t", "fields": [
                {"type": "DATE", "code": "z"}, {"id": id("x"), "code": "y", "unit": "kg"}]},
        ]);
        fields.replace(list(&next)).unwrap();
        assert_eq!(fields.get("b").unwrap().id, id("a"));
        assert_eq!(fields.get("a").unwrap().kind, FieldType::Number);
        assert_eq!(fields.get("a").unwrap().label, "New");
        assert_eq!(fields.find("y").unwrap().0.id, id("x"));
        assert_eq!(fields.find("y").unwrap().0.text("unit"), "kg");
        assert!(fields.by_id(id("b")).is_none());
        assert!(
            fields.get("Record_number").is_some(),
            "those of every app stay"
        );
        // A number is given once, also when a field goes in the same request.
        assert!(fields.get("a").unwrap().id > id("y"));
    }

    #[test]
    fn everything_wrong_is_told_where_it_stands_and_nothing_is_applied() {
        let mut fields = some();
        let before = fields.clone();
        let a = fields.get("a").unwrap().id;
        let wrong = json!([
            {"id": a, "type": "DATE", "code": "a"},
            {"id": a, "type": "LINK", "code": "a2"},
            {"id": 99, "type": "LINK", "code": "gone"},
            {"type": "NUMBER", "code": "1st", "minValue": "5", "maxValue": "4"},
            {"type": "SUBTABLE", "code": "s", "fields": [
                {"type": "GROUP", "code": "g"}, {"type": "LINK", "code": "Record_number"}]},
            {"type": "DROP_DOWN", "code": "d", "options": {"0": {"label": "", "index": 0}}},
            {"type": "SUBTABLE", "code": "empty"},
        ]);
        let invalid = fields.replace(list(&wrong)).unwrap_err();
        let found: Vec<_> = invalid
            .problems
            .iter()
            .map(|it| (it.at.as_str(), it.key))
            .collect();
        assert_eq!(
            found,
            [
                ("fields[0].type", "type_fixed"),
                ("fields[1]", "field_unknown"),
                ("fields[2]", "field_unknown"),
                ("fields[3].minValue", "range_reversed"),
                ("fields[4].fields[0].type", "must_be_enum"),
                ("fields[5].options", "option_invalid"),
                ("fields[5].options", "required"),
                ("fields[3].code", "code_invalid"),
                ("fields[4].fields[0].code", "code_taken"),
                ("fields[6].fields", "required"),
            ]
        );
        assert_eq!(fields, before);
    }
    #[test]
    fn formulas_follow_new_codes_and_are_judged_where_they_stand() {
        let mut fields = some();
        let calc = json!({"sum": {"type": "CALC", "expression": "SUM(x) + 1"}});
        fields.add(calc.as_object().unwrap()).unwrap();
        let id = |code: &str| fields.find(code).unwrap().0.id;
        let form = |expression: &str| {
            json!([
                {"id": id("sum"), "code": "sum", "expression": expression},
                {"id": id("t"), "code": "t", "fields": [{"id": id("x"), "code": "price"}]},
            ])
        };
        let mut next = fields.clone();
        next.replace(list(&form("SUM(x) + 1"))).unwrap();
        assert_eq!(
            next.get("sum").unwrap().text("expression"),
            "SUM(price) + 1"
        );
        let invalid = fields.clone().replace(list(&form("SUM(y)"))).unwrap_err();
        let problem = &invalid.problems[0];
        assert_eq!(
            (&*problem.at, problem.key),
            ("fields[0].expression", "formula_field")
        );
    }
}
