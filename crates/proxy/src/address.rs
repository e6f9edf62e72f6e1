//! Which addresses may be called (R23, T2–T7, T18).

/// What an operator opened and closed.
#[derive(Clone, Debug, Default)]
pub struct Rules {}
