//! Records that are written directly from their stored documents are equal, byte for byte, to
//! records that are displayed value by value.

use plugdock_schema::field::Empty;
use plugdock_schema::value::{Author, Head, Names, ShownRecord, Values, Writer};
use plugdock_schema::{Field, FieldType, Fields, RecordId, Revision};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::it::forms::{self, form_of};

const HEAD: Head<'static> = Head {
    id: RecordId(7),
    revision: Revision(3),
    created: 1_800_000_012_345,
    updated: -1,
    creator: Author {
        login: Some("ann\\"),
        name: Some("Ann \"A.\" \u{1} 安"),
    },
    modifier: Author {
        login: None,
        name: None,
    },
};

/// Returns a form with a field of every type, one formula for each result format, and a table with
/// all types that a table may contain.
fn form() -> Fields {
    let formats = ["DATETIME", "DATE", "TIME", "HOUR_MINUTE", "NUMBER_DIGIT"];
    let mut next = 0;
    let mut field = |kind: FieldType, settings: Value, fields: Vec<Value>| {
        next += 1;
        let code = format!("{}_{next} \"ä\" \n", kind.as_str());
        forms::field(next, kind.as_str(), &code, &settings, &fields)
    };
    let mut all = |inner: bool, table: &[Value]| {
        let kinds = FieldType::ALL.iter().copied();
        let kinds = kinds.filter(|kind| !inner || kind.fits_in_table());
        let mut list: Vec<Value> = kinds
            .map(|kind| field(kind, json!({"enabled": true}), table_of(kind, table)))
            .collect();
        let results = formats.iter().map(|it| json!({"format": it}));
        list.extend(results.map(|it| field(FieldType::Calc, it, Vec::new())));
        list
    };
    let inner = all(true, &[]);
    let list = all(false, &inner);
    form_of(list)
}

fn table_of(kind: FieldType, fields: &[Value]) -> Vec<Value> {
    match kind {
        FieldType::Subtable => fields.to_vec(),
        _ => Vec::new(),
    }
}

fn names() -> Names {
    let of = |name: &str| [("a".to_owned(), name.to_owned())].into();
    Names {
        users: of("A \"user\""),
        groups: of("A group"),
        organizations: of("Une équipe"),
    }
}

/// Returns the record as it is displayed value by value.
fn shown(fields: &Fields, document: &str, app: &str, only: Option<&[String]>) -> String {
    let record = ShownRecord {
        fields,
        app_code: app,
        head: HEAD,
        values: &Values::read(document, fields).unwrap(),
        names: &names(),
        only,
    };
    serde_json::to_string(&record).unwrap()
}

fn written(fields: &Fields, document: &str, app: &str, only: Option<&[String]>) -> String {
    let writer = Writer::new(fields, app, only);
    let mut out = String::new();
    writer.write(&mut out, HEAD, &writer.read(document).unwrap(), &names());
    out
}

/// Generates a value that the field can store. The value is usually present.
fn value(field: &Field) -> BoxedStrategy<Option<Value>> {
    let some = match field.kind {
        FieldType::Calc => "-?[0-9]{1,12}(\\.[0-9]{1,4})?|.{0,5}"
            .prop_map(Value::from)
            .boxed(),
        FieldType::File => {
            let file = (any::<String>(), any::<u32>()).prop_map(|(name, size)| {
                json!({"fileKey": "k", "name": name, "contentType": "text/plain", "size": size.to_string()})
            });
            prop::collection::vec(file, 0..3)
                .prop_map(Value::from)
                .boxed()
        }
        FieldType::Subtable => {
            let row = (any::<i64>(), document(field.fields.clone()))
                .prop_map(|(id, cells)| json!({"id": id, "value": cells}));
            prop::collection::vec(row, 0..3)
                .prop_map(Value::from)
                .boxed()
        }
        kind if kind.empty() == Empty::List => {
            let items = prop::collection::vec("[ab]|\\PC{0,3}[\"\\\\\n]?", 0..4);
            items.prop_map(Value::from).boxed()
        }
        _ => any::<String>().prop_map(Value::from).boxed(),
    };
    prop::option::weighted(0.8, some).boxed()
}

fn document(fields: Vec<Field>) -> impl Strategy<Value = Map<String, Value>> {
    let values: Vec<_> = fields.iter().map(value).collect();
    values.prop_map(move |values| {
        let values = fields.iter().zip(values);
        values
            .filter_map(|(field, value)| Some((field.id.to_string(), value?)))
            .collect()
    })
}

fn any_document() -> impl Strategy<Value = Map<String, Value>> {
    document(form().iter().cloned().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_record_is_written_as_it_is_shown(mut kept in any_document(), app in "|SHOP|\"x") {
        let fields = form();
        kept.insert("rows".into(), 5.into());
        kept.insert("999".into(), json!({"of": ["a field", "that is gone"]}));
        let document = Value::Object(kept).to_string();
        prop_assert_eq!(written(&fields, &document, &app, None), shown(&fields, &document, &app, None));
    }

    #[test]
    fn only_wanted_members_are_written(
        kept in any_document(),
        wanted in prop::sample::subsequence(form().iter().map(|it| it.code.clone()).chain(["$id".into(), "$revision".into()]).collect::<Vec<_>>(), 0..8),
    ) {
        let fields = form();
        let document = Value::Object(kept).to_string();
        let only = Some(&*wanted);
        prop_assert_eq!(written(&fields, &document, "", only), shown(&fields, &document, "", only));
    }

    #[test]
    fn every_code_is_found(kept in any_document()) {
        let fields = form();
        let document = Value::Object(kept).to_string();
        let writer = Writer::new(&fields, "", None);
        let read = writer.read(&document).unwrap();
        let kept = Values::read(&document, &fields).unwrap();
        let expected: Vec<_> = plugdock_schema::value::all_codes(&fields, &kept).collect();
        prop_assert_eq!(writer.codes([&read]), expected);
    }
}

#[test]
fn an_empty_record_is_written_as_it_is_shown() {
    let fields = form();
    let covered = |kind: &FieldType| fields.iter().any(|field| field.kind == *kind);
    assert!(FieldType::ALL.iter().all(covered));
    assert_eq!(
        written(&fields, "{}", "", None),
        shown(&fields, "{}", "", None)
    );
}

#[test]
fn a_damaged_document_is_an_error() {
    let fields = form();
    let writer = Writer::new(&fields, "", None);
    let table = fields.of_type(FieldType::Subtable).unwrap();
    let users = fields.of_type(FieldType::UserSelect).unwrap();
    for damaged in [
        String::new(),
        "[]".to_owned(),
        "{} {}".to_owned(),
        "{\"1\":\"a".to_owned(),
        format!("{{\"{}\":[{{\"id\":1}}]}}", table.id),
        format!("{{\"{}\":[5]}}", users.id),
    ] {
        assert!(writer.read(&damaged).is_err(), "{damaged}");
    }
}
