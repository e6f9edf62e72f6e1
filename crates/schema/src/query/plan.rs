//! A query over the fields of an app, down to the columns of its records: every field is found, every
//! operator allowed, every value in the form in which its column holds it.
//!
//! What is left is to write it as a statement, where nothing can be refused any more.

use jiff::civil::Date;

use super::operators::{allows, check_options, sorts};
use super::place::{Place, place_of};
use super::time::{Function, Moment};
use super::{Condition, Operand, Operator, Order, Query, Refused, Test};
use crate::field::{Keeps, Whom};
use crate::text::fold;
use crate::value::columns::{Bind, Form, form, millis};
use crate::value::minute;
use crate::{Field, Fields};

/// What a query is asked of.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The fields of the app.
    pub fields: &'a Fields,
    /// The app's code, which stands before record numbers.
    pub app_code: &'a str,
    /// Who asks, and when.
    pub moment: &'a Moment,
}

/// A query as the columns of records answer it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Which records; all where it is absent.
    pub condition: Option<Criterion>,
    /// In which order; newest first where it is empty, and among equals.
    pub order: Vec<SortKey>,
}

/// What records must fulfil. `NULL` is empty: what is not equal, not one of some or not like is found
/// among empty fields too, as Kintone does.
#[derive(Clone, Debug, PartialEq)]
pub enum Criterion {
    /// All of them; at least two.
    And(Vec<Self>),
    /// One of them; at least two.
    Or(Vec<Self>),
    /// Every record, or none.
    Always(bool),
    /// The record's number against these; what is no number is no record's.
    Number {
        /// How.
        operator: Operator,
        /// As many as were written.
        numbers: Vec<Option<i64>>,
    },
    /// A built-in person is one of these, or none of them.
    User {
        /// The column, which has the user's number.
        column: &'static str,
        /// Login names.
        logins: Vec<String>,
        /// None of them.
        not: bool,
    },
    /// A column against a stretch from a first to a last value.
    Span {
        /// The column.
        column: String,
        /// How.
        operator: Operator,
        /// Both ends; `None` compares with empty.
        span: Option<(Bind, Bind)>,
    },
    /// A column holds one of these, or none of them.
    OneOf {
        /// The column.
        column: String,
        /// What it may hold.
        keys: Vec<String>,
        /// Empty is among them.
        with_empty: bool,
        /// None of them.
        not: bool,
    },
    /// A column holds this text somewhere, or nowhere.
    Like {
        /// The column.
        column: String,
        /// Folded, not empty.
        needle: String,
        /// Nowhere.
        not: bool,
    },
    /// A column between whose marks one of these stands, or none of them.
    Parts {
        /// The column.
        column: String,
        /// What is looked for.
        parts: Vec<Part>,
        /// Empty is among them.
        with_empty: bool,
        /// None of them.
        not: bool,
    },
    /// A column is empty, or is not.
    Empty {
        /// The column.
        column: String,
        /// It is not.
        not: bool,
    },
}

/// One part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// As the list holds it.
    Key(String),
    /// The primary department of whom this is the login name; nothing for an API token.
    PrimaryOrganization(Option<String>),
}

/// One key of the order; empty fields come last in both directions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// The column.
    pub column: String,
    /// From the last on.
    pub descending: bool,
}

impl Plan {
    /// Finds what the query names among what it is asked of.
    pub fn of(query: &Query, scope: &Scope<'_>) -> Result<Self, Refused> {
        let condition = query.condition.as_ref();
        Ok(Self {
            condition: condition.map(|it| scope.criterion(it)).transpose()?,
            order: scope.order(&query.order)?,
        })
    }
}

/// Whether a query can be asked of an app with these fields.
pub fn check(query: &Query, fields: &Fields) -> Result<(), Refused> {
    let scope = Scope {
        fields,
        app_code: "",
        moment: &Moment::new(0, "UTC", None),
    };
    Plan::of(query, &scope).map(drop)
}

