//! The whole mapping from the other crates' errors, to be read as one page.
