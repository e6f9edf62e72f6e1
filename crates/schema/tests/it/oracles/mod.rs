//! Properties that must hold for any input, stated without the code under test.

mod dom;
pub(crate) mod formula;
pub(crate) mod query;
pub(crate) mod rich;
pub(crate) mod second;
