//! Compilation of a query over the fields of an app to one portable SQL text with bound values.
//!
//! The text contains nothing that a caller wrote: columns are named by field numbers, and values
//! are bound. NULL means empty. As in Kintone, `!=`, `not in` and `not like` also match empty
//! fields.

use std::fmt::Write as _;

use plugdock_schema::query::plan::{Criterion, Part, Plan, Scope, SortKey};
use plugdock_schema::query::{Operator, Query, Refused};
use plugdock_schema::value::columns::{Bind, MARK, marked};

/// Selects the code of the primary organization of the user with login name `$1`.
pub(super) const PRIMARY_OF: &str = "SELECT o.code FROM groups o
     JOIN group_members i ON i.group_id = o.id JOIN users u ON u.id = i.user_id
     WHERE i.is_primary AND u.login = $1";

/// The `WHERE` and `ORDER BY` parts of a query over the table `r`.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    pub(super) condition: String,
    pub(super) order: String,
    /// True if the order differs from that of the table.
    pub(super) is_sorted: bool,
    pub(super) binds: Vec<Bind>,
    /// True if the condition reads the tables of users and organizations.
    pub(super) reads_users: bool,
}

/// Binds values in their order. It is a macro because the two databases have different query types.
macro_rules! bind_all {
    ($query:expr, $binds:expr) => {{
        let mut query = $query;
        for bind in $binds {
            query = match bind {
                plugdock_schema::value::columns::Bind::Text(text) => query.bind(text),
                plugdock_schema::value::columns::Bind::Int(number) => query.bind(number),
            };
        }
        query
    }};
}
pub(super) use bind_all;

/// Compiles a query. `permit` is the condition of the caller's access; the records must match both.
pub(super) fn compile(
    query: &Query,
    scope: &Scope<'_>,
    permit: &Criterion,
) -> Result<Filter, Refused> {
    let plan = Plan::of(query, scope)?;
    let mut writer = Writer::default();
    let mut condition = writer.criterion(permit);
    if let Some(criterion) = &plan.condition {
        let _ = write!(condition, " AND {}", writer.criterion(criterion));
    }
    Ok(Filter {
        condition,
        order: order(&plan.order),
        is_sorted: !plan.order.is_empty(),
        binds: writer.binds,
        reads_users: writer.reads_users,
    })
}

/// Returns the filter for the records that match a condition, in the order of their numbers.
pub(super) fn of_criterion(criterion: &Criterion) -> Filter {
    let mut writer = Writer::default();
    Filter {
        condition: writer.criterion(criterion),
        binds: writer.binds,
        reads_users: writer.reads_users,
        ..Filter::default()
    }
}

/// Returns the filter for the records with one of these values in a column, in the order of their
/// numbers.
pub(super) fn of_values(permit: &Criterion, column: &str, values: &[Bind]) -> Filter {
    Writer::default().of_values(permit, column, values)
}

/// Does the same for a statement that also selects which of the conditions `may` a record matches.
/// Returns an expression for each of them, which is 1 or 0.
pub(super) fn judged<const N: usize>(
    permit: &Criterion,
    may: [&Criterion; N],
    column: &str,
    values: &[Bind],
) -> ([String; N], Filter) {
    let mut writer = Writer::default();
    let may = may.map(|may| {
        format!(
            "CAST(CASE WHEN {} THEN 1 ELSE 0 END AS BIGINT)",
            writer.criterion(may)
        )
    });
    (may, writer.of_values(permit, column, values))
}

#[derive(Default)]
struct Writer {
    binds: Vec<Bind>,
    reads_users: bool,
}

impl Writer {
    fn of_values(mut self, permit: &Criterion, column: &str, values: &[Bind]) -> Filter {
        let permit = self.criterion(permit);
        let values: Vec<String> = values
            .iter()
            .map(|value| self.bind(value.clone()))
            .collect();
        Filter {
            condition: format!("{permit} AND r.{column} IN ({})", values.join(", ")),
            order: "r.id".to_owned(),
            is_sorted: false,
            binds: self.binds,
            reads_users: self.reads_users,
        }
    }

    fn bind(&mut self, value: Bind) -> String {
        self.binds.push(value);
        format!("${}", self.binds.len())
    }

    fn text(&mut self, text: impl Into<String>) -> String {
        self.bind(Bind::text(text))
    }

