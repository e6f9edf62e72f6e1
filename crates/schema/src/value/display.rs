//! A value as plain text, for pages, cells and exports.

use serde_json::Value;

use crate::rich::plain;
use crate::{Field, FieldType};

/// What people read for `value`, the `value` member of a record's field as REST shows it.
///
/// Numbers get their separators, scale and unit; instants are shown in UTC offset by
/// `offset_minutes`; rich text loses its tags; lists are joined with `, `, lines of a table with a
/// line end. Never HTML: the caller escapes.
pub fn display(value: &Value, field: &Field, offset_minutes: i32) -> String {
    match (field.kind, value) {
        (_, Value::Null) => String::new(),
        (FieldType::Calc, value) if field.text("format") == "DATETIME" => {
            local(text_of(value), offset_minutes)
        }
        (FieldType::Calc, value) if !field.text("format").starts_with("NUMBER") => {
            text_of(value).to_owned()
        }
        (FieldType::Number | FieldType::Calc, value) => number(text_of(value), field),
        (FieldType::DateTime | FieldType::CreatedTime | FieldType::UpdatedTime, value) => {
            local(text_of(value), offset_minutes)
        }
        (FieldType::RichText, value) => plain(text_of(value)),
        (FieldType::Subtable, Value::Array(rows)) => {
            let rows = rows.iter().map(|row| {
                let cells = field.fields.iter().map(|inner| {
                    display(&row["value"][&inner.code]["value"], inner, offset_minutes)
                });
                cells.collect::<Vec<_>>().join(", ")
            });
            rows.collect::<Vec<_>>().join("\n")
        }
        (_, Value::Array(items)) => {
            let items: Vec<&str> = items.iter().map(name_of).collect();
            items.join(", ")
        }
        (_, value) => name_of(value).to_owned(),
    }
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A text itself; of an object its name.
fn name_of(value: &Value) -> &str {
    value
        .as_str()
        .or_else(|| value["name"].as_str())
        .or_else(|| value["code"].as_str())
        .unwrap_or_default()
}

fn number(text: &str, field: &Field) -> String {
    if text.is_empty() {
        return String::new();
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut shown = String::from(sign);
    if field.flag("digit") || field.text("format") == "NUMBER_DIGIT" {
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                shown.push(',');
            }
            shown.push(digit);
        }
    } else {
        shown.push_str(whole);
    }
    // Shown with so many places: zeros are added, never digits cut off, since a page that rounds
    // would show what no record says.
    let scale = field.text("displayScale").parse().unwrap_or(0);
    if scale.max(fraction.len()) > 0 {
        shown.push('.');
        shown.push_str(fraction);
        shown.extend(std::iter::repeat_n(
            '0',
            scale.saturating_sub(fraction.len()),
        ));
    }
    let unit = field.text("unit");
    match (unit.is_empty(), field.text("unitPosition")) {
        (true, _) => shown,
        (false, "AFTER") => format!("{shown} {unit}"),
        (false, _) => format!("{unit} {shown}"),
    }
}

/// `2026-11-22T03:04:00Z` as `2026-11-22 12:04` at +9 hours.
fn local(text: &str, offset_minutes: i32) -> String {
    let Ok(instant) = text.parse::<jiff::Timestamp>() else {
        return text.to_owned();
    };
    let offset =
        jiff::tz::Offset::from_seconds(offset_minutes * 60).unwrap_or(jiff::tz::Offset::UTC);
    let at = offset.to_datetime(instant);
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute()
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Fields;

    fn shown(property: &str, value: &str) -> String {
        let parse = |json| serde_json::from_str::<Value>(json).unwrap();
        let mut fields = Fields::default();
        let new = json!({ "x": parse(property) });
        fields.add(new.as_object().unwrap()).unwrap();
        display(&parse(value), fields.get("x").unwrap(), 540)
    }

    #[test]
    fn values_are_shown_as_people_read_them() {
        let number = r#"{"type": "NUMBER", "digit": true, "unit": "円",
            "unitPosition": "AFTER", "displayScale": "2"}"#;
        assert_eq!(shown(number, r#""-1234567.5""#), "-1,234,567.50 円");
        let at = r#"{"type": "DATETIME"}"#;
        assert_eq!(shown(at, r#""2026-11-22T18:04:00Z""#), "2026-11-23 03:04");
        let both = r#"[{"code": "a", "name": "Ann"}, {"code": "b", "name": "Bo"}]"#;
        assert_eq!(shown(r#"{"type": "USER_SELECT"}"#, both), "Ann, Bo");
        let html = r#""<p>1 &lt; <b>2</b></p>""#;
        assert_eq!(shown(r#"{"type": "RICH_TEXT"}"#, html), "1 < 2");
        let table =
            r#"{"type": "SUBTABLE", "fields": {"a": {"type": "LINK"}, "b": {"type": "DATE"}}}"#;
        let rows = r#"[{"id": "1", "value": {"a": {"value": "u"}, "b": {"value": null}}}]"#;
        assert_eq!(shown(table, rows), "u, ");
    }
}
