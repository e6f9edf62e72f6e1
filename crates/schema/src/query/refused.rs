//! Why a well-formed query cannot be asked.

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
