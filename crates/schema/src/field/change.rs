//! Adding, changing and removing fields. Each operation reports all problems at once, and applies
//! nothing if there is any.

use serde_json::{Map, Value};

use super::{Field, FieldType, Fields, MAX_FIELDS, MAX_NAME, property};
use crate::decimal::Decimal;
use crate::place::Path;
use crate::problem::none_of;
use crate::sent::object;
use crate::{Invalid, Place, Problem, Sent, Wrong};

/// The codes that Kintone reserves, in the languages that Plugdock supports.
const RESERVED: [&str; 7] = [
    "Status",
    "Assignee",
    "Categories",
    "ステータス",
    "作業者",
    "カテゴリー",
    "__ROOT__",
];

/// The characters that a code may contain besides letters and digits.
const SIGNS: [char; 8] = ['_', '＿', '･', '・', '$', '＄', '¥', '￥'];

impl Fields {
    /// Adds new fields by their codes (`POST preview/app/form/fields.json`).
    pub fn add(&mut self, properties: &Sent) -> Result<(), Invalid> {
        let mut next = self.clone();
        let mut problems = Vec::new();
        let whole = Place::Top.member("properties");
        let properties = object(&properties.0, &whole, &mut problems);
        let properties = properties.filter(|it| are_few(it.len(), &whole, &mut problems));
        for (code, property) in properties.into_iter().flatten() {
            let at = whole.key(code);
            let Some(given) = object(property, &at, &mut problems) else {
                continue;
            };
            if given
                .get("code")
                .and_then(Value::as_str)
                .is_some_and(|it| it != code)
            {
                problems.push(Problem::new(&at.member("code"), Wrong::CodeDiffers));
                continue;
            }
            if let Some(field) = next.read_new(code, given, &at, false, &mut problems) {
                next.list.push(field);
            }
        }
        next.check(&mut problems);
        none_of(problems)?;
        *self = next;
        Ok(())
    }

    /// Changes fields (`PUT preview/app/form/fields.json`). Settings that are not given stay as
    /// they are. Types never change. Columns of a table that are not given are removed, as in
    /// Kintone.
    pub fn update(&mut self, properties: &Sent) -> Result<(), Invalid> {
        let mut next = self.clone();
        let mut problems = Vec::new();
        let whole = Place::Top.member("properties");
        let properties = object(&properties.0, &whole, &mut problems);
        let properties = properties.filter(|it| are_few(it.len(), &whole, &mut problems));
        for (code, property) in properties.into_iter().flatten() {
            let at = whole.key(code);
            let Some(given) = object(property, &at, &mut problems) else {
                continue;
            };
            // The codes before the request are used here, so that two fields can swap their codes
            // in one request.
            let Some(index) = self.list.iter().position(|field| field.code == *code) else {
                let code = code.clone();
                problems.push(Problem::new(&at, Wrong::FieldUnknown { code }));
                continue;
            };
            let mut field = next.list[index].clone();
            field.change(given, &at, &mut problems);
            if field.kind.is_table()
                && let Some(fields) = given.get("fields").and_then(Value::as_object)
            {
                field.fields = next.change_rows(&field.fields, fields, &at, &mut problems);
            }
            next.list[index] = field;
        }
        next.rename(self);
        next.check(&mut problems);
        none_of(problems)?;
        *self = next;
        Ok(())
    }

    /// Removes fields by their codes, including those inside tables
    /// (`DELETE preview/app/form/fields.json`).
    pub fn remove(&mut self, codes: &[String]) -> Result<(), Invalid> {
        let mut problems = Vec::new();
        let whole = Place::Top.member("fields");
        for (index, code) in codes.iter().enumerate() {
            let wrong = match self.find(code) {
                None => Wrong::FieldUnknown { code: code.clone() },
                Some((field, _)) if field.kind.is_built_in() => {
                    Wrong::FieldBuiltIn { code: code.clone() }
                }
                Some(_) => continue,
            };
            problems.push(Problem::new(&whole.item(index), wrong));
        }
        none_of(problems)?;
        let mut next = self.clone();
        next.list.retain(|field| !codes.contains(&field.code));
        for field in &mut next.list {
            field.fields.retain(|inner| !codes.contains(&inner.code));
        }
        // A field that a formula or a lookup refers to cannot be removed.
        none_of(next.check_named())?;
        *self = next;
        Ok(())
    }

