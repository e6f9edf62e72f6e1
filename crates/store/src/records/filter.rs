//! A query over the fields of an app into one portable SQL text with bound values.
//!
//! Nothing that a caller wrote stands in the text: columns are named by field numbers, values are
//! bound. NULL is empty: `!=`, `not in` and `not like` find empty fields too, as Kintone's do.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::columns::{Bind, Form, MARK, fold, form, marked, millis, number_key};
use super::operators::{Place, allows, check_options, sorts};
use crate::fields::{Field, FieldType, Fields, Problem};
use crate::query::time::{Function, Moment};
use crate::query::{Condition, Operand, Operator, Order, Query, Test};

/// Why a well-formed query cannot be asked of this app.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No such field (`GAIA_IQ11`).
    #[error("specified field ({0}) not found")]
    NoField(String),
    /// The field's type has no such operator (`GAIA_IQ03`).
    #[error("operator {operator} cannot be used on field {field}")]
    Operator {
        /// Its code.
        field: String,
        /// As written.
        operator: String,
    },
    /// Inside a table this operator does not work (`GAIA_IQ07`).
    #[error("operator {operator} cannot be used on field {field}, which is in a table")]
    InTable {
        /// Its code.
        field: String,
        /// As written.
        operator: String,
    },
    /// A choice that the field does not have (`GAIA_IQ10`).
    #[error("{value} is no option of field {field}")]
    NoOption {
        /// Its code.
        field: String,
        /// What was asked for.
        value: String,
    },
    /// A value that cannot be compared with the field's (`PD_QUERY_VALUE`).
    #[error("{value} cannot be compared with field {field}")]
    Value {
        /// Its code.
        field: String,
        /// What was asked for.
        value: String,
    },
    /// The field's type has no order (`PD_QUERY_ORDER`).
    #[error("field {0} cannot be sorted by")]
    Order(String),
    /// The field's type makes no groups (`PD_REPORT_GROUP`).
    #[error("records cannot be grouped by field {0}")]
    Group(String),
    /// The field is no number (`PD_REPORT_FIELD`).
    #[error("field {0} cannot be added up")]
    Measure(String),
    /// More groups than a report holds (`PD_REPORT_GROUPS`).
    #[error("there are more than {0} groups")]
    Groups(usize),
}

/// The code of the primary department of whom `$1` is the login name.
pub(super) const PRIMARY_OF: &str = "SELECT o.code FROM circles o
     JOIN circle_members i ON i.circle_id = o.id JOIN users u ON u.id = i.user_id
     WHERE i.is_primary AND u.login = $1";

/// `WHERE` and `ORDER BY` of a query, over the table `r`.
#[derive(Debug, Default)]
pub(super) struct Filter {
    pub(super) condition: String,
    pub(super) order: String,
    pub(super) binds: Vec<Bind>,
}

/// What the statement is made of.
pub(super) struct Scope<'a> {
    pub(super) fields: &'a Fields,
    /// The app's code, which stands before record numbers.
    pub(super) app_code: &'a str,
    pub(super) moment: &'a Moment,
}

/// Makes the statement's parts; `permit` is the predicate of the caller's access, which always
/// holds as well.
pub(super) fn compile(query: &Query, scope: &Scope<'_>, permit: &str) -> Result<Filter, Refused> {
    let mut writer = Writer {
        scope,
        binds: Vec::new(),
    };
    let mut condition = permit.to_owned();
    if let Some(asked) = &query.condition {
        let _ = write!(condition, " AND {}", writer.condition(asked)?);
    }
    let order = writer.order(&query.order)?;
    Ok(Filter {
        condition,
        order,
        binds: writer.binds,
    })
}

/// Whether a query can be asked of an app with these fields, without asking it.
pub fn check(query: &Query, fields: &Fields) -> Result<(), Refused> {
    let scope = Scope {
        fields,
        app_code: "",
        moment: &Moment::new(0, "UTC", None),
    };
    compile(query, &scope, "1 = 1").map(drop)
}

