//! Replaces the whole form at once, for the form editor. Fields are identified by their numbers
//! here. So one request can take a code from one field and give it to another.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{Field, FieldId, Fields, change};
use crate::place::{Path, Step};
use crate::problem::none_of;
use crate::sent::{array, object};
use crate::{Invalid, Place, Problem, Sent, Wrong};

impl Fields {
    /// Replaces the fields with those of `list`. The list contains properties in Kintone's shape.
    /// The columns of a table are a list too. Each existing field has its number (`id`). Fields
    /// that are not listed are removed, except built-in fields. Problems are reported at places
    /// such as `fields[3].unit`.
    pub fn replace(&mut self, list: &Sent) -> Result<(), Invalid> {
        let mut problems = Vec::new();
        let mut taken = self.clone();
        let whole = Place::Top.member("fields");
        let list = array(&list.0, &whole, &mut problems);
        let list = list.map_or(&[][..], Vec::as_slice);
        let mut placed = taken.read_list(&self.list, list, (&whole, false), &mut problems);
        let left = self.list.iter().filter(|field| field.kind.is_built_in());
        for field in left {
            if !placed.iter().any(|(_, other)| other.id == field.id) {
                // Built-in fields come first, so that a duplicate code is reported at the field
                // that uses it again.
                placed.insert(0, (whole.path(), field.clone()));
            }
        }
        let every = placed.iter().flat_map(|(at, field)| {
            let columns = field.fields.iter().enumerate();
            let columns = columns.map(|(index, it)| (at.clone().member("fields").item(index), it));
            std::iter::once((at.clone(), field)).chain(columns)
        });
        let every: Vec<(Path, &Field)> = every.collect();
        change::check(every.iter().cloned(), &whole, &mut problems);
        none_of(problems)?;
        let at_of: HashMap<FieldId, Path> = every
            .into_iter()
            .map(|(at, field)| (field.id, at))
            .collect();
        // Existing fields keep their order, even if two of them swapped their codes.
        placed.sort_by_key(|(_, field)| field.id);
        taken.list = placed.into_iter().map(|(_, field)| field).collect();
        taken.rename(self);
        let problems = taken.check_named().into_iter();
        none_of(problems.map(|it| taken.placed(it, &at_of)).collect())?;
        *self = taken;
        Ok(())
    }

    /// Moves a problem from `properties[code]` to the place of the field in the list.
    fn placed(&self, problem: Problem, at_of: &HashMap<FieldId, Path>) -> Problem {
        let field = match problem.at.steps() {
            [_, Step::Key(code), ..] => self.find(code),
            _ => None,
        };
        let Some(place) = field.and_then(|(field, _)| at_of.get(&field.id)) else {
            return problem;
        };
        Problem {
            at: place.clone().join(problem.at.without_first(2)),
            ..problem
        }
    }

