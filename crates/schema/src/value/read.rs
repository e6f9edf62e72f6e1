//! Reads the values of a request into the form in which records store them.

use std::borrow::Cow;
use std::collections::HashSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value as Json, json};

use super::entities::Defaults;
use super::{Given, Row, Value, Values, columns};
use crate::place::Place;
use crate::problem::Wrong;
use crate::query::time::Moment;
use crate::{Field, FieldId, Problem};

/// The maximum number of items in a list and of rows in a table.
const MAX_ITEMS: usize = 1_000;

/// Reads the values of a request. Every problem is reported with its place.
pub struct Reader<'a> {
    /// The problems found so far.
    pub problems: &'a mut Vec<Problem>,
    /// The current time in Unix milliseconds, for fields whose default is the current time.
    pub now: i64,
    /// The caller's time zone, for the same defaults.
    pub zone: &'a TimeZone,
    /// The users, groups and organizations that defaults select.
    pub defaults: Option<&'a Defaults>,
    /// Fields inside tables that a lookup fills. Values for them in a request are ignored.
    pub mapped: Option<&'a HashSet<FieldId>>,
}

/// The time zone for readers that have no caller.
static UTC: TimeZone = TimeZone::UTC;

impl<'a> Reader<'a> {
    /// Returns a reader for values whose defaults do not matter.
    pub fn plain(problems: &'a mut Vec<Problem>) -> Self {
        Self {
            problems,
            now: 0,
            zone: &UTC,
            defaults: None,
            mapped: None,
        }
    }

    /// Returns a reader for the values of a request at a point in time.
    pub fn at(problems: &'a mut Vec<Problem>, moment: &'a Moment) -> Self {
        Self {
            problems,
            now: moment.now,
            zone: &moment.zone,
            defaults: None,
            mapped: None,
        }
    }
}