impl Refused {
    /// The same as a problem of what stands at `at`.
    pub fn problem(self, at: impl Into<String>) -> Problem {
        match self {
            Self::NoField(field) => Problem::new(at, "query_no_field").with("field", field),
            Self::Operator { field, operator } => Problem::new(at, "query_operator")
                .with("field", field)
                .with("operator", operator),
            Self::InTable { field, operator } => Problem::new(at, "query_in_table")
                .with("field", field)
                .with("operator", operator),
            Self::NoOption { field, value } => Problem::new(at, "query_no_option")
                .with("field", field)
                .with("value", value),
            Self::Value { field, value } => Problem::new(at, "query_value")
                .with("field", field)
                .with("value", value),
            Self::Order(field) => Problem::new(at, "query_order").with("field", field),
            // Of reports, never of a query alone.
            Self::Group(_) | Self::Measure(_) | Self::Groups(_) => Problem::new(at, "view_filter"),
        }
    }
}

struct Writer<'a> {
    scope: &'a Scope<'a>,
    binds: Vec<Bind>,
}

impl Writer<'_> {
    fn bind(&mut self, value: Bind) -> String {
        self.binds.push(value);
        format!("${}", self.binds.len())
    }

    fn text(&mut self, text: impl Into<String>) -> String {
        self.bind(Bind::text(text))
    }

    fn condition(&mut self, condition: &Condition) -> Result<String, Refused> {
        let (parts, word) = match condition {
            Condition::Test(asked) => return self.test(asked),
            Condition::And(parts) => (parts, " AND "),
            Condition::Or(parts) => (parts, " OR "),
        };
        let parts = parts.iter().map(|part| self.condition(part));
        let parts = parts.collect::<Result<Vec<_>, _>>()?;
        Ok(format!("({})", parts.join(word)))
    }

    fn test(&mut self, asked: &Test) -> Result<String, Refused> {
        let place = place_of(self.scope.fields, &asked.field)?;
        if let Place::Field(field) | Place::InTable(field) = place {
            // The real system looks at the values first.
            check_options(field, asked)?;
        }
        if !allows(&place, asked.operator) {
            let field = asked.field.clone();
            let operator = asked.operator.to_string();
            return Err(match place {
                Place::InTable(_) => Refused::InTable { field, operator },
                _ => Refused::Operator { field, operator },
            });
        }
        match place {
            Place::Number => self.number(asked),
            Place::Person(column) => self.person(column, asked),
            Place::Instant(column) => self.instant(&format!("r.{column}"), asked),
            Place::InTable(field) => self.listed(field, asked),
            Place::Field(field) => match (asked.operator, form(field)) {
                (Operator::Like | Operator::NotLike, _) => self.like(field, asked),
                (Operator::IsEmpty, _) => Ok(format!("{} IS NULL", any_column(field))),
                (Operator::IsNotEmpty, _) => Ok(format!("{} IS NOT NULL", any_column(field))),
                (_, Form::List) => self.listed(field, asked),
                (_, Form::Instant) => self.instant(&format!("r.f{}", field.id), asked),
                (_, form) => self.plain(field, form, asked),
            },
        }
    }

    /// `$id` and the record number, which may have the app's code before it.
    fn number(&mut self, asked: &Test) -> Result<String, Refused> {
        let prefix = format!("{}-", self.scope.app_code);
        let mut numbers = Vec::new();
        for value in &asked.values {
            let text = text_of(value, asked)?;
            let text = text.strip_prefix(&prefix).unwrap_or(text);
            // What is no number is no record's number.
            numbers.push(text.parse::<i64>().ok());
        }
        if matches!(asked.operator, Operator::In | Operator::NotIn) {
            let known: Vec<String> = numbers
                .into_iter()
                .flatten()
                .map(|number| self.bind(Bind::Int(Some(number))))
                .collect();
            let not = asked.operator == Operator::NotIn;
            return Ok(one_of("r.id", &known, not, false));
        }
        Ok(match numbers.first().copied().flatten() {
            Some(number) => {
                let bound = self.bind(Bind::Int(Some(number)));
                format!("r.id {} {bound}", sign(asked.operator))
            }
            None if asked.operator == Operator::NotEqual => "1 = 1".to_owned(),
            None => "1 = 0".to_owned(),
        })
    }

    fn person(&mut self, column: &str, asked: &Test) -> Result<String, Refused> {
        let mut logins = Vec::new();
        for value in &asked.values {
            let login = self.login(value, asked)?;
            logins.extend(login.map(|login| self.text(login)));
        }
        let not = asked.operator == Operator::NotIn;
        if logins.is_empty() {
            return Ok(always(not));
        }
        // Records that a token added have no person.
        let found = format!(
            "r.{column} IN (SELECT id FROM users WHERE login IN ({}))",
            logins.join(", ")
        );
        Ok(if not {
            format!("(r.{column} IS NULL OR NOT {found})")
        } else {
            format!("({found})")
        })
    }

    /// A login name; `None` where the caller is no user.
    fn login(&self, value: &Operand, asked: &Test) -> Result<Option<String>, Refused> {
        match value {
            Operand::LoginUser => Ok(self.scope.moment.login.clone()),
            other => text_of(other, asked).map(|text| Some(text.to_owned())),
        }
    }

    fn instant(&mut self, column: &str, asked: &Test) -> Result<String, Refused> {
        let moment = self.scope.moment;
        let value = asked.values.first();
        let span = match value {
            Some(Operand::Text(text)) if text.is_empty() => None,
            Some(Operand::Text(text)) => {
                let from = match (millis(text), text.parse::<Date>()) {
                    (Some(at), _) => (at, at),
                    (None, Ok(day)) => {
                        let next = day.tomorrow().unwrap_or(day);
                        (moment.start_of(day), moment.start_of(next) - 1)
                    }
                    (None, Err(_)) => return Err(not_comparable(asked, text)),
                };
                Some(from)
            }
            Some(Operand::Time(Function::Now)) => {
                let now = super::value::minute(moment.now);
                Some((now, now))
            }
            Some(Operand::Time(function)) => {
                let (from, to) = function
                    .days(moment)
                    .ok_or_else(|| not_comparable(asked, "the time"))?;
                Some((moment.start_of(from), moment.start_of(to) - 1))
            }
            Some(Operand::PrimaryOrganization) => {
                return Err(not_comparable(asked, "PRIMARY_ORGANIZATION()"));
            }
            _ => return Err(not_comparable(asked, "LOGINUSER()")),
        };
        let span = span.map(|(first, last)| (Bind::Int(Some(first)), Bind::Int(Some(last))));
        Ok(self.within(column, asked.operator, span))
    }

    /// Compares a column with a stretch from a first to a last value; empty compares with NULL.
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

    /// Texts, numbers, days and times of day.
    fn plain(&mut self, field: &Field, form: Form, asked: &Test) -> Result<String, Refused> {
        let column = format!("r.f{}", field.id);
        if matches!(asked.operator, Operator::In | Operator::NotIn) {
            let mut with_empty = false;
            let mut texts = Vec::new();
            for value in &asked.values {
                let text = text_of(value, asked)?;
                if text.is_empty() {
                    with_empty = true;
                } else {
                    let key = key_of(field, form, text, asked)?;
                    texts.push(self.text(key));
                }
            }
            let not = asked.operator == Operator::NotIn;
            return Ok(one_of(&column, &texts, not, with_empty));
        }
        let span = match asked.values.first() {
            Some(Operand::Time(function)) if field.kind == FieldType::Date => {
                let (from, to) = function
                    .days(self.scope.moment)
                    .ok_or_else(|| not_comparable(asked, "the time"))?;
                let last = to.yesterday().unwrap_or(to);
                Some((from.to_string(), last.to_string()))
            }
            Some(value) => {
                let text = text_of(value, asked)?;
                if text.is_empty() {
                    None
                } else {
                    let key = key_of(field, form, text, asked)?;
                    Some((key.clone(), key))
                }
            }
            None => None,
        };
        let span = span.map(|(first, last)| (Bind::text(first), Bind::text(last)));
        Ok(self.within(&column, asked.operator, span))
    }

    fn like(&mut self, field: &Field, asked: &Test) -> Result<String, Refused> {
        let text = text_of(asked.values.first().unwrap_or(&Operand::LoginUser), asked)?;
        let not = asked.operator == Operator::NotLike;
        if text.is_empty() {
            return Ok(always(!not));
        }
        let column = format!("r.s{}", field.id);
        let needle = self.text(fold(text));
        // Not LIKE: it differs between the databases, and `%` is no sign of Kintone's.
        Ok(if not {
            format!("({column} IS NULL OR replace({column}, {needle}, '') = {column})")
        } else {
            format!("replace({column}, {needle}, '') <> {column}")
        })
    }

    /// Choices, users, and fields inside tables: one text in which parts are looked for.
    fn listed(&mut self, field: &Field, asked: &Test) -> Result<String, Refused> {
        if matches!(asked.operator, Operator::Like | Operator::NotLike) {
            return self.like(field, asked);
        }
        let column = format!("r.f{}", field.id);
        let mut with_empty = false;
        let mut found = Vec::new();
        for value in &asked.values {
            if *value == Operand::PrimaryOrganization && field.kind == FieldType::OrganizationSelect
            {
                let part = self.primary();
                found.push(format!("replace({column}, {part}, '') <> {column}"));
                continue;
            }
            let text = match self.login(value, asked)? {
                Some(text) if text.is_empty() => {
                    with_empty = true;
                    continue;
                }
                Some(text) => text,
                None => continue,
            };
            let key = key_of(field, form(field), &text, asked)?;
            let part = self.text(marked(&key));
            found.push(format!("replace({column}, {part}, '') <> {column}"));
        }
        if with_empty {
            found.push(format!("{column} IS NULL"));
        }
        let not = asked.operator == Operator::NotIn;
        if found.is_empty() {
            return Ok(always(not));
        }
        let any = found.join(" OR ");
        Ok(match (not, with_empty) {
            (false, _) => format!("({any})"),
            (true, true) => format!("({column} IS NOT NULL AND NOT ({any}))"),
            (true, false) => format!("({column} IS NULL OR NOT ({any}))"),
        })
    }

    /// The caller's primary department as it stands in a list; without one, what stands in none.
    fn primary(&mut self) -> String {
        let nothing = self.text(marked(""));
        let Some(login) = self.scope.moment.login.clone() else {
            return nothing;
        };
        let login = self.text(login);
        let code = PRIMARY_OF.replace("$1", &login);
        let (before, after) = (self.text(MARK), self.text(MARK));
        format!("COALESCE({before} || ({code}) || {after}, {nothing})")
    }

    /// Empty fields come last in both directions, equal ones newest first.
    fn order(&self, order: &[Order]) -> Result<String, Refused> {
        let mut keys = Vec::new();
        for key in order {
            let place = place_of(self.scope.fields, &key.field)?;
            if !sorts(&place) {
                return Err(Refused::Order(key.field.clone()));
            }
            let column = match place {
                Place::Number => "r.id".to_owned(),
                Place::Person(column) | Place::Instant(column) => format!("r.{column}"),
                Place::Field(field) | Place::InTable(field) => format!("r.f{}", field.id),
            };
            let direction = if key.descending { "DESC" } else { "ASC" };
            keys.push(format!("{column} {direction} NULLS LAST"));
        }
        keys.push("r.id DESC".to_owned());
        Ok(keys.join(", "))
    }
}

