//! Values as a request gives them, read into the form in which records keep them.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::people::Defaults;
use super::{Kept, columns, instant};
use crate::decimal::{Decimal, NotDecimal};
use crate::query::time::Moment;
use crate::rich::clean;
use crate::{Field, FieldId, FieldType, Problem};

/// Characters of a text (Kintone: 65,535).
const MAX_TEXT: usize = 65_535;
/// Characters of a text that must be unique (Kintone: 64); it goes into an index whole.
const MAX_UNIQUE_TEXT: usize = 64;
/// Entries of a list, rows of a table.
const MAX_ITEMS: usize = 1_000;

/// Reads values of a request; every problem is noted under its place.
pub struct Reader<'a> {
    /// What was wrong.
    pub problems: &'a mut Vec<Problem>,
    /// Unix milliseconds, for fields whose default is now.
    pub now: i64,
    /// Where the caller's days begin, for the same.
    pub zone: &'a TimeZone,
    /// Whom defaults stand for.
    pub defaults: Option<&'a Defaults>,
    /// Fields of tables that a lookup fills: what a request says of them is passed over.
    pub mapped: Option<&'a HashSet<FieldId>>,
}

/// Where nobody's days begin.
static UTC: TimeZone = TimeZone::UTC;

impl<'a> Reader<'a> {
    /// Reads values whose defaults do not matter.
    pub fn plain(problems: &'a mut Vec<Problem>) -> Self {
        Self {
            problems,
            now: 0,
            zone: &UTC,
            defaults: None,
            mapped: None,
        }
    }

    /// Reads what a caller gives at a moment.
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
    /// `given` is the field's member of a record: `{"value": …}`. `None` is empty.
    pub fn read(&mut self, field: &Field, given: &Value, at: &str) -> Option<Value> {
        let Some(given) = given.as_object() else {
            self.wrong(at, "must_be_object");
            return None;
        };
        let value = given.get("value").unwrap_or(&Value::Null);
        let kept = match field.kind {
            FieldType::Subtable => self.rows(field, value, at),
            kind if kind.is_list() => self.list(field, value, at),
            _ => self.single(field, value, &format!("{at}.value")),
        };
        if kept.is_none() && field.required() {
            let place = place_of_all(field, at);
            // What could not be read has its own problem already.
            if !self.problems.iter().any(|it| it.at.starts_with(at)) {
                self.wrong(place, "required");
            }
        }
        kept
    }

    /// What a new record has where the request says nothing.
    pub fn default(&mut self, field: &Field, at: &str) -> Option<Value> {
        let value = if field.flag("defaultNowValue") {
            let now = Timestamp::from_millisecond(self.now).unwrap_or(Timestamp::UNIX_EPOCH);
            let local = now.to_zoned(self.zone.clone());
            match field.kind {
                FieldType::Date => local.strftime("%Y-%m-%d").to_string().into(),
                FieldType::Time => local.strftime("%H:%M").to_string().into(),
                _ => now.to_string().into(),
            }
        } else if field.kind.is_entities() {
            let defaults = self.defaults;
            defaults.map_or(Value::Null, |defaults| defaults.of(field))
        } else {
            field.setting("defaultValue").cloned().unwrap_or_default()
        };
        self.read(field, &json!({ "value": value }), at)
    }

    fn wrong(&mut self, at: impl Into<String>, key: &'static str) {
        self.problems.push(Problem::new(at, key));
    }

    fn single(&mut self, field: &Field, value: &Value, at: &str) -> Option<Value> {
        let text = match value {
            Value::Null => return None,
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => {
                self.wrong(at, "must_be_text");
                return None;
            }
        };
        if text.is_empty() {
            return None;
        }
        match read_text(field, &text) {
            Ok(kept) => Some(kept.into()),
            Err(problem) => {
                self.problems.push(Problem {
                    at: at.to_owned(),
                    ..problem
                });
                None
            }
        }
    }