    fn criterion(&mut self, criterion: &Criterion) -> String {
        match criterion {
            Criterion::And(parts) => self.joined(parts, " AND "),
            Criterion::Or(parts) => self.joined(parts, " OR "),
            Criterion::Always(yes) => always(*yes),
            Criterion::Choose { cases, otherwise } => self.choose(cases, otherwise),
            Criterion::Number { operator, numbers } => self.number(*operator, numbers),
            Criterion::User {
                column,
                logins,
                not,
            } => self.person(column, logins, *not),
            Criterion::Span {
                column,
                operator,
                span,
            } => self.within(&format!("r.{column}"), *operator, span.clone()),
            Criterion::OneOf {
                column,
                keys,
                with_empty,
                not,
            } => {
                let keys: Vec<String> = keys.iter().map(|key| self.text(key)).collect();
                one_of(&format!("r.{column}"), &keys, *not, *with_empty)
            }
            Criterion::Like {
                column,
                needle,
                not,
            } => self.like(&format!("r.{column}"), needle, *not),
            Criterion::Parts {
                column,
                parts,
                with_empty,
                not,
            } => self.parts(&format!("r.{column}"), parts, *with_empty, *not),
            Criterion::Empty { column, not: false } => format!("r.{column} IS NULL"),
            Criterion::Empty { column, not: true } => format!("r.{column} IS NOT NULL"),
        }
    }

    fn joined(&mut self, parts: &[Criterion], word: &str) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.criterion(part)).collect();
        format!("({})", parts.join(word))
    }

    fn choose(&mut self, cases: &[(Criterion, Criterion)], otherwise: &Criterion) -> String {
        let mut sql = "(CASE".to_owned();
        for (when, then) in cases {
            let (when, then) = (self.criterion(when), self.criterion(then));
            let _ = write!(sql, " WHEN {when} THEN {then}");
        }
        let _ = write!(sql, " ELSE {} END)", self.criterion(otherwise));
        sql
    }

    fn number(&mut self, operator: Operator, numbers: &[Option<i64>]) -> String {
        if matches!(operator, Operator::In | Operator::NotIn) {
            let known: Vec<String> = numbers
                .iter()
                .flatten()
                .map(|number| self.bind(Bind::Int(Some(*number))))
                .collect();
            return one_of("r.id", &known, operator == Operator::NotIn, false);
        }
        match numbers.first().copied().flatten() {
            Some(number) => {
                let bound = self.bind(Bind::Int(Some(number)));
                format!("r.id {} {bound}", sign(operator))
            }
            None => always(operator == Operator::NotEqual),
        }
    }

    fn person(&mut self, column: &str, logins: &[String], not: bool) -> String {
        let logins: Vec<String> = logins.iter().map(|login| self.text(login)).collect();
        if logins.is_empty() {
            return always(not);
        }
        self.reads_users = true;
        // Records that an API token wrote have no user.
        let found = format!(
            "r.{column} IN (SELECT id FROM users WHERE login IN ({}))",
            logins.join(", ")
        );
        if not {
            format!("(r.{column} IS NULL OR NOT {found})")
        } else {
            format!("({found})")
        }
    }

    /// Compares a column with a range of values. Without a range, the comparison is with an empty
    /// value.
    fn within(&mut self, column: &str, operator: Operator, span: Option<(Bind, Bind)>) -> String {
        let Some((first, last)) = span else {
            return match operator {
                Operator::Equal => format!("{column} IS NULL"),
                Operator::NotEqual => format!("{column} IS NOT NULL"),
                _ => always(false),
            };
        };
        match operator {
            Operator::Equal if first == last => format!("{column} = {}", self.bind(first)),
            Operator::NotEqual if first == last => {
                format!("({column} IS NULL OR {column} <> {})", self.bind(first))
            }
            Operator::Equal => {
                let (first, last) = (self.bind(first), self.bind(last));
                format!("({column} >= {first} AND {column} <= {last})")
            }
            Operator::NotEqual => {
                let (first, last) = (self.bind(first), self.bind(last));
                format!("({column} IS NULL OR {column} < {first} OR {column} > {last})")
            }
            Operator::Less | Operator::GreaterOrEqual => {
                format!("{column} {} {}", sign(operator), self.bind(first))
            }
            _ => format!("{column} {} {}", sign(operator), self.bind(last)),
        }
    }

    fn like(&mut self, column: &str, needle: &str, not: bool) -> String {
        let needle = self.text(needle);
        // LIKE differs between the databases, and `%` has no special meaning in Kintone.
        if not {
            format!("({column} IS NULL OR replace({column}, {needle}, '') = {column})")
        } else {
            format!("replace({column}, {needle}, '') <> {column}")
        }
    }

    fn parts(&mut self, column: &str, parts: &[Part], with_empty: bool, not: bool) -> String {
        let mut found = Vec::new();
        for part in parts {
            let part = match part {
                Part::Key(key) => self.text(marked(key)),
                Part::PrimaryOrganization(login) => self.primary(login.as_deref()),
            };
            found.push(format!("replace({column}, {part}, '') <> {column}"));
        }
        if with_empty {
            found.push(format!("{column} IS NULL"));
        }
        if found.is_empty() {
            return always(not);
        }
        let any = found.join(" OR ");
        match (not, with_empty) {
            (false, _) => format!("({any})"),
            (true, true) => format!("({column} IS NOT NULL AND NOT ({any}))"),
            (true, false) => format!("({column} IS NULL OR NOT ({any}))"),
        }
    }

    /// Returns the caller's primary organization as it is written in a list column. Without one,
    /// returns a text that no list contains.
    fn primary(&mut self, login: Option<&str>) -> String {
        let nothing = self.text(marked(""));
        let Some(login) = login else {
            return nothing;
        };
        let login = self.text(login);
        self.reads_users = true;
        let code = PRIMARY_OF.replace("$1", &login);
        let (before, after) = (self.text(MARK), self.text(MARK));
        format!("COALESCE({before} || ({code}) || {after}, {nothing})")
    }
}