impl Reader<'_> {
    /// Reads the value of a field of a record, or its default if it is not given. Returns `None`
    /// for an empty value.
    pub fn read_or_default(
        &mut self,
        field: &Field,
        given: &Given,
        at: &Place<'_>,
    ) -> Option<Value> {
        match given.get(&field.code) {
            Some(member) => self.member(field, member, at),
            None => self.default(field, at),
        }
    }

    /// Reads the value of a field of a record. Returns `None` for an empty value, and if the field
    /// is not given.
    pub fn read(&mut self, field: &Field, given: &Given, at: &Place<'_>) -> Option<Value> {
        self.member(field, given.get(&field.code)?, at)
    }

    /// Reads a text as the value of a field.
    pub fn read_text(&mut self, field: &Field, text: &str, at: &Place<'_>) -> Option<Value> {
        self.value(field, &text.into(), at)
    }

    /// Returns the value that a field of a new record has if the request does not give one.
    pub fn default(&mut self, field: &Field, at: &Place<'_>) -> Option<Value> {
        let now = field.kind.definition().now;
        if let Some(now) = now.filter(|_| field.flag("defaultNowValue")) {
            let at = Timestamp::from_millisecond(self.now).unwrap_or(Timestamp::UNIX_EPOCH);
            return Some(now(&at.to_zoned(self.zone.clone())));
        }
        if !field.kind.is_entities() {
            let nothing = Json::Null;
            let default = field.setting("defaultValue").unwrap_or(&nothing);
            return self.value(field, default, at);
        }
        let codes = self.defaults.map(|defaults| defaults.of(field));
        let codes = codes.unwrap_or_default().into_iter();
        let entities: Json = codes.map(|code| json!({ "code": code })).collect();
        self.value(field, &entities, at)
    }

    fn wrong(&mut self, at: &Place<'_>, wrong: Wrong) {
        self.problems.push(Problem::new(at, wrong));
    }

    /// Reads `{"value": …}`.
    fn member(&mut self, field: &Field, member: &Json, at: &Place<'_>) -> Option<Value> {
        let Some(member) = member.as_object() else {
            self.wrong(at, Wrong::MustBeObject);
            return None;
        };
        self.value(field, member.get("value").unwrap_or(&Json::Null), at)
    }

    fn value(&mut self, field: &Field, value: &Json, at: &Place<'_>) -> Option<Value> {
        let definition = field.kind.definition();
        let before = self.problems.len();
        let kept = (definition.read)(self, field, value, at);
        // A value that could not be read already has a problem of its own.
        if kept.is_none() && field.required() && self.problems.len() == before {
            let mut problem = Problem::new(at, Wrong::Required);
            problem.at.extend(definition.lacking);
            self.problems.push(problem);
        }
        kept
    }

    /// Reads a single value from its text. Returns `None` for the empty text.
    pub(crate) fn single(
        &mut self,
        value: &Json,
        at: &Place<'_>,
        read: impl Fn(&str) -> Result<Value, Wrong>,
    ) -> Option<Value> {
        let at = at.member("value");
        let text: Cow<'_, str> = match value {
            Json::Null => return None,
            Json::String(text) => text.into(),
            Json::Number(number) => number.to_string().into(),
            _ => {
                self.wrong(&at, Wrong::MustBeText);
                return None;
            }
        };
        if text.is_empty() {
            return None;
        }
        let kept = if is_clean(&text) {
            read(&text)
        } else {
            Err(Wrong::CharacterRefused)
        };
        match kept {
            Ok(kept) => Some(kept),
            Err(wrong) => {
                self.wrong(&at, wrong);
                None
            }
        }
    }

    /// Reads a list of texts. If `member` is not empty, the items are objects and the texts are in
    /// this member. Duplicates and texts for which `fits` returns false are dropped. Returns `None`
    /// if no text is left.
    pub(crate) fn texts(
        &mut self,
        value: &Json,
        at: &Place<'_>,
        member: &str,
        fits: impl Fn(&str) -> Result<bool, Wrong>,
    ) -> Option<Vec<String>> {
        let empty = Vec::new();
        let items = match value {
            Json::Null => &empty,
            Json::String(text) if text.is_empty() => &empty,
            Json::Array(items) => items,
            _ => {
                self.wrong(&at.member("value"), Wrong::MustBeArray);
                return None;
            }
        };
        if items.len() > MAX_ITEMS {
            self.too_many(at);
            return None;
        }
        let mut kept: Vec<String> = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let values = at.member("values");
            let place = values.item(index);
            let at = place.member("value");
            let text = match item {
                Json::Object(object) if !member.is_empty() => {
                    object.get(member).and_then(Json::as_str)
                }
                Json::String(text) if member.is_empty() => Some(text.as_str()),
                _ => None,
            };
            let Some(text) = text.filter(|text| is_clean(text)) else {
                self.wrong(&at, Wrong::MustBeText);
                continue;
            };
            match fits(text) {
                Ok(true) if !kept.iter().any(|it| it == text) => kept.push(text.to_owned()),
                Ok(_) => {}
                Err(wrong) => self.wrong(&at, wrong),
            }
        }
        (!kept.is_empty()).then_some(kept)
    }

    fn too_many(&mut self, at: &Place<'_>) {
        self.wrong(&at.member("value"), Wrong::TooManyItems { max: MAX_ITEMS });
    }

    /// Reads the rows of a table.
    pub(crate) fn rows(&mut self, table: &Field, value: &Json, at: &Place<'_>) -> Option<Value> {
        let rows = match value {
            Json::Null => return None,
            Json::Array(rows) if rows.len() <= MAX_ITEMS => rows,
            Json::Array(_) => {
                self.too_many(at);
                return None;
            }
            _ => {
                self.wrong(&at.member("value"), Wrong::MustBeArray);
                return None;
            }
        };
        let mut kept: Vec<Row> = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            let rows = at.member("value");
            let at = rows.item(index);
            let none = Map::new();
            let cells = match &row["value"] {
                Json::Object(cells) => cells,
                Json::Null => &none,
                _ => {
                    self.wrong(&at.member("value"), Wrong::MustBeObject);
                    continue;
                }
            };
            let id = match &row["id"] {
                Json::String(id) => id.parse().ok(),
                id => id.as_i64(),
            };
            let cells = self.cells(table, cells, &at);
            kept.push(Row { id, cells });
        }
        (!kept.is_empty()).then_some(Value::Rows(kept))
    }

    fn cells(&mut self, table: &Field, given: &Map<String, Json>, at: &Place<'_>) -> Values {
        let mut values = Values::default();
        for field in table.fields.iter().filter(|it| it.is_given()) {
            if self.mapped.is_some_and(|mapped| mapped.contains(&field.id)) {
                continue;
            }
            let cells = at.member("value");
            let at = cells.member(&field.code);
            let value = match given.get(&field.code) {
                Some(member) => self.member(field, member, &at),
                None => self.default(field, &at),
            };
            values.set(field.id, value);
        }
        values
    }
}

