//! Tests for values: they are parsed from a request, stored, written to columns and displayed.

use std::borrow::Cow;

use plugdock_schema::field::Whom;
use plugdock_schema::query::time::Moment;
use plugdock_schema::value::columns::{Bind, Column, marked, number_key, of_field, values};
use plugdock_schema::value::{
    Author, Defaults, Entity, File, Given, GivenValue, Head, Names, Reader, ShownRecord, Value,
    Values, all_codes, blank, codes, compute, display, entities, file_keys, instant, minute,
    read_result, show, shown, unknown,
};
use plugdock_schema::{
    Field, FieldId, FieldType, Fields, FileKey, Place, RecordId, Revision, Wrong,
};
use serde_json::{Value as Json, json};

use crate::it::forms::{field, form_of, options};

/// 2027-01-15 20:00:34 in UTC.
const NOW: i64 = 1_800_043_234_567;

const TEXT: FieldId = FieldId(1);
const NUMBER: FieldId = FieldId(2);
const DAY: FieldId = FieldId(3);
const TIME: FieldId = FieldId(4);
const AT: FieldId = FieldId(5);
const BOXES: FieldId = FieldId(6);
const WHO: FieldId = FieldId(7);
const FILES: FieldId = FieldId(8);
const MEMO: FieldId = FieldId(9);
const SUM: FieldId = FieldId(10);
const ROWS: FieldId = FieldId(11);

fn form() -> Fields {
    let options = json!({ "options": options() });
    let plain = |id, kind, code| field(id, kind, code, &json!({}), &[]);
    let calc = |id, code, text: &str| field(id, "CALC", code, &json!({"expression": text}), &[]);
    let cells = [
        plain(20, "NUMBER", "price"),
        plain(21, "SINGLE_LINE_TEXT", "word"),
        plain(22, "USER_SELECT", "whose"),
        plain(23, "FILE", "papers"),
        calc(24, "double", "price * 2"),
        field(25, "CHECK_BOX", "marks", &options, &[]),
        plain(26, "DATETIME", "when"),
        plain(27, "MULTI_LINE_TEXT", "lines"),
    ];
    let list = json!([
        plain(1, "SINGLE_LINE_TEXT", "text"),
        plain(2, "NUMBER", "number"),
        plain(3, "DATE", "day"),
        plain(4, "TIME", "time"),
        plain(5, "DATETIME", "at"),
        field(6, "CHECK_BOX", "boxes", &options, &[]),
        plain(7, "USER_SELECT", "who"),
        plain(8, "FILE", "files"),
        plain(9, "MULTI_LINE_TEXT", "memo"),
        calc(10, "sum", "SUM(double) + number"),
        field(11, "SUBTABLE", "rows", &json!({}), &cells),
        plain(30, "CREATED_TIME", "created"),
        calc(31, "age", "UPDATED - created"),
        plain(32, "UPDATED_TIME", "UPDATED"),
        plain(33, "GROUP_SELECT", "groups"),
        plain(34, "GROUP", "bare"),
        plain(35, "CREATOR", "creator"),
    ]);
    form_of(list)
}

fn kept(document: &Json) -> Values {
    Values::read(&document.to_string(), &form()).unwrap()
}

fn full() -> Values {
    let file = |key: &str| json!([{"fileKey": key, "name": "N.txt", "contentType": "text/plain", "size": "1"}]);
    kept(&json!({
        "1": "Äb", "2": "1.5", "3": "2026-11-30", "4": "09:05", "5": "2026-11-30T09:05:00Z",
        "6": ["a", "b"], "7": ["ann"], "8": file("one"), "9": "x\ny", "10": "7",
        "11": [
            {"id": 1, "value": {"20": "1", "21": "Word", "22": ["bo", "ann"], "23": file("two"), "25": ["b"]}},
            {"id": 2, "value": {"20": "2", "26": "2026-11-30T09:05:00Z"}},
        ],
        "33": ["g"],
        "rows": 5,
    }))
}

