//! What a form for a new record begins with.

use serde_json::{Map, Value};

use super::Reader;
use super::people::Defaults;
use super::show::show;
use crate::Fields;
use crate::query::time::Moment;

/// `{"type", "value"}` by field code: each writable field with its default.
///
/// A default that the field would refuse today (an option that went) is left empty: the form says
/// so when it is saved.
pub fn blank(fields: &Fields, moment: &Moment, defaults: &Defaults) -> Map<String, Value> {
    let writable = fields.iter().filter(|field| field.kind.is_writable());
    writable
        .map(|field| {
            let mut problems = Vec::new();
            let mut reader = Reader {
                defaults: Some(defaults),
                ..Reader::at(&mut problems, moment)
            };
            let kept = reader.default(field, "record");
            let shown = show(field, kept.as_ref(), &defaults.names);
            (field.code.clone(), shown)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_form_begins_with_the_defaults() {
        let mut fields = Fields::default();
        let new = json!({
            "text": {"type": "SINGLE_LINE_TEXT", "defaultValue": "a"},
            "day": {"type": "DATE", "defaultNowValue": true},
            "must": {"type": "NUMBER", "required": true},
            "rows": {"type": "SUBTABLE", "fields": {"n": {"type": "NUMBER"}}},
        });
        fields.add(new.as_object().unwrap()).unwrap();
        // 2027-01-15T20:00:00Z, which is the next day in Tokyo.
        let moment = Moment::new(1_800_043_200_000, "Asia/Tokyo", None);
        let record = blank(&fields, &moment, &Defaults::default());
        assert_eq!(record["text"]["value"], "a");
        assert_eq!(record["day"]["value"], "2027-01-16");
        assert_eq!(record["must"], json!({"type": "NUMBER", "value": ""}));
        assert_eq!(record["rows"]["value"], json!([]));
        assert!(!record.contains_key("RECORD_NUMBER"));
    }
}
