//! Reasons for which a valid query is refused.

/// The reasons for which an app refuses a syntactically valid query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The field does not exist (`GAIA_IQ11`).
    #[error("specified field ({0}) not found")]
    NoField(String),
    /// The type of the field does not support the operator (`GAIA_IQ03`).
    #[error("operator {operator} cannot be used on field {field}")]
    Operator {
        /// The code of the field.
        field: String,
        /// The operator as it is written.
        operator: String,
    },
    /// The operator does not work inside a table (`GAIA_IQ07`).
    #[error("operator {operator} cannot be used on field {field}, which is in a table")]
    InTable {
        /// The code of the field.
        field: String,
        /// The operator as it is written.
        operator: String,
    },
    /// The field does not have this option (`GAIA_IQ10`).
    #[error("{value} is not an option of field {field}")]
    NoOption {
        /// The code of the field.
        field: String,
        /// The value as it is written.
        value: String,
    },
    /// The value cannot be compared with the field's values (`PD_QUERY_VALUE`).
    #[error("{value} cannot be compared with field {field}")]
    Value {
        /// The code of the field.
        field: String,
        /// The value as it is written.
        value: String,
    },
    /// Records cannot be sorted by the field (`PD_QUERY_ORDER`).
    #[error("records cannot be sorted by field {0}")]
    Order(String),
    /// Records cannot be grouped by the field (`PD_REPORT_GROUP`).
    #[error("records cannot be grouped by field {0}")]
    Group(String),
    /// The field is not a number (`PD_REPORT_FIELD`).
    #[error("field {0} cannot be added up")]
    Measure(String),
    /// A report has more groups than allowed (`PD_REPORT_GROUPS`).
    #[error("there are more than {0} groups")]
    Groups(usize),
}