fn names() -> Names {
    let of = |code: &str, name: &str| [(code.to_owned(), name.to_owned())].into();
    Names {
        users: of("ann", "Ann"),
        groups: of("g", "Gang"),
        organizations: of("o", "Office"),
    }
}

fn given(record: Json) -> Given {
    match record {
        Json::Object(members) => Given::from(members),
        other => panic!("{other}"),
    }
}

fn as_json(value: impl serde::Serialize) -> Json {
    serde_json::to_value(value).unwrap()
}

#[test]
fn a_value_is_what_it_is_and_its_text_is_the_stored_one() {
    let all = full();
    let of = |id: FieldId| all.get(id).unwrap();
    let stored = |id: FieldId| of(id).text().map(Cow::into_owned);
    for (id, text) in [
        (TEXT, Some("Äb")),
        (NUMBER, Some("1.5")),
        (DAY, Some("2026-11-30")),
        (TIME, Some("09:05")),
        (AT, Some("2026-11-30T09:05:00Z")),
        (BOXES, None),
        (WHO, None),
        (FILES, None),
        (ROWS, None),
    ] {
        assert_eq!(stored(id).as_deref(), text, "{id}");
        let is = |it: bool, kind: FieldId| assert_eq!(it, id == kind, "{id} as {kind}");
        is(of(id).number().is_some(), NUMBER);
        is(of(id).date().is_some(), DAY);
        is(of(id).time().is_some(), TIME);
        is(of(id).instant().is_some(), AT);
        assert_eq!(
            of(id).texts().len(),
            [(BOXES, 2), (WHO, 1)]
                .iter()
                .find(|it| it.0 == id)
                .map_or(0, |it| it.1)
        );
        is(!of(id).files().is_empty(), FILES);
        is(!of(id).rows().is_empty(), ROWS);
    }
    // A stored text in an old format is parsed.
    let text = |text: &str| Value::Text(text.into());
    assert_eq!(text("1.50").number().unwrap().to_string(), "1.5");
    assert_eq!(text("2026-11-30").date(), of(DAY).date());
    assert_eq!(text("09:05:00").time(), of(TIME).time());
    assert_eq!(
        text("2026-11-30T10:05:00+01:00").instant(),
        of(AT).instant()
    );
}

#[test]
fn instants_have_no_seconds_before_1970_either() {
    for (millis, start, shown) in [
        (0, 0, "1970-01-01T00:00:00Z"),
        (59_999, 0, "1970-01-01T00:00:00Z"),
        (60_000, 60_000, "1970-01-01T00:01:00Z"),
        (-1, -60_000, "1969-12-31T23:59:00Z"),
        (NOW, 1_800_043_200_000, "2027-01-15T20:00:00Z"),
    ] {
        assert_eq!((minute(millis), &*instant(millis)), (start, shown));
    }
}

#[test]
fn files_and_entities_are_found_inside_tables_too() {
    let mut all = full();
    let keys = |value: Option<&Value>| {
        file_keys(value)
            .into_iter()
            .map(|it| it.0)
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(all.get(FILES)), ["one"]);
    assert_eq!(keys(all.get(ROWS)), ["two"]);
    assert!(keys(all.get(TEXT)).is_empty());
    for id in [FILES, ROWS] {
        for file in all.get_mut(id).unwrap().all_files_mut() {
            *file = File::upload(FileKey(format!("{}'", file.key.0)));
        }
    }
    assert!(all.get_mut(TEXT).unwrap().all_files_mut().is_empty());
    assert_eq!(
        [keys(all.get(FILES)), keys(all.get(ROWS))].concat(),
        ["one'", "two'"]
    );

    let fields = form();
    let who: Vec<_> = all_codes(&fields, &all).collect();
    let users = ["ann", "bo", "ann"].map(|code| (Whom::Users, code));
    assert_eq!(who, [&users[..], &[(Whom::Groups, "g")]].concat());
    assert!(codes(fields.get("text").unwrap(), all.get(TEXT)).is_empty());
    let strange = |old: Option<&Values>| {
        let names = names();
        let found = unknown(&fields, &all, old, &names);
        found
            .map(|(field, _, code)| format!("{} {code}", field.code))
            .collect::<Vec<_>>()
    };
    assert_eq!(strange(None), ["rows bo"]);
    assert!(strange(Some(&all)).is_empty());
    assert_eq!(strange(Some(&kept(&json!({"7": ["bo"]})))), [""; 0]);
    let elsewhere = kept(&json!({"33": ["bo"]}));
    assert_eq!(strange(Some(&elsewhere)), ["rows bo"]);
}

