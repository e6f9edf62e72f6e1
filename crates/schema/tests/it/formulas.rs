//! Tests for formulas: the result of each operator and function, and the limits of a formula.

use std::borrow::Cow;

use plugdock_schema::formula::fault::{Fault, What};
use plugdock_schema::formula::{Formulas, Times, differ};
use plugdock_schema::value::{Value as Stored, Values};
use plugdock_schema::{FieldId, Fields, Wrong};
use serde_json::{Value, json};

use crate::it::forms::{self, form_of, options};

const TIMES: Times = Times {
    created: 1_999,
    updated: -1,
};
/// The field that contains the formula.
const RESULT: FieldId = FieldId(50);

fn field(id: i64, kind: &str, code: &str, expression: &str, fields: &[Value]) -> Value {
    let settings = json!({"options": options(), "expression": expression});
    forms::field(id, kind, code, &settings, fields)
}

/// Returns a form with one field of each kind that formulas can read. The field `c` has this
/// formula.
fn form(kind: &str, expression: &str) -> Fields {
    let plain = |id, kind, code| field(id, kind, code, "", &[]);
    let cells = [
        plain(20, "NUMBER", "price"),
        plain(21, "SINGLE_LINE_TEXT", "word"),
        plain(22, "DATETIME", "when"),
    ];
    let list = json!([
        plain(1, "CREATED_TIME", "created"),
        plain(2, "UPDATED_TIME", "updated"),
        plain(3, "NUMBER", "n"),
        plain(4, "NUMBER", "m"),
        plain(5, "SINGLE_LINE_TEXT", "text"),
        plain(6, "SINGLE_LINE_TEXT", "none"),
        plain(7, "DATE", "day"),
        plain(8, "TIME", "time"),
        plain(9, "DATETIME", "at"),
        plain(10, "DATETIME", "later"),
        plain(11, "CHECK_BOX", "boxes"),
        plain(12, "MULTI_LINE_TEXT", "long"),
        field(13, "CALC", "never", "1 / 0", &[]),
        field(14, "SUBTABLE", "rows", "", &cells),
        field(RESULT.0, kind, "c", expression, &[]),
    ]);
    form_of(list)
}

fn record(long: &str) -> String {
    let row = |id: i64, cells: Value| json!({"id": id, "value": cells});
    json!({
        "3": "10",
        "5": "abc",
        "7": "2024-02-29",
        "8": "09:05",
        "9": "2024-02-29T03:04:00Z",
        "11": ["a"],
        "12": long,
        "14": [
            row(1, json!({"20": "1.5", "21": "x", "22": "1970-01-01T00:01:00Z"})),
            row(2, json!({"20": "3", "21": "yz"})),
            row(3, json!({})),
        ],
    })
    .to_string()
}

fn result_with(kind: &str, expression: &str, long: &str) -> Option<String> {
    let fields = form(kind, expression);
    let mut kept = Values::read(&record(long), &fields).unwrap();
    let formulas = Formulas::of(&fields);
    let formulas = formulas.unwrap_or_else(|problems| panic!("{expression}: {problems:?}"));
    formulas.compute(&mut kept, TIMES).unwrap();
    let value = kept.get(RESULT)?;
    value.text().map(Cow::into_owned)
}

fn number(expression: &str) -> String {
    result_with("CALC", expression, "").unwrap_or_default()
}

fn text(expression: &str) -> String {
    result_with("SINGLE_LINE_TEXT", expression, "").unwrap_or_default()
}

fn is_formula(expression: &str) -> bool {
    Formulas::of(&form("CALC", expression)).is_ok()
}

#[test]
fn signs_go_from_left_to_right_and_the_tight_ones_first() {
    for (expression, value) in [
        ("1 - --4", "-3"),
        ("+4 - +1", "3"),
        ("-(1 - 4)", "3"),
        ("10 - 4 - 3", "3"),
        ("24 / 4 / 2", "3"),
        ("2 * 3 - 4 / 2", "4"),
        ("2 ^ -1", "0.5"),
        ("2 ^ -m", "1"),
        ("2 ^ 100 / 2 ^ 98", "4"),
        ("2 ^ -100 * 2 ^ 100", "1"),
        ("1 ^ 101", ""),
        ("1 ^ -101", ""),
        (".5 + 1.", "1.5"),
    ] {
        assert_eq!(number(expression), value, "{expression}");
    }
    assert_eq!(text("1 + 2 & 3 * 4"), "312");
}

