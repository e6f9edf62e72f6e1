//! Fields, values and queries that are refused, in the codes of the real system (B3.3, B8.3).

use axum::http::StatusCode;
use plugdock_store::fields::{Invalid, Problem};
use plugdock_store::query::{self, MAX_LIMIT, MAX_OFFSET};
use plugdock_store::records::Refused;

use super::{Error, Reason};

impl From<Problem> for Reason {
    fn from(problem: Problem) -> Self {
        Self::new(
            problem.at,
            format!("records.{}", problem.key),
            problem.params,
        )
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::invalid(invalid.problems.into_iter().map(Reason::from).collect())
    }
}

impl From<query::Error> for Error {
    fn from(error: query::Error) -> Self {
        use query::Error as E;
        let beyond = |code, key, most: i64| {
            let params = vec![("max", most.to_string())];
            Self::new(StatusCode::BAD_REQUEST, code, key, params)
        };
        match error {
            E::Syntax { at } => {
                let params = vec![("at", (at + 1).to_string())];
                Self::invalid_at("query", "records.query_invalid", params)
            }
            E::TooLarge => Self::invalid_at("query", "records.query_too_large", Vec::new()),
            E::Limit => beyond("GAIA_QU01", "records.query_limit", MAX_LIMIT),
            E::Offset => beyond("GAIA_QU02", "records.query_offset", MAX_OFFSET),
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        use Refused as R;
        let (code, key, params) = match refused {
            R::NoField(field) => (
                "GAIA_IQ11",
                "records.query_no_field",
                vec![("field", field)],
            ),
            R::Operator { field, operator } => (
                "GAIA_IQ03",
                "records.query_operator",
                vec![("field", field), ("operator", operator)],
            ),
            R::InTable { field, operator } => (
                "GAIA_IQ07",
                "records.query_in_table",
                vec![("field", field), ("operator", operator)],
            ),
            R::NoOption { field, value } => (
                "GAIA_IQ10",
                "records.query_no_option",
                vec![("field", field), ("value", value)],
            ),
            R::Value { field, value } => (
                "PD_QUERY_VALUE",
                "records.query_value",
                vec![("field", field), ("value", value)],
            ),
            R::Order(field) => (
                "PD_QUERY_ORDER",
                "records.query_order",
                vec![("field", field)],
            ),
        };
        Self::new(StatusCode::BAD_REQUEST, code, key, params)
    }
}

impl Error {
    /// A record that does not exist, or that the caller may not see: one answer.
    pub fn no_record(id: &(impl std::fmt::Display + ?Sized)) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "GAIA_RE01",
            "records.record_not_found",
            vec![("id", id.to_string())],
        )
    }

    /// A record names a user who does not exist.
    pub fn no_person(login: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "GAIA_IL26",
            "records.person_not_found",
            vec![("code", login.into())],
        )
    }
}