#[test]
fn values_are_put_replaced_and_emptied() {
    let mut values = Values::default();
    assert_eq!((values.last_row(), values.has(TEXT)), (0, false));
    values.set(TEXT, Some(Value::Text("a".into())));
    values.set(NUMBER, Some(Value::Text("1".into())));
    values.set(TEXT, Some(Value::Text("b".into())));
    assert!(values.has(TEXT));
    assert_eq!(as_json(&values).to_string(), r#"{"1":"b","2":"1"}"#);
    values.set(TEXT, None);
    values.set(AT, None);
    assert_eq!(
        values.iter().map(|(id, _)| id).collect::<Vec<_>>(),
        [NUMBER]
    );
    values.set_last_row(7);
    assert_eq!(values.last_row(), 7);
    assert_eq!(as_json(&values).to_string(), r#"{"2":"1","rows":7}"#);

    // A stored value that its type cannot parse is equal only to itself.
    let odd = |json: Json| kept(&json!({ "1": json }));
    assert_eq!(odd(json!({"a": 1})), odd(json!({"a": 1})));
    assert_ne!(odd(json!({"a": 1})), odd(json!({"a": 2})));

    let mut all = full();
    assert_eq!(
        (all.last_row(), all.rows(ROWS).len(), all.rows(TEXT).len()),
        (5, 2, 0)
    );
    assert!(all.rows_mut(TEXT).is_empty());
    all.rows_mut(ROWS)[1].id = Some(9);
    assert_eq!(all.rows(ROWS)[1].id, Some(9));
}

#[test]
fn a_form_has_its_columns_and_a_record_what_stands_in_them() {
    let fields = form();
    let columns = |code: &str| {
        let found = of_field(fields.get(code).unwrap());
        let said = found
            .iter()
            .map(|Column { name, is_int }| format!("{name}{}", if *is_int { "!" } else { "" }));
        said.collect::<Vec<_>>().join(" ")
    };
    let key = |text: &str| number_key(text).unwrap();
    let list = |parts: &[&str]| {
        let marked = parts.iter().map(|it| marked(it)).collect::<String>();
        Bind::text(marked.replace("\u{1f}\u{1f}", "\u{1f}"))
    };
    let none = || Bind::Text(None);
    let all = full();
    for (code, names, binds) in [
        ("text", "f1 s1", vec![Bind::text("Äb"), Bind::text("äb")]),
        ("number", "f2", vec![Bind::text(key("1.5"))]),
        ("day", "f3", vec![Bind::text("2026-11-30")]),
        ("time", "f4", vec![Bind::text("09:05")]),
        ("at", "f5!", vec![Bind::Int(Some(1_796_029_500_000))]),
        ("boxes", "f6", vec![list(&["a", "b"])]),
        ("who", "f7", vec![list(&["ann"])]),
        ("files", "s8", vec![Bind::text("n.txt")]),
        ("memo", "s9", vec![Bind::text("x\ny")]),
        ("sum", "f10", vec![Bind::text(key("7"))]),
        (
            "rows",
            "f20 f21 s21 f22 s23 f24 f25 f26 s27",
            vec![
                list(&[&key("1"), &key("2")]),
                list(&["Word"]),
                list(&["word"]),
                list(&["bo", "ann"]),
                list(&["n.txt"]),
                none(),
                list(&["b"]),
                list(&["2026-11-30T09:05:00Z"]),
                none(),
            ],
        ),
        ("bare", "", Vec::new()),
    ] {
        let field = fields.get(code).unwrap();
        assert_eq!(columns(code), names, "{code}");
        assert_eq!(values(field, all.get(field.id)), binds, "{code}");
        // An empty value clears every column.
        let empty = values(field, None);
        assert_eq!(empty.len(), binds.len(), "{code}");
        assert!(
            empty
                .iter()
                .all(|it| matches!(it, Bind::Text(None) | Bind::Int(None))),
            "{code}"
        );
    }
    let at = fields.get("at").unwrap();
    let odd = values(at, Some(&Value::Text("2026-11-30T09:05:59Z".into())));
    assert_eq!(odd, [Bind::Int(Some(1_796_029_500_000))]);
    assert_eq!(number_key("x"), None);
}

#[test]
fn what_a_file_gives_is_read_as_a_request_gives_it() {
    let fields = form();
    let mut record = Given::default();
    assert!(record.is_empty());
    record.set("text", GivenValue::text("a"));
    record.set("number", GivenValue::nothing());
    record.set(
        "boxes",
        GivenValue::parts(FieldType::CheckBox, ["b", "a"].into_iter()),
    );
    record.set(
        "who",
        GivenValue::parts(FieldType::UserSelect, ["ann"].into_iter()),
    );
    let mut row = Given::default();
    row.set("price", GivenValue::text("2"));
    record.push_row("rows", Some(row.clone()));
    record.push_row("rows", None);
    record.push_row("rows", Some(row));
    assert!(!record.is_empty() && record.has("number") && !record.has("day"));
    let mut none = Given::default();
    none.push_row("rows", None);
    assert_eq!(none, given(json!({"rows": {"value": []}})));

    let mut problems = Vec::new();
    let mut reader = Reader::plain(&mut problems);
    let mut read = |code: &str| {
        as_json(reader.read(fields.get(code).unwrap(), &record, &Place::Top.member(code)))
    };
    assert_eq!(read("text"), "a");
    assert_eq!(read("number"), Json::Null);
    assert_eq!(read("day"), Json::Null);
    assert_eq!(read("boxes"), json!(["a", "b"]));
    assert_eq!(read("who"), json!(["ann"]));
    let cells = json!({"id": 0, "value": {"20": "2"}});
    assert_eq!(read("rows"), json!([cells, cells]));
    assert!(problems.is_empty());
}

#[test]
fn typed_text_is_computed_as_far_as_it_can_be_read() {
    let moment = Moment::new(NOW, "UTC", None);
    let computed = |record: Json| as_json(compute(&form(), &given(record), &moment).unwrap());
    let row = |id: Json, price: &str| json!({"id": id, "value": {"price": {"value": price}}});
    let record = json!({
        "number": {"value": "1"},
        "day": {"value": "no day"},
        "created": {"value": "2027-01-15T19:00:00Z"},
        "rows": {"value": [row("7".into(), "2"), row(Json::Null, "x")]},
    });
    let of = |value: &str| json!({"type": "CALC", "value": value});
    let line = |id: &str, value: &str| json!({"id": id, "value": {"double": of(value)}});
    let rows = json!([line("7", "4"), line("0", "0")]);
    assert_eq!(
        computed(record),
        json!({"sum": of("5"), "age": of("3600"), "rows": {"type": "SUBTABLE", "value": rows}})
    );
    // A record that does not exist yet counts as created and updated now, rounded to the minute.
    let empty = json!({"sum": of("0"), "age": of("0"), "rows": {"type": "SUBTABLE", "value": []}});
    assert_eq!(computed(json!({})), empty);
    assert_eq!(computed(json!({"created": {"value": "x"}})), empty);
}

#[test]
fn a_default_names_who_is_there_and_whoever_calls() {
    let setting = json!({"defaultValue": [
        {"type": "FUNCTION", "code": "LOGINUSER()"}, {"type": "USER", "code": "ann"}, {"type": "USER", "code": "gone"},
    ]});
    let list: Vec<_> = [
        "USER_SELECT",
        "GROUP_SELECT",
        "ORGANIZATION_SELECT",
        "SINGLE_LINE_TEXT",
    ]
    .iter()
    .zip(1..)
    .map(|(kind, id)| field(id, kind, kind, &setting, &[]))
    .collect();
    let fields = form_of(list);
    let all = |code: &str| [(code.to_owned(), code.to_uppercase())].into();
    let mut known = names();
    known.users.extend([("me".to_owned(), "Me".to_owned())]);
    known.groups = all("ann");
    known
        .organizations
        .extend([("ann".to_owned(), "Ann Ltd.".to_owned())]);
    let defaults = Defaults {
        names: known,
        login: Some("me".into()),
        organization: Some("o".into()),
    };
    let of = |code: &str| defaults.of(fields.get(code).unwrap()).join(" ");
    assert_eq!(of("USER_SELECT"), "me ann");
    assert_eq!(of("GROUP_SELECT"), "ann");
    assert_eq!(of("ORGANIZATION_SELECT"), "o ann");
    assert_eq!(of("SINGLE_LINE_TEXT"), "");
    let functions = |code: &str| {
        entities(fields.get(code).unwrap())
            .map(|entity| entity == Entity::Function)
            .collect::<Vec<_>>()
    };
    assert_eq!(functions("USER_SELECT"), [true, false, false]);
    assert_eq!(functions("SINGLE_LINE_TEXT"), [true; 0]);

    let moment = Moment::new(NOW, "UTC", None);
    let record = blank(&fields, &moment, defaults);
    let ann = json!([{"code": "me", "name": "Me"}, {"code": "ann", "name": "Ann"}]);
    assert_eq!(as_json(record.get("USER_SELECT").unwrap().value()), ann);
    assert!(record.get("nowhere").is_none());
}

fn head() -> Head<'static> {
    Head {
        id: RecordId(3),
        revision: Revision(1),
        created: 0,
        updated: 60_000,
        creator: Author {
            login: Some("ann"),
            name: None,
        },
        modifier: Author::default(),
    }
}

#[test]
fn a_shown_value_answers_for_its_own_kind_alone() {
    let (fields, all, names) = (form(), full(), names());
    let record = ShownRecord {
        fields: &fields,
        app_code: "APP",
        head: head(),
        values: &all,
        names: &names,
        only: None,
    };
    for field in fields.iter().filter(|it| it.kind.has_value()) {
        let shown = record.get(&field.code).unwrap();
        let code = field.code.as_str();
        assert_eq!(
            shown.choices().len(),
            if code == "boxes" { 2 } else { 0 },
            "{code}"
        );
        let entities: Vec<_> = shown.entities().iter().map(|it| it.name).collect();
        let expected = match code {
            "who" => vec!["Ann"],
            "groups" => vec!["Gang"],
            "creator" => vec!["ann"],
            _ => Vec::new(),
        };
        assert_eq!(entities, expected, "{code}");
        assert_eq!(shown.files().len(), usize::from(code == "files"), "{code}");
        assert_eq!(
            shown.rows().len(),
            if code == "rows" { 2 } else { 0 },
            "{code}"
        );
    }
    assert!(record.get("bare").is_none() && record.get("nowhere").is_none());
    let rows = record.get("rows").unwrap().rows();
    assert_eq!(rows[0].get("word").unwrap().text().as_deref(), Some("Word"));
    assert!(rows[1].get("word").unwrap().text().is_none() && rows[1].get("text").is_none());
    let whose = rows[0].get("whose").unwrap().entities();
    assert_eq!(
        whose
            .iter()
            .map(|it| (it.code, it.name))
            .collect::<Vec<_>>(),
        [("bo", "bo"), ("ann", "Ann")]
    );
    let number = record.get("number").unwrap();
    let text = number.as_kind(FieldType::SingleLineText);
    assert_eq!(
        as_json(text),
        json!({"type": "SINGLE_LINE_TEXT", "value": "1.5"})
    );
    assert_eq!(as_json(number.value()), "1.5");
    let memo = fields.get("memo").unwrap();
    assert_eq!(display(&show(memo, all.get(MEMO), &names), memo, 0), "x\ny");
}

#[test]
fn a_default_stands_for_what_is_not_given_and_not_for_what_is_empty() {
    let text = json!({"defaultValue": "mine"});
    let list = json!([field(1, "SINGLE_LINE_TEXT", "text", &text, &[])]);
    let fields = form_of(list);
    let read = |record: Json| {
        let mut problems = Vec::new();
        let mut reader = Reader::plain(&mut problems);
        as_json(reader.read_or_default(fields.get("text").unwrap(), &given(record), &Place::Top))
    };
    assert_eq!(read(json!({})), "mine");
    assert_eq!(read(json!({"text": {"value": "theirs"}})), "theirs");
    assert_eq!(read(json!({"text": {"value": ""}})), Json::Null);
}

#[test]
fn a_copy_takes_over_what_its_form_has_by_the_same_name_and_type() {
    let list = json!([
        field(1, "NUMBER", "text", &json!({}), &[]),
        field(
            2,
            "SINGLE_LINE_TEXT",
            "other",
            &json!({"defaultValue": "mine"}),
            &[]
        ),
        field(3, "USER_SELECT", "who", &json!({}), &[]),
        field(4, "CREATED_TIME", "created", &json!({}), &[]),
        field(5, "DATE", "day", &json!({}), &[]),
    ]);
    let fields = form_of(list);
    let moment = Moment::new(NOW, "UTC", None);
    let mut copy = blank(&fields, &moment, Defaults::default());
    let (source, all, names) = (form(), full(), names());
    copy.take_over(&ShownRecord {
        fields: &source,
        app_code: "",
        head: head(),
        values: &all,
        names: &names,
        only: None,
    });
    let expected = json!({
        "text": {"type": "NUMBER", "value": ""},
        "other": {"type": "SINGLE_LINE_TEXT", "value": "mine"},
        "who": {"type": "USER_SELECT", "value": [{"code": "ann", "name": "Ann"}]},
        "day": {"type": "DATE", "value": "2026-11-30"},
    });
    assert_eq!(as_json(&copy), expected);
    assert!(copy.get("created").is_none());
    assert_eq!(
        copy.get("day").unwrap().text().as_deref(),
        Some("2026-11-30")
    );
}

#[test]
fn a_result_is_shown_and_compared_in_the_form_of_its_field() {
    let of = |format: &str| -> Field {
        let calc = field(1, "CALC", "c", &json!({"format": format}), &[]);
        let fields = form_of([calc]);
        fields.iter().next().unwrap().clone()
    };
    for (format, kept, text) in [
        ("NUMBER", "1.5", "1.5"),
        ("DATETIME", "1800043234.5", "2027-01-15T20:00:00Z"),
        ("DATE", "1800043234", "2027-01-15"),
        ("TIME", "1800043234", "20:00"),
        ("HOUR_MINUTE", "177000", "49:10"),
        ("HOUR_MINUTE", "-3900", "-1:05"),
        ("HOUR_MINUTE", "0", "0:00"),
        ("DAY_HOUR_MINUTE", "59", "0:00"),
        ("DATE", "x", "x"),
        ("DATE", "99999999999999", "99999999999999"),
    ] {
        assert_eq!(shown(&of(format), kept), text, "{format} {kept}");
    }
    for (format, text, kept) in [
        ("NUMBER", "1.50", Some("1.5")),
        ("DATETIME", "2027-01-15T20:00:34Z", Some("1800043234")),
        ("DATE", "2027-01-15", Some("1799971200")),
        ("TIME", "20:01", Some("72060")),
        ("HOUR_MINUTE", "49:10", Some("177000")),
        ("HOUR_MINUTE", "-1:05", Some("-3900")),
        ("DAY_HOUR_MINUTE", "1:00", Some("3600")),
        ("DATETIME", "5", None),
        ("DATE", "5", None),
        ("TIME", "x", None),
        ("NUMBER", "x", None),
    ] {
        let read = read_result(&of(format), text).map(|it| it.to_string());
        assert_eq!(read.as_deref(), kept, "{format} {text}");
    }
}

#[test]
fn lists_and_tables_are_read_up_to_their_limit() {
    let fields = form();
    let read = |code: &str, value: Json| {
        let mut problems = Vec::new();
        let record = given(json!({ code: {"value": value} }));
        let kept = Reader::plain(&mut problems).read(
            fields.get(code).unwrap(),
            &record,
            &Place::Top.member(code),
        );
        (as_json(kept), problems.len())
    };
    let many = |count: usize| {
        (0..count)
            .map(|it| json!({"code": it.to_string()}))
            .collect::<Json>()
    };
    assert_eq!(read("who", many(1_000)).1, 0);
    assert_eq!(read("who", many(1_001)), (Json::Null, 1));
    let rows = |count: usize| Json::from(vec![json!({"value": {}}); count]);
    assert_eq!(
        read("rows", rows(1_000)).0.as_array().map(Vec::len),
        Some(1_000)
    );
    assert_eq!(read("rows", rows(1_001)), (Json::Null, 1));
    for (code, value, kept, problems) in [
        ("who", json!(""), Json::Null, 0),
        ("who", Json::Null, Json::Null, 0),
        ("who", json!("ann"), Json::Null, 1),
        (
            "who",
            json!([{"code": "a"}, {"code": "a"}, "b", {"code": 1}]),
            json!(["a"]),
            2,
        ),
        ("who", json!([{"code": "a\u{1f}"}]), Json::Null, 1),
        ("boxes", json!(["b", {"code": "a"}]), json!(["b"]), 1),
        ("boxes", json!([{"": "a"}]), Json::Null, 1),
        ("text", json!(["a"]), Json::Null, 1),
        ("text", json!("a\u{1f}"), Json::Null, 1),
        ("text", json!(5), json!("5"), 0),
        ("rows", Json::Null, Json::Null, 0),
        ("rows", json!([]), Json::Null, 0),
        ("rows", json!("x"), Json::Null, 1),
        (
            "rows",
            json!([{"id": "3", "value": null}, {"id": 4, "value": {"price": {"value": "x"}}}, {"value": 5}, {"id": "x"}]),
            json!([{"id": 3, "value": {}}, {"id": 4, "value": {}}, {"id": 0, "value": {}}]),
            2,
        ),
    ] {
        assert_eq!(
            read(code, value.clone()),
            (kept, problems),
            "{code} {value}"
        );
    }
    for (code, value) in [("who", many(1_001)), ("rows", rows(1_001))] {
        let mut problems = Vec::new();
        let record = given(json!({ code: {"value": value} }));
        Reader::plain(&mut problems).read(
            fields.get(code).unwrap(),
            &record,
            &Place::Top.member(code),
        );
        assert_eq!(
            problems[0].wrong,
            Wrong::TooManyItems { max: 1_000 },
            "{code}"
        );
    }
    let mut problems = Vec::new();
    let mut reader = Reader::plain(&mut problems);
    let mapped = [FieldId(20)].into();
    reader.mapped = Some(&mapped);
    let rows = given(
        json!({"rows": {"value": [{"value": {"price": {"value": "1"}, "word": {"value": "w"}}}]}}),
    );
    let kept = reader.read(fields.get("rows").unwrap(), &rows, &Place::Top);
    assert_eq!(as_json(kept), json!([{"id": 0, "value": {"21": "w"}}]));
    let text = reader.read_text(fields.get("number").unwrap(), "1.50", &Place::Top);
    assert_eq!(as_json(text), "1.5");
    assert_eq!(SUM, fields.get("sum").unwrap().id);
}