    fn change_rows(
        &mut self,
        old: &[Field],
        properties: &Map<String, Value>,
        at: &Place<'_>,
        problems: &mut Vec<Problem>,
    ) -> Vec<Field> {
        let mut fields = Vec::new();
        let columns = at.member("fields");
        if !are_few(properties.len(), &columns, problems) {
            return fields;
        }
        for (code, property) in properties {
            let at = columns.key(code);
            let Some(given) = object(property, &at, problems) else {
                continue;
            };
            match old.iter().find(|field| field.code == *code) {
                Some(field) => {
                    let mut field = field.clone();
                    field.change(given, &at, problems);
                    fields.push(field);
                }
                None => fields.extend(self.read_new(code, given, &at, true, problems)),
            }
        }
        fields
    }

    /// Creates a new field from its properties.
    pub(super) fn read_new(
        &mut self,
        code: &str,
        given: &Map<String, Value>,
        at: &Place<'_>,
        in_table: bool,
        problems: &mut Vec<Problem>,
    ) -> Option<Field> {
        let Some(kind) = given.get("type").and_then(Value::as_str) else {
            problems.push(Problem::new(&at.member("type"), Wrong::Required));
            return None;
        };
        let kind = FieldType::parse(kind)
            .filter(|kind| !kind.is_built_in() && (!in_table || kind.fits_in_table()));
        let Some(kind) = kind else {
            problems.push(Problem::new(&at.member("type"), Wrong::MustBeEnum));
            return None;
        };
        let mut field = Field {
            id: self.take_id(),
            kind,
            code: code.to_owned(),
            label: String::new(),
            fields: Vec::new(),
            settings: property::defaults(kind),
        };
        match given.get("label").map(Value::as_str) {
            Some(Some(label)) if !label.is_empty() => label.clone_into(&mut field.label),
            // Kintone accepts a field without a label. Pages then show its code.
            _ => code.clone_into(&mut field.label),
        }
        property::overlay(kind, &mut field.settings, given, at, problems);
        field.relate(given, at, problems);
        if kind.chooses_first() && field.text("defaultValue").is_empty() {
            let first = field
                .options()
                .first()
                .copied()
                .unwrap_or_default()
                .to_owned();
            field.settings.insert("defaultValue".into(), first.into());
        }
        if kind.is_table() {
            let empty = Map::new();
            let fields = given
                .get("fields")
                .and_then(Value::as_object)
                .unwrap_or(&empty);
            let columns = at.member("fields");
            let fields = Some(fields).filter(|it| are_few(it.len(), &columns, problems));
            for (code, property) in fields.into_iter().flatten() {
                let at = columns.key(code);
                if let Some(given) = object(property, &at, problems) {
                    let inner = self.read_new(code, given, &at, true, problems);
                    field.fields.extend(inner);
                }
            }
        }
        field.check_defaults(at, problems);
        Some(field)
    }

    /// Checks the rules that apply to all fields together.
    fn check(&self, problems: &mut Vec<Problem>) {
        let whole = Place::Top.member("properties");
        let fields = self.list.iter();
        let every = fields.flat_map(|field| std::iter::once(field).chain(&field.fields));
        let every = every.map(|field| (whole.key(&field.code).path(), field));
        check(every, &whole, problems);
        if problems.is_empty() {
            problems.extend(self.check_named());
        }
    }
}