/// Where a field's value stands; `$id` is a field of every app.
pub(super) fn place_of<'a>(fields: &'a Fields, code: &str) -> Result<Place<'a>, Refused> {
    if code == "$id" {
        return Ok(Place::Number);
    }
    let (field, table) = fields
        .find(code)
        .ok_or_else(|| Refused::NoField(code.to_owned()))?;
    Ok(match field.kind {
        FieldType::RecordNumber => Place::Number,
        FieldType::Creator => Place::Person("creator"),
        FieldType::Modifier => Place::Person("modifier"),
        FieldType::CreatedTime => Place::Instant("created_at"),
        FieldType::UpdatedTime => Place::Instant("updated_at"),
        _ if table.is_some() => Place::InTable(field),
        _ => Place::Field(field),
    })
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

fn any_column(field: &Field) -> String {
    let sign = if form(field) == Form::None { 's' } else { 'f' };
    format!("r.{sign}{}", field.id)
}

fn text_of<'a>(value: &'a Operand, asked: &Test) -> Result<&'a str, Refused> {
    match value {
        Operand::Text(text) => Ok(text),
        Operand::Time(_) => Err(not_comparable(asked, "the time")),
        Operand::LoginUser => Err(not_comparable(asked, "LOGINUSER()")),
        Operand::PrimaryOrganization => Err(not_comparable(asked, "PRIMARY_ORGANIZATION()")),
    }
}