#[test]
fn each_comparison_holds_for_less_the_same_and_more() {
    for (sign, holds) in [
        ("=", "010"),
        ("!=", "101"),
        ("<>", "101"),
        ("<", "100"),
        ("<=", "110"),
        (">", "001"),
        (">=", "011"),
    ] {
        let found = ["9", "10", "11"].map(|it| number(&format!("IF({it} {sign} n, 1, 0)")));
        assert_eq!(found.concat(), holds, "{sign}");
    }
}

#[test]
fn what_is_empty_is_the_same_as_nothing_and_a_number_as_zero() {
    for (condition, holds) in [
        ("m = \"\"", true),
        ("\"\" = m", true),
        ("\"x\" = m", false),
        ("m = 0", true),
        ("0 = m", true),
        ("1 = m", false),
        ("m = later", true),
        ("later = \"\"", true),
        ("later = 0", false),
        ("none = \"\"", true),
        ("n = \"10\"", false),
        ("text = \"abc\"", true),
        ("never = \"\"", true),
    ] {
        let expression = format!("IF({condition}, 1, 0)");
        assert_eq!(
            number(&expression),
            if holds { "1" } else { "0" },
            "{condition}"
        );
    }
}

#[test]
fn conditions_are_read_as_far_as_they_decide() {
    for (condition, value) in [
        ("AND(1 = 1, 1 = 2)", "0"),
        ("AND(1 = 1, 2 = 2)", "1"),
        ("AND(1 = 2, 1 / 0 = 1)", "0"),
        ("AND(1 = 1, 1 / 0 = 1)", ""),
        ("OR(1 = 2, 2 = 2)", "1"),
        ("OR(1 = 2, 2 = 3)", "0"),
        ("OR(1 = 1, 1 / 0 = 1)", "1"),
        ("NOT(1 = 2)", "1"),
        ("not(1 = 1)", "0"),
        ("CONTAINS(boxes, \"b\")", "0"),
        ("CONTAINS(text, \"c\")", "1"),
        ("CONTAINS(text, \"ac\")", "0"),
        // For a field in a table, the value of each row is compared as a whole.
        ("CONTAINS(word, \"x\")", "1"),
        ("CONTAINS(word, \"y\")", "0"),
    ] {
        assert_eq!(
            number(&format!("IF({condition}, 1, 0)")),
            value,
            "{condition}"
        );
    }
    // The branch that is not selected is not evaluated.
    assert_eq!(number("IF(1 = 1, 2, 1 / 0)"), "2");
    assert_eq!(number("IF(1 = 1, \"2\", 3) + 1"), "3");
    assert_eq!(number("IF(1 = 1, \"x\", 3)"), "");
}

#[test]
fn functions_of_numbers_round_add_and_write() {
    for (expression, value) in [
        ("ROUND(2.345, 2)", "2.35"),
        ("ROUND(-2.5)", "-3"),
        ("ROUNDUP(1.01)", "2"),
        ("ROUNDDOWN(1.99)", "1"),
        ("ROUND(55, -1)", "60"),
        ("ROUND(n, 1 / 0)", ""),
        ("SUM(price, n, 1)", "15.5"),
        ("SUM(price * 2 + m)", "9"),
        ("SUM(when)", "60"),
        ("SUM(IF(price > 1, 1, 0))", "2"),
        ("created", "1"),
        ("updated", "-1"),
        ("time", "32700"),
        ("at - day", "11040"),
        ("later + 1", ""),
        ("never + 1", ""),
    ] {
        assert_eq!(number(expression), value, "{expression}");
    }
    for (expression, value) in [
        ("YEN(0)", "¥0"),
        ("YEN(999)", "¥999"),
        ("YEN(1000)", "¥1,000"),
        ("YEN(-123456.789, 1)", "¥-123,456.8"),
        ("YEN(1234567, 3)", "¥1,234,567.000"),
        ("YEN(55, -1)", "¥60"),
        ("m & text & none", "abc"),
        ("1 / 3 & \"\"", "0.3333"),
    ] {
        assert_eq!(text(expression), value, "{expression}");
    }
}

