//! Kintone's query language: `field op value and (…) order by field desc limit 10 offset 5`.
//!
//! Parsing returns a [`Query`] or an [`Error`] with its position. The length and the depth of a
//! query are limited, so that no text can exhaust memory or the stack. This module contains no SQL.

use std::fmt;

mod lexer;
mod operators;
mod parser;
mod place;
pub mod plan;
mod refused;
mod renames;
pub mod time;

pub use operators::{is_sortable, operators_of};
pub use place::{Place, place_of};
pub use plan::check;
pub use refused::Refused;
pub(crate) use renames::new_code;
pub use renames::{renamed, with_codes};

/// The maximum number of records in one answer (Kintone: `GAIA_QU01` beyond).
pub const MAX_LIMIT: i64 = 500;
/// The maximum number of records that are skipped (Kintone: `GAIA_QU02` beyond).
pub const MAX_OFFSET: i64 = 10_000;
/// The maximum length of a query, in bytes. URLs have a lower limit, but JSON bodies do not.
pub const MAX_LENGTH: usize = 128 * 1024;
/// The maximum depth of nested parentheses. The parser recurses for each level.
pub const MAX_DEPTH: usize = 64;
/// The maximum number of comparisons and values in a query, so that the SQL statement stays within
/// the databases' limits on bound parameters.
pub const MAX_TERMS: usize = 5_000;
/// The maximum number of comparisons in a query. `SQLite` refuses expressions of 1,000 levels, and
/// each `or` adds one.
pub const MAX_TESTS: usize = 500;
/// The maximum number of fields to sort by.
pub const MAX_ORDER: usize = 100;

/// A parsed query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// The condition for records. `None` selects all records.
    pub condition: Option<Condition>,
    /// The sort order. An empty list means newest first.
    pub order: Vec<Order>,
    /// The value of `limit`, if it is given.
    pub limit: Option<i64>,
    /// The value of `offset`, if it is given.
    pub offset: Option<i64>,
}

/// A condition for records.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All of these conditions, at least two.
    And(Vec<Self>),
    /// At least one of these conditions, which are at least two.
    Or(Vec<Self>),
    /// A single comparison.
    Test(Test),
}

impl Condition {
    /// Returns all comparisons, in the order in which they are written.
    pub fn tests(&self) -> Vec<&Test> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::tests).collect(),
            Self::Test(test) => vec![test],
        }
    }
}

/// `field operator values`.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// The field's code, or `$id`.
    pub field: String,
    /// The operator.
    pub operator: Operator,
    /// The values: any number for `in`, none for `is empty`, otherwise one.
    pub values: Vec<Operand>,
}

/// A comparison operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `>`
    Greater,
    /// `<=`
    LessOrEqual,
    /// `>=`
    GreaterOrEqual,
    /// `in (…)`
    In,
    /// `not in (…)`
    NotIn,
    /// `like "…"`
    Like,
    /// `not like "…"`
    NotLike,
    /// `is empty`
    IsEmpty,
    /// `is not empty`
    IsNotEmpty,
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::Greater => ">",
            Self::LessOrEqual => "<=",
            Self::GreaterOrEqual => ">=",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::Like => "like",
            Self::NotLike => "not like",
            Self::IsEmpty => "is empty",
            Self::IsNotEmpty => "is not empty",
        })
    }
}

/// A value in a comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// A text in quotes, or a number as it is written.
    Text(String),
    /// A function for a time that depends on the current time.
    Time(time::Function),
    /// `LOGINUSER()`
    LoginUser,
    /// `PRIMARY_ORGANIZATION()`
    PrimaryOrganization,
}

/// One key of the sort order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The field's code, or `$id`.
    pub field: String,
    /// True for `desc`. The default is ascending.
    pub descending: bool,
}

/// The errors of the parser.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The text cannot be parsed (`CB_VA01`).
    #[error("the query has a syntax error at character {at}")]
    Syntax {
        /// The number of characters before the error.
        at: usize,
    },
    /// The query is too long, is nested too deeply, or has too many terms.
    #[error("the query is too large")]
    TooLarge,
    /// `limit` above [`MAX_LIMIT`] (`GAIA_QU01`).
    #[error("limit must be {MAX_LIMIT} or less")]
    Limit,
    /// `offset` above [`MAX_OFFSET`] (`GAIA_QU02`).
    #[error("offset must be {MAX_OFFSET} or less")]
    Offset,
}

impl Query {
    /// Parses a query. An empty text selects all records.
    pub fn parse(text: &str) -> Result<Self, Error> {
        parser::parse(text).map(|parsed| parsed.query)
    }
}

/// Returns the text of the condition of a query, without `order by`, `limit` and `offset`
/// (`kintone.app.getQueryCondition`).
pub fn condition_of(query: &str) -> Result<&str, Error> {
    let parsed = parser::parse(query)?;
    Ok(query[..parsed.condition_end].trim())
}

/// Combines two conditions with `and`. Either may be empty.
pub fn and(condition: &str, other: &str) -> String {
    match (condition.trim(), other.trim()) {
        ("", only) | (only, "") => only.to_owned(),
        (one, two) => format!("({one}) and ({two})"),
    }
}
