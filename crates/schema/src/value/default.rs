//! The initial values of a form for a new record.

use serde::ser::{Serialize, Serializer};

use super::entities::{Defaults, Names};
use super::show::{Shown, show};
use super::{Reader, ShownRecord, Value, Values};
use crate::field::Keeps;
use crate::place::Place;
use crate::query::time::Moment;
use crate::{Field, Fields};

/// A record that has not been added yet: `{"type", "value"}` by the code of each writable field.
#[derive(Clone, Debug)]
pub struct Blank<'a> {
    fields: &'a Fields,
    values: Values,
    names: Names,
}

/// Returns a record with the default of each writable field.
///
/// A default that the field no longer accepts, such as a removed option, is left empty. The problem
/// is reported when the record is saved.
pub fn blank<'a>(fields: &'a Fields, moment: &Moment, defaults: Defaults) -> Blank<'a> {
    let mut values = Values::default();
    for field in writable(fields) {
        let mut problems = Vec::new();
        let mut reader = Reader {
            defaults: Some(&defaults),
            ..Reader::at(&mut problems, moment)
        };
        values.set(field.id, reader.default(field, &Place::Top));
    }
    Blank {
        fields,
        values,
        names: defaults.names,
    }
}

fn writable(fields: &Fields) -> impl Iterator<Item = &Field> {
    fields.iter().filter(|field| field.kind.is_writable())
}
impl Blank<'_> {
    /// Returns the value of a field, or `None` if the form has no such field or people cannot write
    /// it.
    pub fn get(&self, code: &str) -> Option<Shown<'_>> {
        let field = self.fields.get(code)?;
        field.kind.is_writable().then(|| self.show(field))
    }

    /// Copies the values of another record, as far as its fields show them. Files are not copied,
    /// because they belong to that record.
    pub fn take_over(&mut self, record: &ShownRecord<'_>) {
        for field in writable(self.fields).filter(|it| it.kind.keeps() != Keeps::Files) {
            let source = record.fields.get(&field.code);
            let Some(source) = source.filter(|source| source.kind == field.kind) else {
                continue;
            };
            let mut value = record.values.get(source.id).cloned();
            if let Some(Value::Rows(rows)) = &mut value {
                for row in rows {
                    row.id = None;
                    row.cells
                        .retain(|id| source.fields.iter().any(|field| field.id == id));
                    row.cells.drop_files();
                }
            }
            self.values.set(field.id, value);
        }
        self.names.add(record.names);
    }

    fn show<'a>(&'a self, field: &'a Field) -> Shown<'a> {
        show(field, self.values.get(field.id), &self.names)
    }
}

impl Serialize for Blank<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = writable(self.fields);
        serializer.collect_map(fields.map(|field| (&field.code, self.show(field))))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::value::{Author, Head};
    use crate::{RecordId, Revision};

    #[test]
    fn a_form_begins_with_the_defaults() {
        let mut fields = Fields::default();
        let new = json!({
            "text": {"type": "SINGLE_LINE_TEXT", "defaultValue": "a"},
            "day": {"type": "DATE", "defaultNowValue": true},
            "must": {"type": "NUMBER", "required": true},
            "rows": {"type": "SUBTABLE", "fields": {"n": {"type": "NUMBER"}}},
        });
        fields.add(&new.into()).unwrap();
        // 2027-01-15T20:00:00Z, which is the next day in Tokyo.
        let moment = Moment::new(1_800_043_200_000, "Asia/Tokyo", None);
        let record = blank(&fields, &moment, Defaults::default());
        let record = serde_json::to_value(record).unwrap();
        assert_eq!(record["text"]["value"], "a");
        assert_eq!(record["day"]["value"], "2027-01-16");
        assert_eq!(record["must"], json!({"type": "NUMBER", "value": ""}));
        assert_eq!(record["rows"]["value"], json!([]));
        assert!(record.get("Record_number").is_none());
    }

    #[test]
    fn a_copy_has_no_files_and_no_row_numbers() {
        let mut fields = Fields::default();
        let new = json!({
            "text": {"type": "SINGLE_LINE_TEXT"}, "who": {"type": "USER_SELECT"}, "file": {"type": "FILE"},
            "rows": {"type": "SUBTABLE", "fields": {"n": {"type": "NUMBER"}, "f": {"type": "FILE"}}},
        });
        fields.add(&new.into()).unwrap();
        let id = |code: &str| fields.find(code).unwrap().0.id;
        let files = || json!([{"fileKey": "k"}]);
        let document = json!({
            id("text").to_string(): "a", id("who").to_string(): ["ann"], id("file").to_string(): files(),
            id("rows").to_string(): [{"id": 7, "value": {id("n").to_string(): "1", id("f").to_string(): files()}}],
        });
        let names = Names {
            users: [("ann".into(), "Ann".into())].into(),
            ..Names::default()
        };
        let source = ShownRecord {
            fields: &fields,
            app_code: "",
            head: Head {
                id: RecordId(1),
                revision: Revision(1),
                created: 0,
                updated: 0,
                creator: Author::default(),
                modifier: Author::default(),
            },
            values: &Values::read(&document.to_string(), &fields).unwrap(),
            names: &names,
            only: None,
        };
        let moment = Moment::new(0, "UTC", None);
        let mut record = blank(&fields, &moment, Defaults::default());
        record.take_over(&source);
        let record = serde_json::to_value(record).unwrap();
        assert_eq!(record["text"]["value"], "a");
        assert_eq!(
            record["who"]["value"],
            json!([{"code": "ann", "name": "Ann"}])
        );
        assert_eq!(record["file"]["value"], json!([]));
        let cells =
            json!({"n": {"type": "NUMBER", "value": "1"}, "f": {"type": "FILE", "value": []}});
        assert_eq!(
            record["rows"]["value"],
            json!([{"id": null, "value": cells}])
        );
        assert!(record.get("Created_by").is_none());
    }
}