    /// Reads the fields of a form, or the columns of a table, from the list at a place.
    fn read_list(
        &mut self,
        old: &[Field],
        list: &[Value],
        (place, in_table): (&Place<'_>, bool),
        problems: &mut Vec<Problem>,
    ) -> Vec<(Path, Field)> {
        if !change::are_few(list.len(), place, problems) {
            return Vec::new();
        }
        let mut read: Vec<(Path, Field)> = Vec::with_capacity(list.len());
        for (index, value) in list.iter().enumerate() {
            let at = place.item(index);
            let Some(given) = object(value, &at, problems) else {
                continue;
            };
            let code = given
                .get("code")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let field = match given.get("id").filter(|id| !id.is_null()) {
                Some(id) => {
                    let id = id.as_i64().map(FieldId);
                    let known = old.iter().find(|field| Some(field.id) == id);
                    let known = known.filter(|it| !read.iter().any(|(_, other)| other.id == it.id));
                    let Some(known) = known else {
                        let code = code.to_owned();
                        problems.push(Problem::new(&at, Wrong::FieldUnknown { code }));
                        continue;
                    };
                    let mut field = known.clone();
                    field.change(given, &at, problems);
                    Some(field)
                }
                None => self.read_new(code, given, &at, in_table, problems),
            };
            let Some(mut field) = field else { continue };
            if field.kind.is_table() {
                field.fields = self.read_columns(&field.fields, given, &at, problems);
            }
            read.push((at.path(), field));
        }
        read
    }

    fn read_columns(
        &mut self,
        old: &[Field],
        given: &Map<String, Value>,
        at: &Place<'_>,
        problems: &mut Vec<Problem>,
    ) -> Vec<Field> {
        let columns = given.get("fields").and_then(Value::as_array);
        let columns = columns.map_or(&[][..], Vec::as_slice);
        let place = (&at.member("fields"), true);
        let columns = self.read_list(old, columns, place, problems);
        columns.into_iter().map(|(_, column)| column).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::field::MAX_FIELDS;

    fn list(value: &Value) -> Sent {
        value.clone().into()
    }

    fn some() -> Fields {
        let mut fields = Fields::default();
        let new = json!({
            "a": {"type": "LINK"},
            "b": {"type": "DATE"},
            "t": {"type": "SUBTABLE", "fields": {"x": {"type": "NUMBER"}, "y": {"type": "LINK"}}},
        });
        fields.add(&new.into()).unwrap();
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
        fields.replace(&list(&next)).unwrap();
        assert_eq!(fields.get("b").unwrap().id, id("a"));
        assert_eq!(fields.get("a").unwrap().kind, crate::FieldType::Number);
        assert_eq!(fields.get("a").unwrap().label, "New");
        assert_eq!(fields.find("y").unwrap().0.id, id("x"));
        assert_eq!(fields.find("y").unwrap().0.text("unit"), "kg");
        assert!(fields.by_id(id("b")).is_none());
        assert!(
            fields.get("Record_number").is_some(),
            "built-in fields stay"
        );
        // A number is never reused, not even for a field that is removed in the same request.
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
        let invalid = fields.replace(&list(&wrong)).unwrap_err();
        assert_eq!(
            invalid.told(),
            [
                "fields[0].type TypeFixed",
                "fields[1] FieldUnknown { code: \"a2\" }",
                "fields[2] FieldUnknown { code: \"gone\" }",
                "fields[3].minValue RangeReversed",
                "fields[4].fields[0].type MustBeEnum",
                "fields[5].options OptionInvalid { name: \"\" }",
                "fields[5].options Required",
                "fields[3].code CodeInvalid",
                "fields[4].fields[0].code CodeTaken",
                "fields[6].fields Required",
            ]
        );
        assert_eq!(fields, before);
    }
    #[test]
    fn formulas_follow_new_codes_and_are_judged_where_they_stand() {
        let mut fields = some();
        let calc = json!({"sum": {"type": "CALC", "expression": "SUM(x) + 1"}});
        fields.add(&calc.into()).unwrap();
        let id = |code: &str| fields.find(code).unwrap().0.id;
        let form = |expression: &str| {
            json!([
                {"id": id("sum"), "code": "sum", "expression": expression},
                {"id": id("t"), "code": "t", "fields": [{"id": id("x"), "code": "price"}]},
            ])
        };
        let mut next = fields.clone();
        next.replace(&list(&form("SUM(x) + 1"))).unwrap();
        assert_eq!(
            next.get("sum").unwrap().text("expression"),
            "SUM(price) + 1"
        );
        let invalid = fields.clone().replace(&list(&form("SUM(y)"))).unwrap_err();
        let problem = &invalid.problems[0];
        assert_eq!(problem.at.to_string(), "fields[0].expression");
    }

    #[test]
    fn a_list_that_is_too_long_is_not_read() {
        let many = vec![json!(7); MAX_FIELDS + 1];
        let told = "TooManyFields { max: 500 }";
        let list = Value::from(many.clone()).into();
        let invalid = some().replace(&list).unwrap_err();
        assert_eq!(invalid.told(), [format!("fields {told}")]);
        let list = json!([{"type": "SUBTABLE", "code": "s", "fields": many}]).into();
        let invalid = some().replace(&list).unwrap_err();
        assert_eq!(invalid.told()[0], format!("fields[0].fields {told}"));
        let codes = (0..=MAX_FIELDS).map(|it| (format!("c{it}"), json!(7)));
        let properties: Sent = codes.collect::<Map<_, _>>().into();
        for refused in [some().add(&properties), some().update(&properties)] {
            assert_eq!(refused.unwrap_err().told(), [format!("properties {told}")]);
        }
    }
}
