//! The `plugdock` binary.
fn main() {}
