//! Formats a value as plain text, for pages, cells and exports.

use super::Shown;
use crate::Field;

/// Formats a value as users read it, with the settings in `field`. A page that shows other settings
/// than the current ones, such as a preview, passes its own field.
///
/// Numbers get their separators, scale and unit. Points in time are shown at a UTC offset of
/// `offset_minutes`. Rich text loses its tags. Lists are joined with `, `, and the rows of a table
/// with line breaks. The result is not HTML, so the caller must escape it.
pub fn display(value: &Shown<'_>, field: &Field, offset_minutes: i32) -> String {
    (field.kind.definition().display)(value, field, offset_minutes)
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
        fields.add(&json!({ "x": property }).into()).unwrap();
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
    fn values_are_shown_as_a_reader_sees_them() {
        let number = r#"{"type": "NUMBER", "digit": true, "unit": "円",
            "unitPosition": "AFTER", "displayScale": "2"}"#;
        assert_eq!(shown(number, r#""-1234567.5""#), "-1,234,567.50 円");
        let at = r#"{"type": "DATETIME"}"#;
        assert_eq!(shown(at, r#""2026-11-22T18:04:00Z""#), "2026-11-23 03:04");
        let users = r#"{"type": "USER_SELECT"}"#;
        assert_eq!(shown(users, r#"["a", "b", "gone"]"#), "Ann, Bo, gone");
        let html = r#""<p>1 &lt; <b>2</b></p>""#;
        assert_eq!(shown(r#"{"type": "RICH_TEXT"}"#, html), "1 < 2");
        let table =
            r#"{"type": "SUBTABLE", "fields": {"a": {"type": "LINK"}, "b": {"type": "DATE"}}}"#;
        // The table is the sixth field of its app.
        let rows = r#"[{"id": 1, "value": {"7": "u"}}]"#;
        assert_eq!(shown(table, rows), "u, ");
    }
}
