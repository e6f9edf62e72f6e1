//! Records as CSV files: what the export writes, the import reads.
//!
//! - One line is a record, or one row of its tables: then the first column has [`MARK`] on the first
//!   line of each record, as the vendor's files do, and lines without it bring rows of tables only.
//! - Values of many parts (choices, users) are lines inside a cell; users are named by login.
//! - Numbers are written as they are kept, digit by digit, without separators and units.
//! - Dates and times are the reader's: `2026-11-22 09:30`. A minute that a clock shows twice, when it is
//!   put back, is written with its offset, so that nothing changes on the way there and back.
//! - Files are not exchanged.

pub(crate) mod cells;
pub(crate) mod charset;
pub(crate) mod layout;
pub(crate) mod plan;
pub(crate) mod read;
pub(crate) mod write;

/// On the first line of a record.
pub(crate) const MARK: &str = "*";
