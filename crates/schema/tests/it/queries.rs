//! Tests for queries: how each word is parsed, which operators a field supports, and which columns
//! a query uses.

use plugdock_schema::Fields;
use plugdock_schema::query::plan::{Criterion, Part, Plan, Scope, SortKey};
use plugdock_schema::query::time::{Function, Moment, Month, Period, Unit, Weekday};
use plugdock_schema::query::{
    Condition, Error, Operand, Operator as O, Query, Refused, Test, and, is_sortable, operators_of,
};
use plugdock_schema::value::columns::{Bind, number_key};
use serde_json::json;

use crate::it::forms::{field, form_of, options};

/// 2027-01-15 20:00:34 in UTC, a Friday. In Tokyo it is already Saturday.
const NOW: i64 = 1_800_043_234_567;
const MINUTE: i64 = 1_800_043_200_000;
/// Saturday in Tokyo, from the first to the last millisecond.
const SATURDAY: (i64, i64) = (1_800_025_200_000, 1_800_111_599_999);

/// Returns a form with one field of each kind that is queried differently. The number of each field
/// is its position.
fn form() -> Fields {
    let settings = json!({ "options": options() });
    let cells = [(20, "NUMBER", "price"), (21, "SINGLE_LINE_TEXT", "word")]
        .map(|(id, kind, code)| field(id, kind, code, &json!({}), &[]));
    let kinds = [
        ("RECORD_NUMBER", "no"),
        ("CREATOR", "creator"),
        ("CREATED_TIME", "created"),
        ("MODIFIER", "modifier"),
        ("UPDATED_TIME", "updated"),
        ("SINGLE_LINE_TEXT", "text"),
        ("NUMBER", "number"),
        ("DATE", "day"),
        ("TIME", "time"),
        ("DATETIME", "at"),
        ("CHECK_BOX", "boxes"),
        ("DROP_DOWN", "choice"),
        ("USER_SELECT", "who"),
        ("ORGANIZATION_SELECT", "team"),
        ("MULTI_LINE_TEXT", "memo"),
        ("FILE", "file"),
        ("SUBTABLE", "rows"),
        ("GROUP", "group"),
    ];
    let list = kinds.iter().zip(1..).map(|((kind, code), id)| {
        let inner = if *kind == "SUBTABLE" { &cells[..] } else { &[] };
        field(id, kind, code, &settings, inner)
    });
    form_of(list.collect::<Vec<_>>())
}

fn test_of(text: &str) -> Test {
    match Query::parse(text).unwrap().condition {
        Some(Condition::Test(read)) => read,
        other => panic!("{text}: {other:?}"),
    }
}

fn plan(text: &str, login: Option<&str>) -> Result<Plan, Refused> {
    let scope = Scope {
        fields: &form(),
        app_code: "APP",
        moment: &Moment::new(NOW, "Asia/Tokyo", login.map(ToOwned::to_owned)),
    };
    Plan::of(&Query::parse(text).unwrap(), &scope)
}

fn asked(text: &str) -> Criterion {
    let plan = plan(text, Some("ann"));
    plan.unwrap_or_else(|refused| panic!("{text}: {refused}"))
        .condition
        .unwrap()
}

fn span(column: &str, operator: O, ends: (Bind, Bind)) -> Criterion {
    Criterion::Span {
        column: column.into(),
        operator,
        span: Some(ends),
    }
}

fn nothing(column: &str, operator: O) -> Criterion {
    Criterion::Span {
        column: column.into(),
        operator,
        span: None,
    }
}

fn millis((first, last): (i64, i64)) -> (Bind, Bind) {
    (Bind::Int(Some(first)), Bind::Int(Some(last)))
}

fn texts(first: &str, last: &str) -> (Bind, Bind) {
    (Bind::text(first), Bind::text(last))
}

fn one_of(keys: &[&str], with_empty: bool, not: bool) -> Criterion {
    Criterion::OneOf {
        column: "f6".into(),
        keys: keys.iter().map(|it| (*it).into()).collect(),
        with_empty,
        not,
    }
}

fn parts(column: &str, parts: Vec<Part>, with_empty: bool, not: bool) -> Criterion {
    Criterion::Parts {
        column: column.into(),
        parts,
        with_empty,
        not,
    }
}

fn like(column: &str, needle: &str, not: bool) -> Criterion {
    Criterion::Like {
        column: column.into(),
        needle: needle.into(),
        not,
    }
}