/// Returns true if a text can be stored. `PostgreSQL` cannot store a NUL in a text, and the list
/// mark is reserved for the columns.
fn is_clean(text: &str) -> bool {
    !text.contains(['\0', columns::MARK])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fields;

    /// Returns the stored form of a value, or the problems as `place key`.
    fn read(property: &str, value: &str) -> Result<Option<Json>, Vec<String>> {
        let parse = |json| serde_json::from_str::<Json>(json).unwrap();
        let mut fields = Fields::default();
        let new = json!({ "x": parse(property) });
        fields.add(&new.into()).unwrap();
        let mut problems = Vec::new();
        let mut reader = Reader::plain(&mut problems);
        let given = json!({ "x": { "value": parse(value) } });
        let given = Given::from(given.as_object().cloned().unwrap());
        let record = Place::Top.member("record");
        let kept = reader.read(fields.get("x").unwrap(), &given, &record.member("x"));
        if problems.is_empty() {
            return Ok(kept.map(|kept| serde_json::to_value(kept).unwrap()));
        }
        let found = problems.iter();
        Err(found
            .map(|it| format!("{} {:?}", it.at, it.wrong))
            .collect())
    }

    #[test]
    fn values_are_kept_in_one_form() {
        let kept = |property, value| read(property, value).unwrap().unwrap();
        assert_eq!(kept(r#"{"type": "NUMBER"}"#, "1.50"), json!("1.5"));
        assert_eq!(kept(r#"{"type": "TIME"}"#, r#""09:05:33""#), json!("09:05"));
        let at = r#""2026-11-22T12:34:56+09:00""#;
        assert_eq!(
            kept(r#"{"type": "DATETIME"}"#, at),
            json!("2026-11-22T03:34:00Z")
        );
        let boxes = r#"{"type": "CHECK_BOX", "options": {
            "a": {"label": "a", "index": 0}, "b": {"label": "b", "index": 1}}}"#;
        assert_eq!(kept(boxes, r#"["b", "a", "b"]"#), json!(["a", "b"]));
        assert_eq!(read(boxes, "[]"), Ok(None));
        assert_eq!(read(r#"{"type": "DATE"}"#, r#""""#), Ok(None));
    }

    #[test]
    fn wrong_values_are_told_where_kintone_tells_them() {
        let wrong = |property, value| read(property, value).unwrap_err().join(", ");
        let number = r#"{"type": "NUMBER", "minValue": "0", "maxValue": "10"}"#;
        assert_eq!(wrong(number, r#""x""#), "record.x.value NumberFormat");
        assert_eq!(
            wrong(number, "10.01"),
            "record.x.value NumberHigh { max: \"10\" }"
        );
        assert_eq!(
            wrong(number, "-1"),
            "record.x.value NumberLow { min: \"0\" }"
        );
        let text = r#"{"type": "SINGLE_LINE_TEXT", "unique": true, "minLength": 2}"#;
        assert_eq!(
            wrong(text, r#""x""#),
            "record.x.value TextShort { least: 2 }"
        );
        let long = format!("\"{}\"", "x".repeat(65));
        assert_eq!(wrong(text, &long), "record.x.value TextLong { most: 64 }");
        assert_eq!(
            wrong(text, r#""a\u0000b""#),
            "record.x.value CharacterRefused"
        );
        let boxes = r#"{"type": "MULTI_SELECT", "options": {"a": {"label": "a", "index": 0}}}"#;
        assert_eq!(
            wrong(boxes, r#"["a", "z"]"#),
            "record.x.values[1].value NotInOptions { value: \"z\" }"
        );
        let link = r#"{"type": "LINK"}"#;
        assert_eq!(
            wrong(link, r#""javascript:alert(1)""#),
            "record.x.value LinkFormat"
        );
        let user = r#"{"type": "USER_SELECT", "required": true}"#;
        assert_eq!(wrong(user, "null"), "record.x.values.value Required");
        assert_eq!(
            wrong(r#"{"type": "DATE"}"#, r#""22 Nov""#),
            "record.x.value DateFormat"
        );
        let table =
            r#"{"type": "SUBTABLE", "fields": {"n": {"type": "NUMBER", "required": true}}}"#;
        assert_eq!(
            wrong(
                table,
                r#"[{"value": {"n": {"value": "1"}}}, {"value": {}}]"#
            ),
            "record.x.value[1].value.n.value Required"
        );
    }
}
