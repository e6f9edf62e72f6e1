//! Formulas of calculated fields, in Kintone's language: their dependencies, their order and their
//! results.
//!
//! Numbers are exact decimals. A result is stored with `PLACES` decimal places, rounded half to
//! even, which is Kintone's default. Times are counted in seconds. The result is empty if a formula
//! cannot be computed, for example because of a division by zero or a missing time.

use std::collections::{BTreeSet, HashSet};

use bigdecimal::RoundingMode;

use crate::decimal::Decimal;
use crate::problem::none_of;
use crate::value::{Value, Values};
use crate::{Field, FieldId, Fields, Invalid, Place, Problem, Wrong};

mod eval;
pub mod fault;
mod lexer;
mod number;
mod parser;

use eval::{Env, Work};
use fault::{Fault, What};
pub(crate) use parser::Kind;
use parser::Node;

/// The maximum length of a formula, in bytes.
const MAX_LENGTH: usize = 10_000;
/// The maximum number of tokens of a formula.
const MAX_TERMS: usize = 2_000;
/// The maximum depth of nested parentheses. The parser recurses for each level.
const MAX_DEPTH: usize = 32;
/// The number of decimal places of a result (Kintone's default).
const PLACES: i64 = 4;
/// The maximum length of a result that is a text, in characters.
const MAX_TEXT: usize = 65_535;
/// The maximum length of a text within a formula, in bytes. No longer text can be a result.
const MAX_BYTES: usize = 4 * MAX_TEXT;
/// The maximum work for all formulas of one record: one for each part of a formula that is evaluated,
/// and one for each byte of its text. It takes about five milliseconds. Without a limit, 300 formulas
/// of 1,000 terms each held the database's write lock for two minutes.
const MAX_WORK: u64 = 4_000_000;

/// The times of a record, in Unix milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// The time at which the record was added.
    pub created: i64,
    /// The time of the last write.
    pub updated: i64,
}

/// A field to which a formula refers.
#[derive(Clone, Debug, PartialEq)]
struct Source {
    id: FieldId,
    stands: Stands,
    read: Read,
}

/// The location of a field's value, relative to the formula.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stands {
    Record,
    /// A field of the formula's own table row.
    /// In the formula's own row.
    Row,
    /// A field of the rows of this table.
    Rows(FieldId),
}

/// The way in which a stored value is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Read {
    Number,
    /// The result of another formula.
    Result,
    Text,
    List,
    Day,
    Time,
    Instant,
    Created,
    Updated,
}

#[derive(Debug)]
struct Formula {
    id: FieldId,
    table: Option<FieldId>,
    /// True if the result is a text, false if it is a number.
    is_text: bool,
    tree: Node,
    needs: HashSet<FieldId>,
}

/// The formulas of a form, in an order in which they can be computed.
#[derive(Debug)]
pub struct Formulas(Vec<Formula>);

/// The name of the setting that contains a field's formula.
pub(crate) const EXPRESSION: &str = "expression";

impl Field {
    /// Returns true if the value is always computed and never taken from a request.
    pub fn is_computed(&self) -> bool {
        self.kind.is_result()
            || (!self.text(EXPRESSION).is_empty() && self.kind.has_setting(EXPRESSION))
    }

    /// Returns true if a request may give the value.
    pub fn is_given(&self) -> bool {
        self.kind.is_writable() && !self.is_computed()
    }
}

/// Returns the fields whose formulas cannot be read, for example because they name a field that is
/// not in `fields`.
pub(crate) fn unreadable(fields: &Fields) -> BTreeSet<FieldId> {
    let written = fields.all().filter(|(field, _)| has_formula(field));
    let broken = written.filter(|(field, table)| read(fields, field, *table).is_err());
    broken.map(|(field, _)| field.id).collect()
}

fn has_formula(field: &Field) -> bool {
    field.is_computed() && !field.text(EXPRESSION).trim().is_empty()
}