fn not_comparable(asked: &Test, value: &str) -> Refused {
    Refused::Value {
        field: asked.field.clone(),
        value: value.to_owned(),
    }
}

/// A written value as the column holds it.
fn key_of(field: &Field, form: Form, text: &str, asked: &Test) -> Result<String, Refused> {
    let refused = || not_comparable(asked, text);
    match (form, field.kind) {
        (_, FieldType::Calc) => super::result::read(field, text)
            .map(|number| number.key())
            .ok_or_else(refused),
        (Form::Number, _) => number_key(text).ok_or_else(refused),
        (_, FieldType::Date) => {
            let date: Date = text.parse().map_err(|_| refused())?;
            Ok(date.to_string())
        }
        (_, FieldType::Time) => {
            let time: jiff::civil::Time = text.parse().map_err(|_| refused())?;
            Ok(format!("{:02}:{:02}", time.hour(), time.minute()))
        }
        (Form::Instant, _) => {
            let at = millis(text).ok_or_else(refused)?;
            Ok(super::value::instant(at))
        }
        _ => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
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
        fields.add(new.as_object().unwrap()).unwrap();
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
        let filter = compile(&query, &scope, "1 = 1")?;
        Ok(format!("{} | {}", filter.condition, filter.order))
    }

    #[test]
    fn nothing_a_caller_wrote_stands_in_the_statement() {
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

    #[test]
    fn refusals_have_the_codes_of_the_real_system() {
        let refused = |query| compiled(query).unwrap_err();
        assert!(matches!(refused("nowhere = 1"), Refused::NoField(_)));
        assert!(matches!(refused(r#"memo = "x""#), Refused::Operator { .. }));
        assert!(matches!(refused(r#"text > "x""#), Refused::Operator { .. }));
        assert!(matches!(
            refused(r#"choice = "a""#),
            Refused::Operator { .. }
        ));
        // The value is looked at before the operator.
        assert!(matches!(
            refused(r#"choice = "z""#),
            Refused::NoOption { .. }
        ));
        assert!(matches!(refused(r#"inner = "x""#), Refused::InTable { .. }));
        assert!(matches!(refused(r#"number = "x""#), Refused::Value { .. }));
        assert!(matches!(refused("order by boxes"), Refused::Order(_)));
        assert!(matches!(refused("order by inner"), Refused::Order(_)));
    }
}
