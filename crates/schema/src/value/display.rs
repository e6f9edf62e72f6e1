//! A value as plain text, for pages, cells and exports.

use super::Shown;
use crate::rich::plain;
use crate::{Field, FieldType};

/// What people read for a value, in the way that `field` says: of a page that shows other settings
/// than those in use, the page's.
///
/// Numbers get their separators, scale and unit; instants are shown in UTC offset by
/// `offset_minutes`; rich text loses its tags; lists are joined with `, `, lines of a table with a
/// line end. Never HTML: the caller escapes.
pub fn display(value: &Shown<'_>, field: &Field, offset_minutes: i32) -> String {
    let text = || value.text().unwrap_or_default();
    match field.kind {
        FieldType::Calc => match field.text("format") {
            "DATETIME" => local(&text(), offset_minutes),
            "NUMBER" | "NUMBER_DIGIT" => number(&text(), field),
            _ => text().into_owned(),
        },
        FieldType::Number => number(&text(), field),
        FieldType::DateTime | FieldType::CreatedTime | FieldType::UpdatedTime => {
            local(&text(), offset_minutes)
        }
        FieldType::RichText => plain(&text()),
        FieldType::Subtable => {
            let rows = value.rows().into_iter().map(|row| {
                let cells = field.fields.iter().map(|inner| {
                    let cell = row.get(&inner.code);
                    cell.map_or_else(String::new, |cell| display(&cell, inner, offset_minutes))
                });
                cells.collect::<Vec<_>>().join(", ")
            });
            rows.collect::<Vec<_>>().join("\n")
        }
        FieldType::CheckBox | FieldType::MultiSelect | FieldType::Category => {
            value.choices().join(", ")
        }
        FieldType::Creator
        | FieldType::Modifier
        | FieldType::StatusAssignee
        | FieldType::UserSelect
        | FieldType::GroupSelect
        | FieldType::OrganizationSelect => {
            let names = value.people().into_iter().map(|it| it.name);
            names.collect::<Vec<_>>().join(", ")
        }
        FieldType::File => {
            let about = value.files().iter().filter_map(|file| file.about.as_ref());
            let names: Vec<&str> = about.map(|about| about.name.as_str()).collect();
            names.join(", ")
        }
        FieldType::RecordNumber
        | FieldType::Status
        | FieldType::SingleLineText
        | FieldType::MultiLineText
        | FieldType::RadioButton
        | FieldType::DropDown
        | FieldType::Date
        | FieldType::Time
        | FieldType::Link
        | FieldType::Group
        | FieldType::ReferenceTable => text().into_owned(),
    }
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
    use serde_json::{Value, json};

    use super::*;
    use crate::Fields;
    use crate::value::{Names, Values, show};

    fn shown(property: &str, value: &str) -> String {
        let mut fields = Fields::default();
        let property: Value = serde_json::from_str(property).unwrap();
        fields
            .add(json!({ "x": property }).as_object().unwrap())
            .unwrap();
        let field = fields.get("x").unwrap();
        let document = format!("{{\"{}\":{value}}}", field.id);
        let values = Values::read(&document, &fields).unwrap();
        let names = Names {
            users: [("a", "Ann"), ("b", "Bo")]
                .map(|(code, name)| (code.into(), name.into()))
                .into(),
            ..Names::default()
        };
        display(&show(field, values.get(field.id), &names), field, 540)
    }

    #[test]
    fn values_are_shown_as_people_read_them() {
        let number = r#"{"type": "NUMBER", "digit": true, "unit": "円",
            "unitPosition": "AFTER", "displayScale": "2"}"#;
        assert_eq!(shown(number, r#""-1234567.5""#), "-1,234,567.50 円");
        let at = r#"{"type": "DATETIME"}"#;
        assert_eq!(shown(at, r#""2026-11-22T18:04:00Z""#), "2026-11-23 03:04");
        let people = r#"{"type": "USER_SELECT"}"#;
        assert_eq!(shown(people, r#"["a", "b", "gone"]"#), "Ann, Bo, gone");
        let html = r#""<p>1 &lt; <b>2</b></p>""#;
        assert_eq!(shown(r#"{"type": "RICH_TEXT"}"#, html), "1 < 2");
        let table =
            r#"{"type": "SUBTABLE", "fields": {"a": {"type": "LINK"}, "b": {"type": "DATE"}}}"#;
        // The table is the sixth field of its app.
        let rows = r#"[{"id": 1, "value": {"7": "u"}}]"#;
        assert_eq!(shown(table, rows), "u, ");
    }
}
