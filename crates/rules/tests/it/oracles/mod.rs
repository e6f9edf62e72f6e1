//! Properties that must hold for any input. Each module takes bytes, derives a test case from them,
//! and panics if the rules disagree with a second, simpler implementation of the same ruling.
//!
//! The fuzz targets (`fuzz/`) and the module `corpora` call them. To compute the expected result,
//! these modules must not use the rules' own helpers.

pub(crate) mod charset;
pub(crate) mod decompress;
pub(crate) mod headers;
pub(crate) mod merge;
mod pieces;
pub(crate) mod url_match;
