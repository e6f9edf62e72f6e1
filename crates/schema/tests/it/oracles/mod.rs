//! What must hold of any input, said without the code that is tried.

pub(crate) mod formula;
pub(crate) mod query;
pub(crate) mod rich;
