//! Errors in formulas.

/// An error in a formula, with its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The number of characters before the error.
    pub at: usize,
    /// The kind of error.
    pub what: What,
}

/// The kinds of errors in formulas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The text cannot be parsed at this position.
    Syntax,
    /// The formula is too long, or too deeply nested.
    TooLarge,
    /// The field does not exist, or formulas cannot read it.
    Field(String),
    /// The function does not exist.
    Function(String),
    /// The function takes a different number of arguments.
    Arguments(String),
    /// The value has the wrong type.
    Type,
    /// The expression has one value for each row of a table where a single value is needed.
    Rows,
    /// The time zone does not exist.
    Zone,
    /// The field cannot store a result of this type.
    Result,
    /// The formula depends on its own result.
    Cycle,
}