fn empty(column: &str, not: bool) -> Criterion {
    Criterion::Empty {
        column: column.into(),
        not,
    }
}

fn person(column: &'static str, logins: &[&str], not: bool) -> Criterion {
    Criterion::User {
        column,
        logins: logins.iter().map(|it| (*it).into()).collect(),
        not,
    }
}

fn key(text: &str) -> Part {
    Part::Key(text.into())
}

#[test]
fn every_operator_is_read_as_it_is_shown() {
    for (operator, value) in [
        ("=", "1"),
        ("!=", "1"),
        ("<", "1"),
        (">", "1"),
        ("<=", "1"),
        (">=", "1"),
        ("in", "(1)"),
        ("not in", "(1)"),
        ("like", "\"1\""),
        ("not like", "\"1\""),
        ("is empty", ""),
        ("is not empty", ""),
    ] {
        let test = test_of(&format!("a {operator} {value}"));
        assert_eq!(test.operator.to_string(), operator);
        assert_eq!(test.values.len(), usize::from(!value.is_empty()));
    }
}

#[test]
fn every_function_is_read_with_the_arguments_it_takes() {
    let read = |text: &str| Query::parse(&format!("a = {text}"));
    for (text, function) in [
        ("now()", Function::Now),
        ("YESTERDAY()", Function::Days(-1)),
        ("TODAY()", Function::Days(0)),
        ("TOMORROW()", Function::Days(1)),
        (
            "FROM_TODAY(-5, DAYS)",
            Function::FromToday(Period(-5, Unit::Days)),
        ),
        (
            "FROM_TODAY(1, weeks)",
            Function::FromToday(Period(1, Unit::Weeks)),
        ),
        (
            "FROM_TODAY(2, MONTHS)",
            Function::FromToday(Period(2, Unit::Months)),
        ),
        (
            "FROM_TODAY(100000, YEARS)",
            Function::FromToday(Period(100_000, Unit::Years)),
        ),
        ("LAST_WEEK()", Function::Weeks(-1, None)),
        ("THIS_WEEK(SUNDAY)", Function::Weeks(0, Some(Weekday(0)))),
        ("NEXT_WEEK(SATURDAY)", Function::Weeks(1, Some(Weekday(6)))),
        ("LAST_MONTH()", Function::Months(-1, Month::Whole)),
        ("THIS_MONTH(1)", Function::Months(0, Month::Day(1))),
        ("THIS_MONTH(31)", Function::Months(0, Month::Day(31))),
        ("NEXT_MONTH(LAST)", Function::Months(1, Month::LastDay)),
        ("LAST_YEAR()", Function::Years(-1)),
        ("THIS_YEAR()", Function::Years(0)),
        ("NEXT_YEAR()", Function::Years(1)),
    ] {
        let test = test_of(&format!("a = {text}"));
        assert_eq!(test.values, [Operand::Time(function)], "{text}");
    }
    for text in [
        "NOW(1)",
        "TODAY(1)",
        "THIS_YEAR(1)",
        "LOGINUSER(1)",
        "PRIMARY_ORGANIZATION(1)",
        "FROM_TODAY(5)",
        "FROM_TODAY(5, HOURS)",
        "FROM_TODAY(100001, DAYS)",
        "FROM_TODAY(x, DAYS)",
        "THIS_WEEK(NODAY)",
        "THIS_WEEK(SUNDAY, MONDAY)",
        "THIS_MONTH(0)",
        "THIS_MONTH(32)",
        "THIS_MONTH(1, 2)",
        "TODAY(",
    ] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn what_stands_before_a_tail_is_a_field_unless_it_begins_the_tail() {
    for field in ["limit", "offset", "order"] {
        assert_eq!(test_of(&format!("{field} = 1")).field, field);
        assert_eq!(test_of(&format!("{field} in (1)")).field, field);
        assert_eq!(test_of(&format!("{field} like \"1\"")).field, field);
    }
    let query = Query::parse("offset 7 limit 0").unwrap();
    assert_eq!((query.limit, query.offset), (Some(0), Some(7)));
    assert_eq!(
        Query::parse("offset 1 offset 2"),
        Err(Error::Syntax { at: 9 })
    );
    // A word other than `limit` or `offset` before a number is a syntax error.
    assert_eq!(Query::parse("a 5"), Err(Error::Syntax { at: 2 }));
    let query = Query::parse("ORDER BY a ASC LIMIT 3").unwrap();
    assert_eq!((query.order.len(), query.limit), (1, Some(3)));
}

#[test]
fn texts_keep_every_sign_but_the_escapes_of_quotes() {
    for (written, text) in [
        (r#""a \"b\" \\ c""#, r#"a "b" \ c"#),
        (r#""\n""#, r"\n"),
        (r#""安 (全), 'x' = !""#, "安 (全), 'x' = !"),
        ("-1.5", "-1.5"),
        ("+1", "+1"),
        (".5", ".5"),
    ] {
        let test = test_of(&format!("\u{3000}名前\u{3000}= {written}\u{3000}"));
        assert_eq!(test.field, "名前");
        assert_eq!(test.values, [Operand::Text(text.into())]);
    }
    for text in ["a = \"x\\", "a ! 1", "a = 1'", "'", "a = x"] {
        assert!(Query::parse(text).is_err(), "{text}");
    }
    for (text, values) in [("a in(1)", 1), ("a in (1,2 , \"3\")", 3)] {
        assert_eq!(test_of(text).values.len(), values, "{text}");
    }
}

#[test]
fn limits_are_reached_before_they_are_passed() {
    let too_large = Err(Error::TooLarge);
    let nested = |depth: usize| format!("{}a = 1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(Query::parse(&nested(64)).is_ok());
    assert_eq!(Query::parse(&nested(65)), too_large);
    // Closed parentheses no longer count towards the depth.
    let flat = vec!["(a = 1)"; 200].join(" and ");
    assert!(Query::parse(&flat).is_ok());
    assert!(Query::parse(&" ".repeat(131_072)).is_ok());
    assert_eq!(Query::parse(&" ".repeat(131_073)), too_large);
    let tests = |count: usize| vec!["a = 1"; count].join(" or ");
    assert!(Query::parse(&tests(500)).is_ok());
    assert_eq!(Query::parse(&tests(501)), too_large);
    let list = |count: usize| format!("a in ({})", vec!["1"; count].join(","));
    assert!(Query::parse(&list(5_000)).is_ok());
    assert_eq!(Query::parse(&list(5_001)), too_large);
    let order = |count: usize| format!("order by {}", vec!["a"; count].join(","));
    assert!(Query::parse(&order(100)).is_ok());
    assert_eq!(Query::parse(&order(101)), too_large);
}

#[test]
fn an_empty_condition_adds_nothing_to_another() {
    assert_eq!(and(" ", " a = 1 "), "a = 1");
    assert_eq!(and("a = 1 ", ""), "a = 1");
    assert_eq!(and("", " "), "");
    assert_eq!(and(" a = 1", "b = 2 "), "(a = 1) and (b = 2)");
}

#[test]
fn a_field_takes_the_operators_of_its_type_the_common_ones_first() {
    for (code, operators) in [
        ("$id", "=, !=, in, not in, >=, <=, >, <"),
        ("no", "=, !=, in, not in, >=, <=, >, <"),
        ("creator", "in, not in"),
        ("updated", "=, !=, >=, <=, >, <"),
        ("text", "=, !=, like, not like, in, not in"),
        ("number", "=, !=, in, not in, >=, <=, >, <"),
        ("boxes", "in, not in"),
        ("memo", "like, not like, is empty, is not empty"),
        ("price", "in, not in"),
        ("word", "like, not like, in, not in"),
        ("group", ""),
        ("nowhere", ""),
    ] {
        let found = operators_of(&form(), code);
        let found: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found.join(", "), operators, "{code}");
    }
}

#[test]
fn records_are_sorted_by_what_has_an_order() {
    for code in [
        "$id", "no", "creator", "updated", "text", "number", "at", "choice",
    ] {
        assert!(is_sortable(&form(), code), "{code}");
    }
    for code in [
        "boxes", "who", "memo", "file", "rows", "price", "group", "nowhere",
    ] {
        assert!(!is_sortable(&form(), code), "{code}");
    }
    let plan = plan(
        "order by $id, creator desc, updated, text desc, number asc",
        None,
    )
    .unwrap();
    let columns = ["id", "creator", "updated_at", "f6", "f7"];
    let keys = columns.map(|column| SortKey {
        column: column.into(),
        descending: ["creator", "f6"].contains(&column),
    });
    assert_eq!(plan.order, keys);
    assert_eq!(plan.condition, None);
}

#[test]
fn built_in_fields_are_asked_by_their_columns() {
    let number = |operator, numbers: &[Option<i64>]| Criterion::Number {
        operator,
        numbers: numbers.to_vec(),
    };
    for (text, criterion) in [
        ("$id >= 3", number(O::GreaterOrEqual, &[Some(3)])),
        (
            r#"no not in ("APP-4", 5, "OTHER-6", "")"#,
            number(O::NotIn, &[Some(4), Some(5), None, None]),
        ),
        (
            r#"creator in (LOGINUSER(), "bo")"#,
            person("creator", &["ann", "bo"], false),
        ),
        (
            r#"modifier not in ("bo")"#,
            person("modifier", &["bo"], true),
        ),
        (
            "created = NOW()",
            span("created_at", O::Equal, millis((MINUTE, MINUTE))),
        ),
        (
            "updated < TODAY()",
            span("updated_at", O::Less, millis(SATURDAY)),
        ),
        (
            r#"created != "2027-01-16""#,
            span("created_at", O::NotEqual, millis(SATURDAY)),
        ),
        (
            r#"updated > "2027-01-15T20:00:59Z""#,
            span("updated_at", O::Greater, millis((MINUTE, MINUTE))),
        ),
    ] {
        assert_eq!(asked(text), criterion, "{text}");
    }
    // An API token is not a user.
    let nobody = plan("creator in (LOGINUSER())", None).unwrap();
    assert_eq!(nobody.condition, Some(person("creator", &[], false)));
}

#[test]
fn fields_are_asked_by_their_columns() {
    let five = number_key("5").unwrap();
    for (text, criterion) in [
        ("text != \"a\"", span("f6", O::NotEqual, texts("a", "a"))),
        ("text = \"\"", nothing("f6", O::Equal)),
        ("text in (\"a\", \"\")", one_of(&["a"], true, false)),
        (
            "text not in (\"a\", \"b\")",
            one_of(&["a", "b"], false, true),
        ),
        ("text like \"ＡＢ\"", like("s6", "ab", false)),
        ("text not like \"a\"", like("s6", "a", true)),
        ("text like \"\"", Criterion::Always(true)),
        ("text not like \"\"", Criterion::Always(false)),
        (
            "number <= 5.0",
            span("f7", O::LessOrEqual, texts(&five, &five)),
        ),
        (
            "day = \"2027-01-16\"",
            span("f8", O::Equal, texts("2027-01-16", "2027-01-16")),
        ),
        (
            "day = TODAY()",
            span("f8", O::Equal, texts("2027-01-16", "2027-01-16")),
        ),
        (
            "day > THIS_MONTH()",
            span("f8", O::Greater, texts("2027-01-01", "2027-01-31")),
        ),
        (
            "time = \"09:05\"",
            span("f9", O::Equal, texts("09:05", "09:05")),
        ),
        ("at = TODAY()", span("f10", O::Equal, millis(SATURDAY))),
        ("at != \"\"", nothing("f10", O::NotEqual)),
        (
            "boxes in (\"a\", \"\")",
            parts("f11", vec![key("a")], true, false),
        ),
        (
            "boxes not in (\"b\")",
            parts("f11", vec![key("b")], false, true),
        ),
        (
            "who in (LOGINUSER())",
            parts("f13", vec![key("ann")], false, false),
        ),
        (
            "team in (PRIMARY_ORGANIZATION(), \"x\")",
            parts(
                "f14",
                vec![Part::PrimaryOrganization(Some("ann".into())), key("x")],
                false,
                false,
            ),
        ),
        ("memo is empty", empty("s15", false)),
        ("file is not empty", empty("s16", true)),
        ("price in (5)", parts("f20", vec![key(&five)], false, false)),
        ("word not like \"X\"", like("s21", "x", true)),
        (
            "memo like \"a\" and (memo is empty or memo like \"b\")",
            Criterion::And(vec![
                like("s15", "a", false),
                Criterion::Or(vec![empty("s15", false), like("s15", "b", false)]),
            ]),
        ),
    ] {
        assert_eq!(asked(text), criterion, "{text}");
    }
    let nobody = plan("who in (LOGINUSER())", None).unwrap();
    assert_eq!(
        nobody.condition,
        Some(parts("f13", Vec::new(), false, false))
    );
}

#[test]
fn what_a_field_cannot_be_is_refused_with_its_reason() {
    for (text, reason) in [
        ("nowhere = 1", "specified field (nowhere) not found"),
        ("memo = \"x\"", "operator = cannot be used on field memo"),
        (
            "price not like \"x\"",
            "operator not like cannot be used on field price, which is in a table",
        ),
        (
            "choice in (\"a\", \"z\")",
            "z is not an option of field choice",
        ),
        ("boxes not in (\"z\")", "z is not an option of field boxes"),
        (
            "text = TODAY()",
            "the time cannot be compared with field text",
        ),
        (
            "text in (LOGINUSER())",
            "LOGINUSER() cannot be compared with field text",
        ),
        (
            "at = LOGINUSER()",
            "LOGINUSER() cannot be compared with field at",
        ),
        (
            "at = PRIMARY_ORGANIZATION()",
            "PRIMARY_ORGANIZATION() cannot be compared with field at",
        ),
        (
            "who in (PRIMARY_ORGANIZATION())",
            "PRIMARY_ORGANIZATION() cannot be compared with field who",
        ),
        ("at = \"x\"", "x cannot be compared with field at"),
        ("day = \"x\"", "x cannot be compared with field day"),
        (
            "day = FROM_TODAY(100000, YEARS)",
            "the time cannot be compared with field day",
        ),
        (
            "created = FROM_TODAY(100000, YEARS)",
            "the time cannot be compared with field created",
        ),
        ("order by memo", "records cannot be sorted by field memo"),
    ] {
        assert_eq!(
            plan(text, Some("ann")).unwrap_err().to_string(),
            reason,
            "{text}"
        );
    }
    // The empty text is not an option, and no choice is compared with it.
    assert!(plan("choice in (\"\")", None).is_ok());
}

#[test]
fn days_are_counted_from_the_callers_own() {
    use Function as F;
    let saturday = Moment::new(NOW, "Asia/Tokyo", None);
    let friday = Moment::new(NOW, "UTC", None);
    let sunday = Moment::new(NOW + 86_400_000, "Asia/Tokyo", None);
    for (function, moment, days) in [
        (F::Now, &friday, "2027-01-15..2027-01-16"),
        (F::Now, &saturday, "2027-01-16..2027-01-17"),
        (F::Days(-1), &saturday, "2027-01-15..2027-01-16"),
        (F::Days(1), &friday, "2027-01-16..2027-01-17"),
        (
            F::FromToday(Period(20, Unit::Days)),
            &saturday,
            "2027-02-05..2027-02-06",
        ),
        (
            F::FromToday(Period(-2, Unit::Weeks)),
            &saturday,
            "2027-01-02..2027-01-03",
        ),
        (
            F::FromToday(Period(1, Unit::Months)),
            &saturday,
            "2027-02-16..2027-02-17",
        ),
        (
            F::FromToday(Period(-1, Unit::Years)),
            &saturday,
            "2026-01-16..2026-01-17",
        ),
        (F::Weeks(0, None), &saturday, "2027-01-10..2027-01-17"),
        (F::Weeks(0, None), &sunday, "2027-01-17..2027-01-24"),
        (
            F::Weeks(1, Some(Weekday(0))),
            &saturday,
            "2027-01-17..2027-01-18",
        ),
        (
            F::Weeks(-1, Some(Weekday(3))),
            &friday,
            "2027-01-06..2027-01-07",
        ),
        (
            F::Months(-1, Month::Whole),
            &friday,
            "2026-12-01..2027-01-01",
        ),
        (
            F::Months(1, Month::LastDay),
            &friday,
            "2027-02-28..2027-03-01",
        ),
        (
            F::Months(1, Month::Day(1)),
            &friday,
            "2027-02-01..2027-02-02",
        ),
        (
            F::Months(1, Month::Day(31)),
            &friday,
            "2027-02-28..2027-03-01",
        ),
        (F::Years(1), &friday, "2028-01-01..2029-01-01"),
    ] {
        let (from, to) = function.days(moment).unwrap();
        assert_eq!(format!("{from}..{to}"), days, "{function:?}");
    }
    assert_eq!(
        Moment::new(NOW, "Nowhere/At_all", None).today(),
        friday.today()
    );
}
