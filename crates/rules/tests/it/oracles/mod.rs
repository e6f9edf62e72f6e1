//! What must hold of any input: each module takes bytes, makes something of them, and panics where
//! the rules disagree with a second, plainer reading of the same ruling.
//!
//! Fuzz targets (`fuzz/`) and `corpora` call them. Nothing in here may use the rules' own helpers to
//! say what is expected.

pub(crate) mod charset;
pub(crate) mod decompress;
pub(crate) mod headers;
pub(crate) mod merge;
mod pieces;
pub(crate) mod url_match;
