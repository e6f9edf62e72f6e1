//! Errors for refused fields, values and queries, with Kintone's codes (B3.3, B8.3).

use axum::http::StatusCode;
use plugdock_schema::field::Whom;
use plugdock_schema::process::Halt;
use plugdock_schema::query::{self, MAX_LIMIT, MAX_OFFSET, Refused};
use plugdock_schema::{Invalid, Place, Problem, Wrong};
use plugdock_store as store;

use super::{Error, Reason, problems};

impl From<Problem> for Reason {
    fn from(problem: Problem) -> Self {
        let (key, params) = problems::text(problem.wrong);
        Self::new(problem.at.to_string(), key, params)
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
        let code = match refused {
            R::NoField(_) => "GAIA_IQ11",
            R::Operator { .. } => "GAIA_IQ03",
            R::InTable { .. } => "GAIA_IQ07",
            R::NoOption { .. } => "GAIA_IQ10",
            R::Value { .. } => "PD_QUERY_VALUE",
            R::Order(_) => "PD_QUERY_ORDER",
            R::Group(_) => "PD_REPORT_GROUP",
            R::Measure(_) => "PD_REPORT_FIELD",
            R::Groups(_) => "PD_REPORT_GROUPS",
        };
        let (key, params) = problems::refused(refused);
        Self::new(StatusCode::BAD_REQUEST, code, key, params)
    }
}

impl From<Halt> for Error {
    fn from(halt: Halt) -> Self {
        let (code, key, params) = match halt {
            Halt::Off => ("PD_PROCESS_OFF", "records.process_off", Vec::new()),
            Halt::Unfit => ("GAIA_IL03", "records.action_unfit", Vec::new()),
            Halt::NoAssignee => ("GAIA_SA01", "records.assignee_missing", Vec::new()),
            Halt::NotOne(login) => (
                "PD_ASSIGNEE",
                "records.assignee_refused",
                vec![("code", login)],
            ),
            Halt::OneOnly => ("PD_ONE_ASSIGNEE", "records.one_assignee", Vec::new()),
        };
        Self::new(StatusCode::BAD_REQUEST, code, key, params)
    }
}

impl Error {
    /// The record does not exist, or the caller may not view it. Both get the same answer.
    pub fn no_record(id: &(impl std::fmt::Display + ?Sized)) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "GAIA_RE01",
            "records.record_not_found",
            vec![("id", id.to_string())],
        )
    }

    /// A lookup finds no record for the value, or several.
    pub fn not_looked_up(field: String, value: String, several: bool) -> Self {
        let (code, wrong) = if several {
            ("GAIA_LO04", Wrong::LookupSeveral { field, value })
        } else {
            ("GAIA_LO03", Wrong::LookupNotFound { field, value })
        };
        let (key, params) = problems::text(wrong);
        Self::new(StatusCode::BAD_REQUEST, code, key, params)
    }

    /// A record names a user, a group or an organization that does not exist.
    pub fn no_entity(whom: Whom, code: String) -> Self {
        let number = match whom {
            Whom::Users => "GAIA_IL26",
            Whom::Groups => "GAIA_IL27",
            Whom::Organizations => "GAIA_IL28",
        };
        let (key, params) = problems::text(Wrong::NoEntity { whom, code });
        Self::new(StatusCode::BAD_REQUEST, number, key, params)
    }

    /// Converts the refusal of a request with one new record. The record's values are in the member
    /// `record`.
    pub fn of_new_record(error: store::Error) -> Self {
        let record = Place::Top.member("record");
        let inside = error.placed(|path| path.without_first(1));
        inside.within(&record).into()
    }

    /// Converts the refusal of a request that changes one record. `record` and `updateKey` are
    /// members of the request itself.
    pub fn of_record(error: store::Error) -> Self {
        error.placed(|path| path.without_first(1)).into()
    }

    /// Converts the refusal of a request with several records. They are in the member `records`.
    pub fn of_records(error: store::Error) -> Self {
        error.within(&Place::Top.member("records")).into()
    }
}