    fn list(&mut self, field: &Field, value: &Value, at: &str) -> Option<Value> {
        let empty = Vec::new();
        let items = match value {
            Value::Null => &empty,
            Value::String(text) if text.is_empty() => &empty,
            Value::Array(items) => items,
            _ => {
                self.wrong(format!("{at}.value"), "must_be_array");
                return None;
            }
        };
        if items.len() > MAX_ITEMS {
            let problem = Problem::new(format!("{at}.value"), "too_many_items");
            self.problems
                .push(problem.with("max", MAX_ITEMS.to_string()));
            return None;
        }
        let mut kept: Vec<Value> = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let at = format!("{at}.values[{index}].value");
            let member = match field.kind {
                FieldType::File => "fileKey",
                kind if kind.is_entities() => "code",
                _ => "",
            };
            let text = match item {
                Value::Object(object) if !member.is_empty() => {
                    object.get(member).and_then(Value::as_str)
                }
                Value::String(text) if member.is_empty() => Some(text.as_str()),
                _ => None,
            };
            let Some(text) = text.filter(|text| is_clean(text)) else {
                self.wrong(at, "must_be_text");
                continue;
            };
            if field.kind.is_choice() && !field.has_option(text) {
                // Kintone passes over categories that a request gives; those of another app hurt nobody.
                if field.kind == FieldType::Category {
                    continue;
                }
                let problem = Problem::new(at, "not_in_options").with("value", text);
                self.problems.push(problem);
                continue;
            }
            let value = match field.kind {
                FieldType::File => json!({ "fileKey": text }),
                _ => text.into(),
            };
            if !kept.contains(&value) {
                kept.push(value);
            }
        }
        if field.kind.is_choice() {
            // Kintone answers in the order of the options.
            let options = field.options();
            let place = |value: &Value| options.iter().position(|it| value == it);
            kept.sort_by_key(place);
        }
        (!kept.is_empty()).then_some(Value::Array(kept))
    }

    fn rows(&mut self, table: &Field, value: &Value, at: &str) -> Option<Value> {
        let rows = match value {
            Value::Null => return None,
            Value::Array(rows) if rows.len() <= MAX_ITEMS => rows,
            Value::Array(_) => {
                let problem = Problem::new(format!("{at}.value"), "too_many_items");
                self.problems
                    .push(problem.with("max", MAX_ITEMS.to_string()));
                return None;
            }
            _ => {
                self.wrong(format!("{at}.value"), "must_be_array");
                return None;
            }
        };
        let mut kept: Vec<Value> = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            let at = format!("{at}.value[{index}]");
            let none = Map::new();
            let cells = match &row["value"] {
                Value::Object(cells) => cells,
                Value::Null => &none,
                _ => {
                    self.wrong(format!("{at}.value"), "must_be_object");
                    continue;
                }
            };
            let mut values = Kept::new();
            for field in table.fields.iter().filter(|it| it.is_given()) {
                if self.mapped.is_some_and(|mapped| mapped.contains(&field.id)) {
                    continue;
                }
                let at = format!("{at}.value.{}", field.code);
                let value = match cells.get(&field.code) {
                    Some(given) => self.read(field, given, &at),
                    None => self.default(field, &at),
                };
                if let Some(value) = value {
                    values.insert(field.id.to_string(), value);
                }
            }
            let id = match &row["id"] {
                Value::String(id) => id.parse().unwrap_or(0),
                id => id.as_i64().unwrap_or(0),
            };
            kept.push(json!({ "id": id, "value": values }));
        }
        (!kept.is_empty()).then_some(Value::Array(kept))
    }
}

/// Where Kintone reports a field that lacks its value.
fn place_of_all(field: &Field, at: &str) -> String {
    match field.kind {
        kind if kind.is_entities() => format!("{at}.values.value"),
        FieldType::CheckBox | FieldType::MultiSelect | FieldType::File => format!("{at}.values"),
        _ => format!("{at}.value"),
    }
}

/// `PostgreSQL` keeps no NUL in a text, and no reader of ours expects our own list mark.
fn is_clean(text: &str) -> bool {
    !text.contains(['\0', columns::MARK])
}

/// A text that is not empty, in its kept form.
fn read_text(field: &Field, text: &str) -> Result<String, Problem> {
    if !is_clean(text) {
        return Err(Problem::new("", "character_refused"));
    }
    let kept = match field.kind {
        FieldType::Number => return read_number(field, text),
        FieldType::RadioButton | FieldType::DropDown => {
            if !field.has_option(text) {
                return Err(Problem::new("", "not_in_options").with("value", text));
            }
            text.to_owned()
        }
        FieldType::Date => {
            let date: Date = text.parse().map_err(|_| Problem::new("", "date_format"))?;
            date.to_string()
        }
        FieldType::Time => {
            let time: Time = text.parse().map_err(|_| Problem::new("", "time_format"))?;
            format!("{:02}:{:02}", time.hour(), time.minute())
        }
        FieldType::DateTime => {
            let at: Timestamp = text
                .parse()
                .map_err(|_| Problem::new("", "datetime_format"))?;
            instant(at.as_millisecond())
        }
        FieldType::Link => {
            if !is_link(field.text("protocol"), text) {
                return Err(Problem::new("", "link_format"));
            }
            text.to_owned()
        }
        // T75: whoever shows a record, by our pages or by a plug-in, gets what cannot run.
        FieldType::RichText => clean(text),
        _ => text.to_owned(),
    };
    let length = text.chars().count();
    let limit = |name: &str| field.text(name).parse::<usize>().ok();
    let most = if field.unique() {
        MAX_UNIQUE_TEXT
    } else {
        MAX_TEXT
    };
    let most = limit("maxLength").unwrap_or(most).min(most);
    if length > most {
        // Kintone words it "less than" the next number.
        return Err(Problem::new("", "text_long").with("max", (most + 1).to_string()));
    }
    if let Some(least) = limit("minLength").filter(|least| length < *least) {
        return Err(Problem::new("", "text_short").with("min", (least - 1).to_string()));
    }
    Ok(kept)
}