#[test]
fn each_letter_of_a_format_is_its_part_of_the_time() {
    // `early` is 2024-02-29 03:04:05. The second loop tests other hours of that day.
    let formatted = |seconds: i64, format: &str| {
        text(&format!(
            "DATE_FORMAT({seconds}, \"{format}\", \"Etc/GMT\")"
        ))
    };
    let early = 1_709_175_845;
    for (format, shown) in [
        ("YYYY Y YYYYY yyyy", "2024 2024 02024 2024"),
        ("YY yy", "24 24"),
        ("M MM d dd", "2 02 29 29"),
        ("H HH h hh m mm s ss", "3 03 3 03 4 04 5 05"),
        ("a aa", "AM AM"),
        ("年年MM月'dd' x''", "年年02月dd x"),
        ("'d' d", "d 29"),
        ("'open", "open"),
        ("mmmmmmmmmmmm", "000000004"),
    ] {
        assert_eq!(formatted(early, format), shown, "{format}");
    }
    for (hours, shown) in [
        (-3, "0 12 AM"),
        (8, "11 11 AM"),
        (9, "12 12 PM"),
        (10, "13 1 PM"),
    ] {
        assert_eq!(formatted(early + hours * 3_600, "H h a"), shown);
    }
    // If a field contains the time zone, its validity is only known for each record.
    assert_eq!(text("DATE_FORMAT(n, \"d\", text)"), "");
}

#[test]
fn a_result_fits_its_field_or_is_empty() {
    let long = "安".repeat(13_107);
    let five = "long & long & long & long & long";
    let length = |text: Option<String>| text.map(|it| it.chars().count());
    let text = |expression: &str| result_with("SINGLE_LINE_TEXT", expression, &long);
    assert_eq!(length(text(five)), Some(65_535));
    assert_eq!(length(text(&format!("{five} & 1"))), None);
    assert_eq!(text("none & \"\""), None);
    assert_eq!(text("1 / 0 & \"x\""), None);
    assert_eq!(number("IF(1 = 1, \" 1.50\", 1)"), "1.5");
}