/// Checks the rules that apply to all fields of a form together. Each field comes with its place in
/// the request. `whole` is the place of the list of fields.
pub(super) fn check<'a>(
    every: impl Iterator<Item = (Path, &'a Field)>,
    whole: &Place<'_>,
    problems: &mut Vec<Problem>,
) {
    let mut count = 0;
    let mut seen = std::collections::HashSet::new();
    for (at, field) in every {
        let mut note = |member, wrong| {
            let at = at.clone().member(member);
            problems.push(Problem { at, wrong });
        };
        count += 1;
        if !seen.insert(&field.code) {
            note("code", Wrong::CodeTaken);
        }
        let is_own = field.kind.is_optional() && RESERVED.contains(&field.code.as_str());
        if !is_own && !is_code(&field.code) {
            note("code", Wrong::CodeInvalid);
        }
        if field.label.chars().count() > MAX_NAME {
            note("label", Wrong::TooLong { max: MAX_NAME });
        }
        if field.kind.is_table() && field.fields.is_empty() {
            note("fields", Wrong::Required);
        }
    }
    are_few(count, whole, problems);
}

/// Checks that there are at most [`MAX_FIELDS`] fields at a place. This runs before they are read,
/// so that a request with a million fields costs no more than one with a single field too many.
pub(super) fn are_few(count: usize, at: &Place<'_>, problems: &mut Vec<Problem>) -> bool {
    let few = count <= MAX_FIELDS;
    if !few {
        problems.push(Problem::new(at, Wrong::TooManyFields { max: MAX_FIELDS }));
    }
    few
}

impl Field {
    /// Changes the settings that are given. All others stay as they are.
    pub(super) fn change(
        &mut self,
        given: &Map<String, Value>,
        at: &Place<'_>,
        problems: &mut Vec<Problem>,
    ) {
        if let Some(kind) = given.get("type")
            && kind.as_str() != Some(self.kind.as_str())
        {
            problems.push(Problem::new(&at.member("type"), Wrong::TypeFixed));
        }
        if let Some(code) = given.get("code").and_then(Value::as_str)
            && !self.kind.is_optional()
        {
            code.clone_into(&mut self.code);
        }
        if let Some(label) = given.get("label").and_then(Value::as_str) {
            label.clone_into(&mut self.label);
        }
        property::overlay(self.kind, &mut self.settings, given, at, problems);
        self.relate(given, at, problems);
        self.check_defaults(at, problems);
    }

    /// Checks settings that depend on each other: the default against the options, and each minimum
    /// against its maximum.
    fn check_defaults(&self, at: &Place<'_>, problems: &mut Vec<Problem>) {
        let missing = |choice: &str| {
            let value = choice.to_owned();
            Problem::new(&at.member("defaultValue"), Wrong::NotInOptions { value })
        };
        match self
            .setting("defaultValue")
            .filter(|_| self.kind.is_choice())
        {
            Some(Value::String(choice)) if !choice.is_empty() && !self.has_option(choice) => {
                problems.push(missing(choice));
            }
            Some(Value::Array(choices)) => {
                let unknown = choices.iter().filter_map(Value::as_str);
                problems.extend(unknown.filter(|it| !self.has_option(it)).map(missing));
            }
            _ => {}
        }
        for (least, most) in [("minLength", "maxLength"), ("minValue", "maxValue")] {
            let read = |name| Decimal::parse(self.text(name)).ok();
            if let (Some(low), Some(high)) = (read(least), read(most))
                && low > high
            {
                problems.push(Problem::new(&at.member(least), Wrong::RangeReversed));
            }
        }
    }
}

/// Returns true if a field code may contain the character.
pub(crate) fn is_of_code(sign: char) -> bool {
    sign.is_alphanumeric() || SIGNS.contains(&sign)
}