fn read_number(field: &Field, text: &str) -> Result<String, Problem> {
    let number = Decimal::parse(text).map_err(|error| match error {
        NotDecimal::Malformed => Problem::new("", "number_format"),
        NotDecimal::TooLong => Problem::new("", "number_long"),
    })?;
    let limit = |name: &str| Decimal::parse(field.text(name)).ok();
    if limit("maxValue").is_some_and(|most| number > most) {
        return Err(Problem::new("", "number_high").with("max", field.text("maxValue")));
    }
    if limit("minValue").is_some_and(|least| number < least) {
        return Err(Problem::new("", "number_low").with("min", field.text("minValue")));
    }
    Ok(number.to_string())
}

/// What a page may make a link of; above all no `javascript:`.
fn is_link(protocol: &str, text: &str) -> bool {
    if text.contains(|sign: char| sign.is_control()) {
        return false;
    }
    match protocol {
        "MAIL" => text.contains('@') && !text.contains(char::is_whitespace),
        "CALL" => text
            .chars()
            .all(|sign| sign.is_ascii_alphanumeric() || "+-*#().;= ".contains(sign)),
        _ => {
            let lower = text.to_ascii_lowercase();
            ["http://", "https://", "ftp://"]
                .iter()
                .any(|scheme| lower.starts_with(scheme))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fields;

    /// The kept value, or the problems as `place key`.
    fn read(property: &str, value: &str) -> Result<Option<Value>, Vec<String>> {
        let parse = |json| serde_json::from_str::<Value>(json).unwrap();
        let mut fields = Fields::default();
        let new = json!({ "x": parse(property) });
        fields.add(new.as_object().unwrap()).unwrap();
        let mut problems = Vec::new();
        let mut reader = Reader::plain(&mut problems);
        let given = json!({ "value": parse(value) });
        let kept = reader.read(fields.get("x").unwrap(), &given, "record.x");
        if problems.is_empty() {
            return Ok(kept);
        }
        let said = problems.iter();
        Err(said.map(|it| format!("{} {}", it.at, it.key)).collect())
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
        assert_eq!(wrong(number, r#""x""#), "record.x.value number_format");
        assert_eq!(wrong(number, "10.01"), "record.x.value number_high");
        assert_eq!(wrong(number, "-1"), "record.x.value number_low");
        let text = r#"{"type": "SINGLE_LINE_TEXT", "unique": true, "minLength": 2}"#;
        assert_eq!(wrong(text, r#""x""#), "record.x.value text_short");
        let long = format!("\"{}\"", "x".repeat(65));
        assert_eq!(wrong(text, &long), "record.x.value text_long");
        assert_eq!(
            wrong(text, r#""a\u0000b""#),
            "record.x.value character_refused"
        );
        let boxes = r#"{"type": "MULTI_SELECT", "options": {"a": {"label": "a", "index": 0}}}"#;
        assert_eq!(
            wrong(boxes, r#"["a", "z"]"#),
            "record.x.values[1].value not_in_options"
        );
        let link = r#"{"type": "LINK"}"#;
        assert_eq!(
            wrong(link, r#""javascript:alert(1)""#),
            "record.x.value link_format"
        );
        let user = r#"{"type": "USER_SELECT", "required": true}"#;
        assert_eq!(wrong(user, "null"), "record.x.values.value required");
        assert_eq!(
            wrong(r#"{"type": "DATE"}"#, r#""22 Nov""#),
            "record.x.value date_format"
        );
        let table =
            r#"{"type": "SUBTABLE", "fields": {"n": {"type": "NUMBER", "required": true}}}"#;
        assert_eq!(
            wrong(
                table,
                r#"[{"value": {"n": {"value": "1"}}}, {"value": {}}]"#
            ),
            "record.x.value[1].value.n.value required"
        );
    }
}
