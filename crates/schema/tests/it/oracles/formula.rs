//! The oracle for formulas. If the first byte is even, the rest is the text of a formula. If it is
//! odd, the rest encodes a tree of integer operations. The tree is written as a formula and also
//! computed here.

use std::fmt::Write as _;

use plugdock_schema::decimal::Decimal;
use plugdock_schema::formula::{Formulas, Times, differ};
use plugdock_schema::value::{Value, Values};
use plugdock_schema::{FieldId, FieldType, Fields};
use serde_json::json;

const TIMES: Times = Times {
    created: 1_000,
    updated: 2_000,
};

pub(crate) fn check(input: &[u8]) {
    match input {
        [way, rest @ ..] if way % 2 == 0 => written(&String::from_utf8_lossy(rest)),
        [_, rest @ ..] => worked_out(rest),
        [] => {}
    }
}

fn written(text: &str) {
    for kind in [FieldType::Calc, FieldType::SingleLineText] {
        let fields = form(kind, text);
        assert!(!differ(&fields, &fields));
        let formulas = match Formulas::of(&fields) {
            Ok(formulas) => formulas,
            Err(invalid) => {
                assert!(!invalid.problems.is_empty());
                continue;
            }
        };
        let mut record = record(&fields);
        let before = record.clone();
        formulas.compute(&mut record, TIMES).unwrap();
        let id = id(&fields, "c");
        match record.get(id) {
            None => {}
            Some(Value::Number(number)) => {
                let again = Decimal::parse(&number.to_string());
                assert_eq!((kind, again.as_ref()), (FieldType::Calc, Ok(number)));
            }
            Some(Value::Text(result)) => {
                assert_eq!(kind, FieldType::SingleLineText);
                assert!(!result.is_empty() && result.chars().count() <= 65_535);
            }
            Some(other) => panic!("a number or a text is kept, not {other:?}"),
        }
        assert!(
            !formulas.compute(&mut record, TIMES).unwrap(),
            "it comes to the same again"
        );
        record.set(id, None);
        assert_eq!(record, before, "nothing else is changed");
    }
}

fn worked_out(mut input: &[u8]) {
    let mut text = String::new();
    let Some(value) = tree(&mut input, &mut text, 24) else {
        return;
    };
    let fields = form(FieldType::Calc, &text);
    let Ok(formulas) = Formulas::of(&fields) else {
        // The formula of a large tree may exceed the limit on length or depth.
        assert!(text.len() > 2_000, "{text}");
        return;
    };
    let mut record = record(&fields);
    formulas.compute(&mut record, TIMES).unwrap();
    let result = record.get(id(&fields, "c")).and_then(Value::text);
    if value.unsigned_abs() < 10_u128.pow(30) {
        assert_eq!(result.as_deref(), Some(&*value.to_string()), "{text}");
    }
}

/// Writes a tree of sums, differences and products, and returns its value. Returns `None` if the
/// value is too large to compute here.
fn tree(input: &mut &[u8], text: &mut String, depth: usize) -> Option<i128> {
    let byte = match *input {
        [first, rest @ ..] => {
            *input = rest;
            *first
        }
        [] => 0,
    };
    let sign = match byte {
        0..150 => None,
        150..185 => Some('+'),
        185..220 => Some('-'),
        220.. => Some('*'),
    };
    let Some(sign) = sign.filter(|_| depth > 0) else {
        let _ = write!(text, "{byte}");
        return Some(byte.into());
    };
    text.push('(');
    let one = tree(input, text, depth - 1)?;
    let _ = write!(text, " {sign} ");
    let two = tree(input, text, depth - 1)?;
    text.push(')');
    match sign {
        '+' => one.checked_add(two),
        '-' => one.checked_sub(two),
        _ => one.checked_mul(two),
    }
}

/// Returns a form whose field `c` has this formula. It bypasses the check that refuses an invalid
/// formula immediately.
fn form(kind: FieldType, formula: &str) -> Fields {
    let mut fields = Fields::default();
    let new = json!({
        "n": {"type": "NUMBER"}, "m": {"type": "NUMBER"}, "text": {"type": "SINGLE_LINE_TEXT"},
        "day": {"type": "DATE"}, "time": {"type": "TIME"}, "at": {"type": "DATETIME"},
        "boxes": {"type": "CHECK_BOX", "options": {"a": {"label": "a", "index": 0}}},
        "rows": {"type": "SUBTABLE", "fields": {"price": {"type": "NUMBER"}, "word": {"type": "SINGLE_LINE_TEXT"}}},
        "other": {"type": "SUBTABLE", "fields": {"cost": {"type": "NUMBER"}}},
        "c": {"type": kind.as_str()},
    });
    fields.add(&new.into()).unwrap();
    let mut stored = serde_json::to_value(fields).unwrap();
    let list = stored["list"].as_array_mut().unwrap();
    list.last_mut().unwrap()["settings"]["expression"] = formula.into();
    serde_json::from_value(stored).unwrap()
}

fn id(fields: &Fields, code: &str) -> FieldId {
    fields.find(code).unwrap().0.id
}

fn record(fields: &Fields) -> Values {
    let id = |code: &str| id(fields, code).to_string();
    let row = |number: i64, price: &str, word: &str| json!({"id": number, "value": {id("price"): price, id("word"): word}});
    let document = json!({
        id("n"): "10",
        id("m"): "-0.125",
        id("text"): "abc",
        id("day"): "2024-02-29",
        id("time"): "23:59",
        id("at"): "2024-02-29T03:04:00Z",
        id("boxes"): ["a"],
        id("rows"): [row(1, "1.5", "x"), row(2, "-3", "y")],
    });
    Values::read(&document.to_string(), fields).unwrap()
}