impl Formulas {
    /// Parses all formulas of a form. Every problem is reported with its place.
    pub fn of(fields: &Fields) -> Result<Self, Invalid> {
        let (mut waiting, mut problems) = (Vec::new(), Vec::new());
        for (field, table) in fields.all() {
            if !has_formula(field) {
                continue;
            }
            match read(fields, field, table) {
                Ok(formula) => waiting.push((formula, field)),
                Err(fault) => problems.push(problem(field, fault)),
            }
        }
        let mut ready = Vec::with_capacity(waiting.len());
        while !waiting.is_empty() {
            let open: HashSet<FieldId> = waiting.iter().map(|(it, _)| it.id).collect();
            let (free, bound): (Vec<_>, Vec<_>) = waiting
                .into_iter()
                .partition(|(formula, _)| formula.needs.is_disjoint(&open));
            if free.is_empty() {
                let fault = |(formula, field): &(Formula, &Field)| {
                    // A formula that only depends on a cycle is reported too, because it refers to
                    // the formulas in it.
                    let what = What::Cycle;
                    (!formula.needs.is_empty()).then(|| problem(field, Fault { at: 0, what }))
                };
                problems.extend(bound.iter().filter_map(fault));
                break;
            }
            ready.extend(free.into_iter().map(|(formula, _)| formula));
            waiting = bound;
        }
        none_of(problems)?;
        Ok(Self(ready))
    }

    /// Computes all formulas of a record. Returns true if a value changed.
    ///
    /// # Errors
    /// [`Wrong::RecordTooLarge`] if that takes too much work.
    pub fn compute(&self, kept: &mut Values, times: Times) -> Result<bool, Problem> {
        let work = Work::new(MAX_WORK);
        let mut changed = false;
        for formula in &self.0 {
            let env = Env {
                kept,
                row: None,
                each: None,
                times,
                work: &work,
            };
            let Some(table) = formula.table else {
                let value = formula.value(env);
                changed |= put(kept, formula.id, value);
                continue;
            };
            let rows = kept.rows(table).iter();
            let values: Vec<Option<Value>> = rows
                .map(|row| {
                    let row = Some(&row.cells);
                    formula.value(Env { row, ..env })
                })
                .collect();
            for (row, value) in kept.rows_mut(table).iter_mut().zip(values) {
                changed |= put(&mut row.cells, formula.id, value);
            }
        }
        if work.is_over() {
            return Err(Problem::new(&Place::Top, Wrong::RecordTooLarge));
        }
        Ok(changed)
    }
}

impl Formula {
    fn value(&self, env: Env<'_>) -> Option<Value> {
        let value = eval::eval(&self.tree, env).ok()?;
        let text = match value {
            eval::Value::Number(number) => number.round(PLACES, RoundingMode::HalfEven)?.kept()?,
            value => eval::text_of(value).ok()?,
        };
        if text.is_empty() || text.chars().count() > MAX_TEXT {
            return None;
        }
        if self.is_text {
            return Some(Value::Text(text));
        }
        // In a number field, a text result is empty unless it is a number.
        Decimal::parse(&text).ok().map(Value::Number)
    }
}

/// Returns true if the formulas of the two revisions differ, or refer to different fields. Stored
/// results must then be computed again.
pub fn differ(before: &Fields, after: &Fields) -> bool {
    let texts = |fields: &Fields| -> Vec<(i64, String)> {
        let all = fields.all().map(|(field, _)| field);
        let computed = all.filter(|field| field.is_computed());
        // Codes are replaced by field numbers, so that a renamed field makes no difference.
        let by_number = |code: &str| {
            let found = fields.find(code).map(|(field, _)| field.id);
            found.map_or_else(|| code.to_owned(), |id| format!("f{id}"))
        };
        computed
            .map(|field| (field.id.0, renamed(field.text(EXPRESSION), by_number)))
            .collect()
    };
    texts(before) != texts(after)
}