/// Orders by the keys. Empty fields come last in both directions; equal records are newest first.
fn order(keys: &[SortKey]) -> String {
    let mut written = String::new();
    for SortKey { column, descending } in keys {
        let direction = if *descending { "DESC" } else { "ASC" };
        let _ = write!(written, "r.{column} {direction} NULLS LAST, ");
    }
    written.push_str("r.id DESC");
    written
}

fn always(yes: bool) -> String {
    if yes { "1 = 1" } else { "1 = 0" }.to_owned()
}

fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::Equal => "=",
        Operator::NotEqual => "<>",
        Operator::Less => "<",
        Operator::Greater => ">",
        Operator::LessOrEqual => "<=",
        _ => ">=",
    }
}

fn one_of(column: &str, bound: &[String], not: bool, with_empty: bool) -> String {
    let list = bound.join(", ");
    match (bound.is_empty(), not, with_empty) {
        (true, false, true) => format!("{column} IS NULL"),
        (true, true, true) => format!("{column} IS NOT NULL"),
        (true, not, false) => always(not),
        (false, false, true) => format!("({column} IS NULL OR {column} IN ({list}))"),
        (false, false, false) => format!("{column} IN ({list})"),
        (false, true, true) => format!("({column} IS NOT NULL AND {column} NOT IN ({list}))"),
        (false, true, false) => format!("({column} IS NULL OR {column} NOT IN ({list}))"),
    }
}

#[cfg(test)]
mod tests {
    use plugdock_schema::Fields;
    use plugdock_schema::query::time::Moment;
    use serde_json::json;

    use super::*;

    fn fields() -> Fields {
        let mut fields = Fields::default();
        let option = json!({"a": {"label": "a", "index": 0}});
        let new = json!({
            "text": {"type": "SINGLE_LINE_TEXT"},
            "number": {"type": "NUMBER"},
            "day": {"type": "DATE"},
            "memo": {"type": "MULTI_LINE_TEXT"},
            "choice": {"type": "RADIO_BUTTON", "options": option},
            "boxes": {"type": "CHECK_BOX", "options": option},
            "t": {"type": "SUBTABLE", "fields": {"inner": {"type": "SINGLE_LINE_TEXT"}}},
        });
        fields.add(&new.into()).unwrap();
        fields
    }

    fn compiled(query: &str) -> Result<String, Refused> {
        let moment = Moment::new(1_700_000_000_000, "Asia/Tokyo", Some("ann".into()));
        let scope = Scope {
            fields: &fields(),
            app_code: "APP",
            moment: &moment,
        };
        let query = Query::parse(query).unwrap();
        let filter = compile(&query, &scope, &Criterion::Always(true))?;
        Ok(format!("{} | {}", filter.condition, filter.order))
    }

    #[test]
    fn a_statement_contains_nothing_that_a_caller_wrote() {
        let text = r#"text = "'; DROP TABLE users --" or boxes in ("a") and $id > 5"#;
        assert_eq!(
            compiled(text).unwrap(),
            "1 = 1 AND (r.f6 = $1 OR ((replace(r.f11, $2, '') <> r.f11) AND r.id > $3)) | r.id DESC"
        );
        assert_eq!(
            compiled("order by number desc, text").unwrap(),
            "1 = 1 | r.f7 DESC NULLS LAST, r.f6 ASC NULLS LAST, r.id DESC"
        );
    }
}
