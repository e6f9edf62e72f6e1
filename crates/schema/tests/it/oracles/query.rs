//! The oracle for the query language. The text is parsed, and the query is planned for a form with
//! a field of every type.

use std::sync::OnceLock;

use plugdock_schema::query::plan::{Plan, Scope};
use plugdock_schema::query::time::Moment;
use plugdock_schema::query::{
    Condition, Error, MAX_DEPTH, MAX_LIMIT, MAX_OFFSET, MAX_TERMS, Query, and, check as is_askable,
    condition_of,
};
use plugdock_schema::{FieldType, Fields};
use serde_json::{Map, Value, json};

pub(crate) fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let query = match Query::parse(&text) {
        Ok(query) => query,
        Err(Error::Syntax { at }) => {
            assert!(at <= text.chars().count(), "the place is in the text");
            return;
        }
        Err(Error::TooLarge | Error::Limit | Error::Offset) => return,
    };
    assert!(query.limit.is_none_or(|it| (0..=MAX_LIMIT).contains(&it)));
    assert!(query.offset.is_none_or(|it| (0..=MAX_OFFSET).contains(&it)));
    let terms = query
        .condition
        .as_ref()
        .map_or(0, |it| measured(it, MAX_DEPTH * 3));
    assert!(terms <= MAX_TERMS);
    the_condition_stands_alone(&text, &query);
    it_can_be_asked(&query);
}

/// Counts the tests in a condition. Each group must have at least two parts and must not be too
/// deep.
fn measured(condition: &Condition, depth: usize) -> usize {
    assert!(depth > 0, "it is too deep");
    match condition {
        Condition::Test(_) => 1,
        Condition::And(parts) | Condition::Or(parts) => {
            assert!(parts.len() > 1);
            parts.iter().map(|it| measured(it, depth - 1)).sum()
        }
    }
}

fn the_condition_stands_alone(text: &str, query: &Query) {
    let alone = condition_of(text).expect("what was read has a condition");
    let again = Query::parse(alone).expect("a condition is a query");
    assert_eq!(again.condition, query.condition);
    assert!(again.order.is_empty() && again.limit.is_none() && again.offset.is_none());
    if let Ok(both) = Query::parse(&and(alone, "$id > 0")) {
        let parts = query.condition.is_some();
        assert_eq!(matches!(both.condition, Some(Condition::And(_))), parts);
    }
}

/// Asserts that a query is valid or invalid for every user and at every time alike.
fn it_can_be_asked(query: &Query) {
    let moments = [
        Moment::new(0, "UTC", None),
        Moment::new(1_800_043_200_000, "Asia/Tokyo", Some("ann".to_owned())),
    ];
    let plans = moments.each_ref().map(|moment| {
        let scope = Scope {
            fields: form(),
            app_code: "APP",
            moment,
        };
        Plan::of(query, &scope)
    });
    assert_eq!(is_askable(query, form()).is_ok(), plans[0].is_ok());
    if let [Ok(one), Ok(two)] = &plans {
        assert_eq!(one.order, two.order);
        assert_eq!(one.order.len(), query.order.len());
        assert_eq!(one.condition.is_some(), two.condition.is_some());
    }
}

/// Returns a form with a field of every type. Its code is the name of the type in lowercase.
fn form() -> &'static Fields {
    static FORM: OnceLock<Fields> = OnceLock::new();
    FORM.get_or_init(|| {
        let mut fields = Fields::default();
        let kinds = FieldType::ALL.iter().filter(|it| !it.is_built_in());
        let new: Map<String, Value> = kinds
            .map(|kind| {
                let options = json!({"a": {"label": "a", "index": 0}});
                let property = json!({
                    "type": kind.as_str(),
                    "options": options,
                    "fields": {"inner": {"type": "NUMBER"}},
                });
                (kind.as_str().to_lowercase(), property)
            })
            .collect();
        fields.add(&new.into()).unwrap();
        fields
    })
}
