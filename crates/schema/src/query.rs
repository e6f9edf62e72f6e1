//! Kintone's query language: `field op value and (…) order by field desc limit 10 offset 5`.
//!
//! Pure: a text becomes a [`Query`] or an [`Error`] with its position. No SQL here, and nothing
//! that a text can make large: its length and its depth are limited.

use std::fmt;

mod lexer;
mod operators;
mod parser;
mod place;
pub mod plan;
mod refused;
pub mod time;

pub use operators::{is_sortable, operators_of};
pub use place::{Place, place_of};
pub use plan::check;
pub use refused::Refused;

/// Records of one answer at most (Kintone: `GAIA_QU01` beyond).
pub const MAX_LIMIT: i64 = 500;
/// Records skipped at most (Kintone: `GAIA_QU02` beyond).
pub const MAX_OFFSET: i64 = 10_000;
/// Bytes of a query; URLs end earlier, JSON bodies would not.
pub const MAX_LENGTH: usize = 128 * 1024;
/// Parentheses inside parentheses; the parser calls itself for each.
pub const MAX_DEPTH: usize = 64;
/// Tests and values in a query, so that the statement it becomes stays within what databases bind.
pub const MAX_TERMS: usize = 5_000;

/// A parsed query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Which records; all where it is absent.
    pub condition: Option<Condition>,
    /// In which order; newest first where it is empty.
    pub order: Vec<Order>,
    /// How many at most, as written.
    pub limit: Option<i64>,
    /// How many are skipped, as written.
    pub offset: Option<i64>,
}

/// What records must fulfil.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All of them; at least two.
    And(Vec<Self>),
    /// One of them; at least two.
    Or(Vec<Self>),
    /// One test.
    Test(Test),
}

/// `field operator values`.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// The field's code, or `$id`.
    pub field: String,
    /// The operator.
    pub operator: Operator,
    /// One value; of `in` any number; of `is empty` none.
    pub values: Vec<Operand>,
}

/// A comparison.
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

/// A value of a test.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// A text in quotes, or a number as written.
    Text(String),
    /// A time that the moment decides.
    Time(time::Function),
    /// `LOGINUSER()`
    LoginUser,
    /// `PRIMARY_ORGANIZATION()`
    PrimaryOrganization,
}

/// One key of the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The field's code, or `$id`.
    pub field: String,
    /// `desc`; ascending where nothing is said.
    pub descending: bool,
}

/// Why a text is no query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Something else was expected (`CB_VA01`).
    #[error("the query cannot be read from character {at} on")]
    Syntax {
        /// Characters before the place.
        at: usize,
    },
    /// Too long, too deep or too many terms.
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
    /// Reads a query; an empty text is all records.
    pub fn parse(text: &str) -> Result<Self, Error> {
        parser::parse(text).map(|parsed| parsed.query)
    }
}

/// The condition alone, as it is written in `query`, without `order by`, `limit` and `offset`
/// (`kintone.app.getQueryCondition`).
pub fn condition_of(query: &str) -> Result<&str, Error> {
    let parsed = parser::parse(query)?;
    Ok(query[..parsed.condition_end].trim())
}

/// `condition` with another one that must hold too; either may be empty.
pub fn and(condition: &str, other: &str) -> String {
    match (condition.trim(), other.trim()) {
        ("", only) | (only, "") => only.to_owned(),
        (one, two) => format!("({one}) and ({two})"),
    }
}
