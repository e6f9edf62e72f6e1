//! Resolves a query against the fields of an app and the columns of its records. Every field is
//! looked up, every operator is checked, and every value is converted to the form of its column.
//!
//! The resulting plan can be written as a statement without further errors.

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

/// The context of a query.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The fields of the app.
    pub fields: &'a Fields,
    /// The app's code, which precedes record numbers.
    pub app_code: &'a str,
    /// The caller and the current time.
    pub moment: &'a Moment,
}

/// A query in terms of the columns of records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The condition. `None` selects all records.
    pub condition: Option<Criterion>,
    /// The sort order. Ties, and all records if the list is empty, are sorted newest first.
    pub order: Vec<SortKey>,
}

/// A condition for records. `NULL` is the empty value. As in Kintone, the negative operators `!=`,
/// `not in` and `not like` also match empty fields.
#[derive(Clone, Debug, PartialEq)]
pub enum Criterion {
    /// All of these conditions, at least two.
    And(Vec<Self>),
    /// At least one of these conditions, which are at least two.
    Or(Vec<Self>),
    /// All records, or none.
    Always(bool),
    /// The second condition of the first case whose first condition is true.
    Choose {
        /// The cases in their order.
        cases: Vec<(Self, Self)>,
        /// The condition for records that match no case.
        otherwise: Box<Self>,
    },
    /// A comparison of the record's number.
    Number {
        /// The operator.
        operator: Operator,
        /// The operands. `None` stands for a text that is not a number and matches no record.
        numbers: Vec<Option<i64>>,
    },
    /// A comparison of a built-in user column.
    User {
        /// The column, which contains the user's number.
        column: &'static str,
        /// The login names.
        logins: Vec<String>,
        /// True if the user must be none of them.
        not: bool,
    },
    /// A comparison of a column with a range of values.
    Span {
        /// The column.
        column: String,
        /// The operator.
        operator: Operator,
        /// The first and the last value of the range. `None` stands for the empty value.
        span: Option<(Bind, Bind)>,
    },
    /// A test for membership in a list of values.
    OneOf {
        /// The column.
        column: String,
        /// The values.
        keys: Vec<String>,
        /// True if the list includes the empty value.
        with_empty: bool,
        /// True if the column must contain none of them.
        not: bool,
    },
    /// A search for a text in a column.
    Like {
        /// The column.
        column: String,
        /// The normalized text, which is not empty.
        needle: String,
        /// True if the column must not contain the text.
        not: bool,
    },
    /// A search for parts of a list in a column.
    Parts {
        /// The column.
        column: String,
        /// The parts.
        parts: Vec<Part>,
        /// True if the empty value matches too.
        with_empty: bool,
        /// True if the column must contain none of them.
        not: bool,
    },
    /// A test for an empty column.
    Empty {
        /// The column.
        column: String,
        /// True if the column must not be empty.
        not: bool,
    },
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The text of the part, as the list contains it.
    Key(String),
    /// The primary organization of the user with this login name. `None` for an API token, which
    /// has none.
    PrimaryOrganization(Option<String>),
}

/// A sort key. Empty values come last in both directions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// The column.
    pub column: String,
    /// True for descending order.
    pub descending: bool,
}

impl Plan {
    /// Resolves a query in a scope.
    pub fn of(query: &Query, scope: &Scope<'_>) -> Result<Self, Refused> {
        let condition = query.condition.as_ref();
        Ok(Self {
            condition: condition.map(|it| scope.criterion(it)).transpose()?,
            order: scope.order(&query.order)?,
        })
    }
}

/// Checks that a query is valid for an app with these fields.
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
            // Kintone checks the values before the operator.
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

    /// Resolves a comparison of `$id` or the record number. The app's code may precede the number.
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

    /// Returns a login name, or `None` if the caller is not a user.
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

    /// Resolves a comparison of a text, number, date or time of day.
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

    /// Resolves a search in a list: choices, users, and fields inside tables.
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

/// Converts a text of a query to the form of the field's column.
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
        // The value is checked before the operator.
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
