//! Why a text is no formula of a field.

/// Why a formula cannot be computed, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Characters before the place.
    pub at: usize,
    /// Why.
    pub what: What,
}

/// Why a formula cannot be computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It cannot be read on from here.
    Syntax,
    /// It is too long, or too deep.
    TooLarge,
    /// No such field, or none that a formula can read.
    Field(String),
    /// No such function.
    Function(String),
    /// The function takes another number of arguments.
    Arguments(String),
    /// The value is not of a kind that is taken here.
    Type,
    /// It has a value for each row of a table where one is needed.
    Rows,
    /// No such time zone.
    Zone,
    /// It comes to what its field cannot hold.
    Result,
    /// It needs its own result.
    Cycle,
}