/// Returns a formula in which the code of every field is replaced.
pub(super) fn renamed(expression: &str, code: impl Fn(&str) -> String) -> String {
    let Ok(tokens) = lexer::tokens(expression) else {
        return expression.to_owned();
    };
    let mut text = String::with_capacity(expression.len());
    let mut end = 0;
    for (index, token) in tokens.iter().enumerate() {
        text.push_str(&expression[end..token.span.0]);
        let written = &expression[token.span.0..token.span.1];
        match &token.kind {
            lexer::Kind::Name(name)
                if tokens.get(index + 1).map(|it| &it.kind) != Some(&lexer::Kind::Open) =>
            {
                text.push_str(&code(name));
            }
            _ => text.push_str(written),
        }
        end = token.span.1;
    }
    text.push_str(&expression[end..]);
    text
}

fn put(cells: &mut Values, id: FieldId, value: Option<Value>) -> bool {
    if cells.get(id) == value.as_ref() {
        return false;
    }
    cells.set(id, value);
    true
}

fn read(fields: &Fields, field: &Field, table: Option<&Field>) -> Result<Formula, Fault> {
    let resolve = |code: &str| {
        let (found, stands) = fields.find(code)?;
        let stands = match (stands, table) {
            (None, _) => Stands::Record,
            (Some(one), Some(own)) if one.id == own.id => Stands::Row,
            (Some(one), _) => Stands::Rows(one.id),
        };
        let (read, kind) = found.kind.definition().formula?;
        let id = found.id;
        Some((Source { id, stands, read }, kind))
    };
    let expression = field.text(EXPRESSION);
    let part = parser::parse(expression, &resolve)?;
    let is_text = !field.kind.is_result();
    let fits = match part.kind {
        Kind::Number | Kind::Either => true,
        Kind::Text => is_text,
        Kind::Flag | Kind::List => false,
    };
    if !fits {
        return Err(lexer::fault(expression, 0, What::Result));
    }
    let mut needs = HashSet::new();
    collect(&part.node, &mut needs);
    Ok(Formula {
        id: field.id,
        table: table.map(|table| table.id),
        is_text,
        tree: part.node,
        needs,
    })
}

fn collect(node: &Node, needs: &mut HashSet<FieldId>) {
    match node {
        Node::Field(source) => {
            needs.insert(source.id);
        }
        Node::Negate(inner) => collect(inner, needs),
        Node::Chain(first, rest) => {
            collect(first, needs);
            for (_, node) in rest {
                collect(node, needs);
            }
        }
        Node::Call(_, given) => {
            for (node, _) in given {
                collect(node, needs);
            }
        }
        Node::Number(_) | Node::Text(_) => {}
    }
}