/// Checks Kintone's rule for codes: letters of any script, digits except at the start, and a few
/// other characters.
fn is_code(code: &str) -> bool {
    code.chars().next().is_some_and(|first| !first.is_numeric())
        && code.chars().all(is_of_code)
        && code.chars().count() <= MAX_NAME
        && !RESERVED.contains(&code)
        && code != "$id"
        && code != "$revision"
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Sent {
        value.into()
    }

    #[test]
    fn unsaid_settings_are_filled_in_as_kintone_does() {
        let mut fields = Fields::default();
        fields
            .add(&map(json!({
                "price": {"type": "NUMBER", "code": "price", "label": "Price", "minValue": 1},
                "size": {"type": "RADIO_BUTTON", "code": "size", "label": "Size",
                    "options": {"L": {"label": "L", "index": "1"}, "S": {"label": "S", "index": "0"}}},
            })))
            .unwrap();
        assert_eq!(
            serde_json::to_value(fields.get("price").unwrap().to_property()).unwrap(),
            json!({"type": "NUMBER", "code": "price", "label": "Price", "noLabel": false,
                "required": false, "unique": false, "digit": false, "minValue": "1",
                "maxValue": "", "defaultValue": "", "displayScale": "", "unit": "",
                "unitPosition": "BEFORE"})
        );
        let size = fields.get("size").unwrap();
        assert_eq!(size.text("defaultValue"), "S");
        assert!(size.required());
    }

    #[test]
    fn everything_wrong_is_told_at_once_and_nothing_is_applied() {
        let mut fields = Fields::default();
        let before = fields.clone();
        let invalid = fields
            .add(&map(json!({
                "ok": {"type": "DATE", "code": "ok"},
                "1st": {"type": "DATE", "code": "1st"},
                "shape": {"type": "WHEEL", "code": "shape"},
                "choice": {"type": "DROP_DOWN", "code": "choice", "options": {}},
                "low": {"type": "NUMBER", "code": "low", "minValue": "x", "required": "maybe"},
                "Record_number": {"type": "LINK", "code": "Record_number"},
            })))
            .unwrap_err();
        assert_eq!(
            invalid.told(),
            [
                "properties[shape].type MustBeEnum",
                "properties[choice].options Required",
                "properties[low].required MustBeBoolean",
                "properties[low].minValue MustBeNumber",
                "properties[1st].code CodeInvalid",
                "properties[Record_number].code CodeTaken",
            ]
        );
        assert_eq!(fields, before);
    }

    #[test]
    fn a_renamed_field_keeps_its_number_and_two_may_swap_codes() {
        let mut fields = Fields::default();
        let new = json!({"a": {"type": "LINK", "code": "a"}, "b": {"type": "DATE", "code": "b"}});
        fields.add(&map(new)).unwrap();
        let (a, b) = (fields.get("a").unwrap().id, fields.get("b").unwrap().id);
        fields
            .update(&map(
                json!({"a": {"code": "b"}, "b": {"code": "a", "unique": true}}),
            ))
            .unwrap();
        assert_eq!(fields.get("b").unwrap().id, a);
        assert_eq!(fields.get("a").unwrap().id, b);
        let invalid = fields
            .update(&map(json!({"a": {"type": "LINK"}})))
            .unwrap_err();
        assert_eq!(invalid.told(), ["properties[a].type TypeFixed"]);
    }

    #[test]
    fn a_removed_number_is_never_given_again() {
        let mut fields = Fields::default();
        fields.add(&map(json!({"a": {"type": "LINK"}}))).unwrap();
        let first = fields.get("a").unwrap().id;
        fields.remove(&["a".into()]).unwrap();
        fields.add(&map(json!({"a": {"type": "LINK"}}))).unwrap();
        assert_ne!(fields.get("a").unwrap().id, first);
        assert!(fields.remove(&["Record_number".into()]).is_err());
    }

    #[test]
    fn rows_of_a_table_change_together_with_it() {
        let mut fields = Fields::default();
        fields
            .add(&map(json!({"t": {"type": "SUBTABLE", "fields": {
                "x": {"type": "NUMBER"}, "y": {"type": "LINK"}}}})))
            .unwrap();
        let x = fields.find("x").unwrap().0.id;
        fields
            .update(&map(json!({"t": {"fields": {
                "x": {"type": "NUMBER", "label": "X"}, "z": {"type": "DATE"}}}})))
            .unwrap();
        let table = fields.get("t").unwrap();
        let codes: Vec<&str> = table.fields.iter().map(|it| it.code.as_str()).collect();
        assert_eq!(codes, ["x", "z"]);
        assert_eq!(
            (table.fields[0].id, table.fields[0].label.as_str()),
            (x, "X")
        );
    }
}