impl Scope<'_> {
    fn criterion(&self, condition: &Condition) -> Result<Criterion, Refused> {
        let all = |parts: &[Condition]| -> Result<Vec<Criterion>, Refused> {
            parts.iter().map(|part| self.criterion(part)).collect()
        };
        match condition {
            Condition::Test(asked) => self.test(asked),
            Condition::And(parts) => Ok(Criterion::And(all(parts)?)),
            Condition::Or(parts) => Ok(Criterion::Or(all(parts)?)),
        }
    }

    fn test(&self, asked: &Test) -> Result<Criterion, Refused> {
        let place = place_of(self.fields, &asked.field)?;
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
            Place::User(column) => self.user(column, asked),
            Place::Instant(column) => self.instant(column.to_owned(), asked),
            Place::InTable(field) => self.listed(field, asked),
            Place::Field(field) => match (asked.operator, form(field)) {
                (Operator::Like | Operator::NotLike, _) => like(field, asked),
                (Operator::IsEmpty, _) => Ok(empty(field, false)),
                (Operator::IsNotEmpty, _) => Ok(empty(field, true)),
                (_, Form::List) => self.listed(field, asked),
                (_, Form::Instant) => self.instant(compared(field), asked),
                (_, Form::Text | Form::Number | Form::None) => self.plain(field, asked),
            },
        }
    }

    /// `$id` and the record number, which may have the app's code before it.
    fn number(&self, asked: &Test) -> Result<Criterion, Refused> {
        let prefix = format!("{}-", self.app_code);
        let numbers = asked.values.iter().map(|value| {
            let text = text_of(value, asked)?;
            Ok(text.strip_prefix(&prefix).unwrap_or(text).parse().ok())
        });
        Ok(Criterion::Number {
            operator: asked.operator,
            numbers: numbers.collect::<Result<_, _>>()?,
        })
    }

    fn user(&self, column: &'static str, asked: &Test) -> Result<Criterion, Refused> {
        let mut logins = Vec::new();
        for value in &asked.values {
            logins.extend(self.login(value, asked)?);
        }
        Ok(Criterion::User {
            column,
            logins,
            not: asked.operator == Operator::NotIn,
        })
    }

    /// A login name; `None` where the caller is no user.
    fn login(&self, value: &Operand, asked: &Test) -> Result<Option<String>, Refused> {
        match value {
            Operand::LoginUser => Ok(self.moment.login.clone()),
            other => text_of(other, asked).map(|text| Some(text.to_owned())),
        }
    }

    fn instant(&self, column: String, asked: &Test) -> Result<Criterion, Refused> {
        let moment = self.moment;
        let span = match asked.values.first() {
            Some(Operand::Text(text)) if text.is_empty() => None,
            Some(Operand::Text(text)) => Some(match (millis(text), text.parse::<Date>()) {
                (Some(at), _) => (at, at),
                (None, Ok(day)) => {
                    let next = day.tomorrow().unwrap_or(day);
                    (moment.start_of(day), moment.start_of(next) - 1)
                }
                (None, Err(_)) => return Err(not_comparable(asked, text)),
            }),
            Some(Operand::Time(Function::Now)) => {
                let now = minute(moment.now);
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
            Some(Operand::LoginUser) | None => return Err(not_comparable(asked, "LOGINUSER()")),
        };
        Ok(Criterion::Span {
            column,
            operator: asked.operator,
            span: span.map(|(first, last)| (Bind::Int(Some(first)), Bind::Int(Some(last)))),
        })
    }

    /// Texts, numbers, days and times of day.
    fn plain(&self, field: &Field, asked: &Test) -> Result<Criterion, Refused> {
        if matches!(asked.operator, Operator::In | Operator::NotIn) {
            return one_of(field, asked);
        }
        let span = match asked.values.first() {
            Some(Operand::Time(function)) if field.kind.keeps() == Keeps::Date => {
                let (from, to) = function
                    .days(self.moment)
                    .ok_or_else(|| not_comparable(asked, "the time"))?;
                let last = to.yesterday().unwrap_or(to);
                Some((from.to_string(), last.to_string()))
            }
            Some(value) => {
                let text = text_of(value, asked)?;
                if text.is_empty() {
                    None
                } else {
                    let key = key_of(field, text, asked)?;
                    Some((key.clone(), key))
                }
            }
            None => None,
        };
        Ok(Criterion::Span {
            column: compared(field),
            operator: asked.operator,
            span: span.map(|(first, last)| (Bind::text(first), Bind::text(last))),
        })
    }

    /// Choices, users, and fields inside tables: one text in which parts are looked for.
    fn listed(&self, field: &Field, asked: &Test) -> Result<Criterion, Refused> {
        if matches!(asked.operator, Operator::Like | Operator::NotLike) {
            return like(field, asked);
        }
        let mut with_empty = false;
        let mut parts = Vec::new();
        for value in &asked.values {
            if *value == Operand::PrimaryOrganization
                && field.kind.whom() == Some(Whom::Organizations)
            {
                parts.push(Part::PrimaryOrganization(self.moment.login.clone()));
                continue;
            }
            match self.login(value, asked)? {
                Some(text) if text.is_empty() => with_empty = true,
                Some(text) => parts.push(Part::Key(key_of(field, &text, asked)?)),
                None => {}
            }
        }
        Ok(Criterion::Parts {
            column: compared(field),
            parts,
            with_empty,
            not: asked.operator == Operator::NotIn,
        })
    }

    fn order(&self, order: &[Order]) -> Result<Vec<SortKey>, Refused> {
        let keys = order.iter().map(|key| {
            let place = place_of(self.fields, &key.field)?;
            if !sorts(&place) {
                return Err(Refused::Order(key.field.clone()));
            }
            let column = match place {
                Place::Number => "id".to_owned(),
                Place::User(column) | Place::Instant(column) => column.to_owned(),
                Place::Field(field) | Place::InTable(field) => compared(field),
            };
            Ok(SortKey {
                column,
                descending: key.descending,
            })
        });
        keys.collect()
    }
}