fn problem(field: &Field, fault: Fault) -> Problem {
    let properties = Place::Top.member("properties");
    let at = properties.key(&field.code);
    Problem::new(&at.member(EXPRESSION), Wrong::Formula(fault))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// Returns a form with a field of each type that formulas can read, a table, and the field `c`
    /// with this formula.
    fn form(kind: &str, expression: &str) -> Fields {
        let options = json!({"a": {"label": "a", "index": 0}, "b": {"label": "b", "index": 1}});
        let new = json!({
            "n": {"type": "NUMBER"}, "m": {"type": "NUMBER"}, "text": {"type": "SINGLE_LINE_TEXT"},
            "day": {"type": "DATE"}, "time": {"type": "TIME"}, "at": {"type": "DATETIME"},
            "boxes": {"type": "CHECK_BOX", "options": options},
            "rows": {"type": "SUBTABLE", "fields": {"price": {"type": "NUMBER"}, "count": {"type": "NUMBER"},
                "word": {"type": "SINGLE_LINE_TEXT"}}},
            "more": {"type": "SUBTABLE", "fields": {"other": {"type": "NUMBER"}}},
        });
        let mut fields = Fields::default();
        fields.add(&new.into()).unwrap();
        let computed = json!({ "c": {"type": kind} });
        fields.add(&computed.into()).unwrap();
        // The formula is set in the stored form, because the check of the whole form would refuse
        // an invalid formula here.
        let mut stored = serde_json::to_value(fields).unwrap();
        let list = stored["list"].as_array_mut().unwrap();
        list.last_mut().unwrap()["settings"]["expression"] = expression.into();
        serde_json::from_value(stored).unwrap()
    }

    const TIMES: Times = Times {
        created: 1_000,
        updated: 2_000,
    };

    fn result(kind: &str, expression: &str) -> String {
        let fields = form(kind, expression);
        let id = |code: &str| fields.find(code).unwrap().0.id.to_string();
        let row = |price: &str, count: &str, word: &str| json!({"id": 1, "value": {id("price"): price, id("count"): count, id("word"): word}});
        let document = json!({
            id("n"): "10",
            id("text"): "abc",
            id("day"): "2024-02-29",
            id("at"): "2024-02-29T03:04:00Z",
            id("boxes"): ["a"],
            id("rows"): [row("1.5", "2", "x"), row("3", "4", "y")],
        });
        let mut kept = Values::read(&document.to_string(), &fields).unwrap();
        let formulas = Formulas::of(&fields).unwrap();
        formulas.compute(&mut kept, TIMES).unwrap();
        let value = kept.get(fields.find("c").unwrap().0.id);
        value.and_then(Value::text).unwrap_or_default().into_owned()
    }

    fn faults(expression: &str) -> String {
        let invalid = Formulas::of(&form("CALC", expression)).unwrap_err();
        let found = invalid.problems.iter();
        let found = found.map(|it| match &it.wrong {
            Wrong::Formula(fault) => format!("{:?} {}", fault.what, fault.at + 1),
            wrong => panic!("{wrong:?}"),
        });
        found.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn formulas_compute_as_kintone_does() {
        for (expression, value) in [
            ("1 + 2 * 3", "7"),
            ("(1 + 2) * 3 - -4", "13"),
            ("0.1 + 0.2", "0.3"),
            ("2 ^ 3 ^ 2", "64"),
            ("3 ^ 2.5", "9"),
            ("-2 ^ 2", "-4"),
            ("10 / 4", "2.5"),
            ("1 / 3", "0.3333"),
            ("2 / 3 * 3", "2"),
            ("n / m", ""),
            ("n + m", "10"),
            ("IF(n > 5, n * 2, 0)", "20"),
            ("IF(AND(n >= 10, NOT(n = 11)), 1, 2)", "1"),
            ("IF(OR(m != \"\", text = \"abc\"), 1, 2)", "1"),
            ("IF(m = \"\", \"\", m)", ""),
            ("IF(n = text, 1, 2)", "2"),
            ("ROUND(2.5) + ROUNDUP(1.01, 1) + ROUNDDOWN(-1.99)", "3.1"),
            ("ROUND(1234, -2)", "1200"),
            ("SUM(price)", "4.5"),
            ("SUM(price * count, n, 1)", "26"),
            ("SUM(other)", "0"),
            ("IF(CONTAINS(boxes, \"a\"), 1, 2)", "1"),
            ("IF(CONTAINS(word, \"y\"), 1, 2)", "1"),
            ("IF(CONTAINS(text, \"bc\"), 1, 2)", "1"),
            ("day + 86400", "1709251200"),
            ("at - day", "11040"),
            ("time + 60", ""),
            ("Updated_datetime - Created_datetime", "1"),
        ] {
            assert_eq!(result("CALC", expression), value, "{expression}");
        }
    }

    #[test]
    fn texts_are_put_together() {
        for (expression, value) in [
            ("text & \"-\" & n & m", "abc-10"),
            ("YEN(1234567.5, 0) & YEN(-1, 2)", "¥1,234,568¥-1.00"),
            (
                "DATE_FORMAT(at, \"YYYY年M月dd日 HH:mm\", \"Asia/Tokyo\")",
                "2024年2月29日 12:04",
            ),
            (
                "DATE_FORMAT(day, \"yy/MM/d h a 'at'\", \"Etc/GMT\")",
                "24/02/29 12 AM at",
            ),
            ("IF(n > 100, \"large\", \"small\")", "small"),
            ("n * 2", "20"),
        ] {
            assert_eq!(
                result("SINGLE_LINE_TEXT", expression),
                value,
                "{expression}"
            );
        }
    }

    #[test]
    fn what_is_no_formula_is_told_with_its_place() {
        for (expression, fault) in [
            ("1 +", "Syntax 4"),
            ("(1", "Syntax 3"),
            ("1 2", "Syntax 3"),
            ("1 ? 2", "Syntax 3"),
            ("\"open", "Syntax 1"),
            ("1 < 2 < 3", "Syntax 9"),
            ("ひとつ + 1", "Field(\"ひとつ\") 1"),
            ("1 + TAN(1)", "Function(\"TAN\") 5"),
            ("ROUND()", "Arguments(\"ROUND\") 1"),
            ("text + 1", "Type 1"),
            ("1 + SUM(text)", "Type 9"),
            ("price * 2", "Rows 1"),
            ("SUM(price * other)", "Rows 13"),
            ("n = 1", "Result 1"),
            ("text & 1", "Result 1"),
            ("c + 1", "Cycle 1"),
        ] {
            assert_eq!(faults(expression), fault, "{expression}");
        }
        let deep = format!("{}1{}", "(".repeat(500), ")".repeat(500));
        assert_eq!(faults(&deep), "TooLarge 34");
    }

    #[test]
    fn results_feed_each_other_and_rows_have_their_own() {
        let mut fields = Fields::default();
        let calc = |text: &str| json!({"type": "CALC", "expression": text});
        let new = json!({
            "total": calc("net + tax"), "tax": calc("ROUNDDOWN(net * rate / 100)"), "net": calc("SUM(line)"),
            "rate": {"type": "NUMBER"},
            "rows": {"type": "SUBTABLE", "fields": {"price": {"type": "NUMBER"}, "line": calc("price * 2 + rate")}},
        });
        fields.add(&new.into()).unwrap();
        let id = |code: &str| fields.find(code).unwrap().0.id.to_string();
        let rows = json!([{"id": 1, "value": {id("price"): "100"}}, {"id": 2, "value": {}}]);
        let document = json!({ id("rate"): "10", id("rows"): rows }).to_string();
        let mut kept = Values::read(&document, &fields).unwrap();
        let formulas = Formulas::of(&fields).unwrap();
        assert!(formulas.compute(&mut kept, TIMES).unwrap());
        assert!(!formulas.compute(&mut kept, TIMES).unwrap());
        let kept = serde_json::to_value(kept).unwrap();
        assert_eq!(kept[&id("total")], "242");
        assert_eq!(kept[&id("rows")][1]["value"][id("line")], "10");

        let ring = json!({"rate2": calc("total"), "x": calc("y"), "y": calc("x")});
        let invalid = fields.clone().add(&ring.into()).unwrap_err();
        let found = invalid.problems.iter().map(|it| it.at.to_string());
        assert_eq!(
            found.collect::<Vec<_>>(),
            ["properties[x].expression", "properties[y].expression"]
        );
        // Formulas use the new code of a renamed field. The rename alone does not require a new
        // computation.
        let before = fields.clone();
        let change = json!({"rate": {"code": "percent"}});
        fields.update(&change.into()).unwrap();
        assert_eq!(
            fields.get("tax").unwrap().text("expression"),
            "ROUNDDOWN(net * percent / 100)"
        );
        assert!(!differ(&before, &fields));
        let invalid = fields.remove(&["percent".into()]).unwrap_err();
        let fault = Fault {
            at: 16,
            what: What::Field("percent".into()),
        };
        assert_eq!(invalid.problems[0].wrong, Wrong::Formula(fault));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = Formulas::of(&form("CALC", &text));
            prop_assert_eq!(renamed(&text, ToOwned::to_owned), text);
        }

        #[test]
        fn what_is_read_is_computed_in_bounded_time(parts in prop::collection::vec(prop::sample::select(vec![
            "1", "0", "9999999999", "n", "m", "price", "text", "day", "time", "boxes", "+", "-", "*", "/", "^", "&",
            "=", "<", "(", ")", ",", "SUM(", "IF(", "ROUND(", "YEN(", "CONTAINS(", "\"x\"", "1e400", "DATE_FORMAT(",
        ]), 0..30)) {
            let text = parts.join(" ");
            let fields = form("SINGLE_LINE_TEXT", &text);
            if Formulas::of(&fields).is_ok() {
                result("SINGLE_LINE_TEXT", &text);
            }
        }
    }
}
