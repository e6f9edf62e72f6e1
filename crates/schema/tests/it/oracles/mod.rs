//! What must hold of any input, said without the code that is tried.

mod dom;
pub(crate) mod formula;
pub(crate) mod query;
pub(crate) mod rich;
pub(crate) mod second;