#[test]
fn only_what_a_function_takes_is_given_to_it() {
    for expression in [
        "IF(1 = 1, \"a\", 1)",
        "SUM(1, m)",
        "ROUND(n, m)",
        "IF(AND(n = 1, OR(text = \"a\", NOT(m = 1))), 1, 2)",
        "IF(CONTAINS(boxes, text), 1, 2)",
        "IF(CONTAINS(text, IF(1 = 1, 1, \"a\")), 1, 2)",
        "time + day + at + created + never",
    ] {
        assert!(is_formula(expression), "{expression}");
    }
    for expression in [
        "text",
        "n = 1",
        "boxes",
        "1 + text",
        "-text",
        "2 ^ -text",
        "text ^ 2",
        "IF(\"x\" < 1, 1, 2)",
        "IF(boxes = \"a\", 1, 2)",
        "IF((1 = 1) = 1, 1, 2)",
        "IF(n, 1, 2)",
        "IF(1 = 1, boxes, 1)",
        "IF(1 = 1, \"a\", \"b\")",
        "IF(AND(n), 1, 2)",
        "IF(OR(n), 1, 2)",
        "IF(NOT(n), 1, 2)",
        "IF(CONTAINS(n, \"x\"), 1, 2)",
        "IF(CONTAINS(boxes, n), 1, 2)",
        "IF(CONTAINS(boxes, boxes), 1, 2)",
        "IF(1 = 1, DATE_FORMAT(n, \"d\", \"UTC\"), \"x\")",
        "IF(1 = 1, YEN(1), \"x\")",
        "SUM(boxes)",
        "SUM(text)",
        "ROUND(text)",
        "ROUND(1, text)",
        "ROUNDUP(text)",
        "ROUNDDOWN(text)",
        "price",
        "SUM(price) + price",
        "ROUND(price)",
        "IF(price > 1, 1, 2)",
        "IF(1 = 1, 2, price)",
        "SUM()",
        "SUM(1,)",
        "SUM(1",
        "IF(1 = 1, 2)",
        "IF(1 = 1, 2, 3, 4)",
        "ROUND(1, 2, 3)",
        "TAN(1)",
        "nowhere",
        "1 1",
        "(1",
        "1)",
        "* 1",
        "1.2.3",
    ] {
        assert!(!is_formula(expression), "{expression}");
    }
    let text = |expression: &str| Formulas::of(&form("SINGLE_LINE_TEXT", expression)).is_ok();
    assert!(text("DATE_FORMAT(n, \"d\", \"UTC\") & YEN(1)"));
    for expression in [
        "DATE_FORMAT(text, \"d\", \"UTC\")",
        "DATE_FORMAT(n, 1, \"UTC\")",
        "DATE_FORMAT(n, \"d\", 1)",
        "DATE_FORMAT(n, \"d\", \"Nowhere/At_all\")",
        "DATE_FORMAT(n, \"d\")",
        "YEN(text)",
        "YEN(1, 2, 3)",
        "1 = 1",
        "boxes",
        "\"a\u{1f}\"",
        "\"a",
    ] {
        assert!(!text(expression), "{expression:?}");
    }
    // There are three escape sequences.
    assert_eq!(self::text(r#""\n\"\\\d""#), "\n\"\\\\d");
}

#[test]
fn a_fault_names_what_it_is_about() {
    for (expression, what) in [
        ("1 + nowhere", What::Field("nowhere".into())),
        ("1 + tan(1)", What::Function("tan".into())),
        ("1 + round()", What::Arguments("ROUND".into())),
    ] {
        let invalid = Formulas::of(&form("CALC", expression)).unwrap_err();
        let fault = Fault { at: 4, what };
        assert_eq!(
            invalid.problems[0].wrong,
            Wrong::Formula(fault),
            "{expression}"
        );
    }
}

#[test]
fn a_row_knows_its_own_fields_and_all_rows_of_other_tables() {
    let price = |id| field(id, "NUMBER", &format!("p{id}"), "", &[]);
    let sums = field(21, "CALC", "both", "SUM(p31) + p20", &[]);
    let list = json!([
        field(2, "SUBTABLE", "one", "", &[price(20), sums]),
        field(3, "SUBTABLE", "two", "", &[price(31)]),
    ]);
    let fields = form_of(list);
    let row = |id: i64, cells: Value| json!({"id": id, "value": cells});
    let document = json!({
        "2": [row(1, json!({"20": "1"})), row(2, json!({"20": "2"}))],
        "3": [row(3, json!({"31": "10"})), row(4, json!({"31": "20"}))],
    });
    let mut kept = Values::read(&document.to_string(), &fields).unwrap();
    Formulas::of(&fields)
        .unwrap()
        .compute(&mut kept, TIMES)
        .unwrap();
    let rows = kept.rows(FieldId(2)).iter();
    let sums = rows.map(|row| row.cells.get(FieldId(21)).and_then(Stored::text));
    assert_eq!(
        sums.collect::<Vec<_>>(),
        [Some("31".into()), Some("32".into())]
    );
}

#[test]
fn limits_are_reached_before_they_are_passed() {
    let nested = |depth: usize| format!("{}1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(is_formula(&nested(32)) && !is_formula(&nested(33)));
    let calls = |depth: usize| format!("{}1{}", "SUM(".repeat(depth), ")".repeat(depth));
    assert!(is_formula(&calls(32)) && !is_formula(&calls(33)));
    // Closed parentheses no longer count towards the depth.
    assert!(is_formula(&vec!["(1)"; 100].join("+")));
    let spaces = |length: usize| format!("1{}", " ".repeat(length - 1));
    assert!(is_formula(&spaces(10_000)) && !is_formula(&spaces(10_001)));
    // Together with the operators and the end, these are 2,000 tokens.
    let sum = vec!["1"; 1_000].join("+");
    assert!(is_formula(&sum) && !is_formula(&format!("-{sum}")));
    let given = |count: usize| format!("SUM({})", vec!["1"; count].join(","));
    assert!(is_formula(&given(100)) && !is_formula(&given(101)));
}

#[test]
fn the_work_for_a_record_is_limited() {
    let doubled = |count: i64| {
        let terms = vec!["s"; 1_000].join("&");
        let of = |number: i64| {
            field(
                10 + number,
                "SINGLE_LINE_TEXT",
                &format!("t{number}"),
                &terms,
                &[],
            )
        };
        let list: Vec<Value> = (0..count).map(of).collect();
        let text = field(1, "SINGLE_LINE_TEXT", "s", "", &[]);
        form_of(Value::Array([vec![text], list].concat()))
    };
    let computed = |count: i64| {
        let fields = doubled(count);
        let document = json!({"1": "x".repeat(64)}).to_string();
        let mut kept = Values::read(&document, &fields).unwrap();
        Formulas::of(&fields).unwrap().compute(&mut kept, TIMES)
    };
    assert_eq!(computed(20), Ok(true));
    let refused = computed(300).unwrap_err();
    assert_eq!(refused.wrong, Wrong::RecordTooLarge);
}

#[test]
fn what_changes_is_told_wherever_it_stands() {
    let formula = |id, code, expression| field(id, "CALC", code, expression, &[]);
    let cells = [
        field(11, "NUMBER", "price", "", &[]),
        formula(12, "double", "price * 2"),
    ];
    let list = json!([
        formula(1, "all", "-part + one"),
        formula(2, "part", "SUM(double)"),
        formula(3, "one", "1"),
        field(10, "SUBTABLE", "rows", "", &cells),
    ]);
    let fields = form_of(list);
    let formulas = Formulas::of(&fields).unwrap();
    let computed = |document: Value| {
        let mut kept = Values::read(&document.to_string(), &fields).unwrap();
        let changed = formulas.compute(&mut kept, TIMES).unwrap();
        let result = kept.get(FieldId(1)).and_then(Stored::text);
        (changed, result.map(Cow::into_owned))
    };
    let rows = |double: &str| json!([{"id": 1, "value": {"11": "2", "12": double}}]);
    let same = json!({"1": "-3", "2": "4", "3": "1", "10": rows("4")});
    let with = |key: &str, value: Value| {
        let mut document = same.clone();
        document[key] = value;
        document
    };
    let result = Some("-3".to_owned());
    assert_eq!(computed(same.clone()), (false, result.clone()));
    for document in [
        with("1", "0".into()),
        with("2", "0".into()),
        with("3", "0".into()),
        with("10", rows("0")),
        json!({"10": rows("0")}),
    ] {
        assert_eq!(
            computed(document.clone()),
            (true, result.clone()),
            "{document}"
        );
    }
}

#[test]
fn formulas_differ_by_what_they_are_computed_from() {
    let of = |expression: &str| form("CALC", expression);
    assert!(!differ(&of("n + 1"), &of("n + 1")));
    assert!(differ(&of("n + 1"), &of("n + 2")));
    assert!(differ(&of("n + 1"), &of("m + 1")));
    assert!(differ(&of("n + 1"), &form("NUMBER", "n + 1")));
    // Fields without a formula have no difference.
    assert!(!differ(&form("NUMBER", "n"), &form("NUMBER", "m")));
    let mut renamed = form("SINGLE_LINE_TEXT", "ROUND(n) + n&\"n\"");
    let before = renamed.clone();
    let change = json!({"n": {"code": "ROUND"}});
    // The formula also uses a function of that name, which stays unchanged.
    renamed.update(&change.into()).unwrap();
    let expression = renamed.get("c").unwrap().text("expression");
    assert_eq!(expression, "ROUND(ROUND) + ROUND&\"n\"");
    assert!(!differ(&before, &renamed));
}

#[test]
fn a_text_is_computed_where_it_has_a_formula() {
    let is = |kind: &str, expression: &str| {
        let fields = form(kind, expression);
        let field = fields.get("c").unwrap();
        (field.is_computed(), field.is_given())
    };
    assert_eq!(is("CALC", ""), (true, false));
    assert_eq!(is("SINGLE_LINE_TEXT", "n"), (true, false));
    assert_eq!(is("SINGLE_LINE_TEXT", ""), (false, true));
    assert_eq!(is("MULTI_LINE_TEXT", "n"), (false, true));
    assert_eq!(is("CREATED_TIME", ""), (false, false));
}