fn one_of(field: &Field, asked: &Test) -> Result<Criterion, Refused> {
    let mut with_empty = false;
    let mut keys = Vec::new();
    for value in &asked.values {
        let text = text_of(value, asked)?;
        if text.is_empty() {
            with_empty = true;
        } else {
            keys.push(key_of(field, text, asked)?);
        }
    }
    Ok(Criterion::OneOf {
        column: compared(field),
        keys,
        with_empty,
        not: asked.operator == Operator::NotIn,
    })
}

fn like(field: &Field, asked: &Test) -> Result<Criterion, Refused> {
    let text = text_of(asked.values.first().unwrap_or(&Operand::LoginUser), asked)?;
    let not = asked.operator == Operator::NotLike;
    if text.is_empty() {
        return Ok(Criterion::Always(!not));
    }
    Ok(Criterion::Like {
        column: searched(field),
        needle: fold(text),
        not,
    })
}

fn empty(field: &Field, not: bool) -> Criterion {
    let column = if form(field) == Form::None {
        searched(field)
    } else {
        compared(field)
    };
    Criterion::Empty { column, not }
}

fn compared(field: &Field) -> String {
    format!("f{}", field.id)
}

fn searched(field: &Field) -> String {
    format!("s{}", field.id)
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
fn key_of(field: &Field, text: &str, asked: &Test) -> Result<String, Refused> {
    let key = (field.kind.definition().key)(field, text);
    key.ok_or_else(|| not_comparable(asked, text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(query: &str) -> Refused {
        let mut fields = Fields::default();
        let option = json!({"a": {"label": "a", "index": 0}});
        let new = json!({
            "text": {"type": "SINGLE_LINE_TEXT"},
            "number": {"type": "NUMBER"},
            "memo": {"type": "MULTI_LINE_TEXT"},
            "choice": {"type": "RADIO_BUTTON", "options": option},
            "boxes": {"type": "CHECK_BOX", "options": option},
            "t": {"type": "SUBTABLE", "fields": {"inner": {"type": "SINGLE_LINE_TEXT"}}},
        });
        fields.add(&new.into()).unwrap();
        check(&Query::parse(query).unwrap(), &fields).unwrap_err()
    }

    #[test]
    fn refusals_have_the_codes_of_the_real_system() {
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
