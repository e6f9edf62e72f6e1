//! Records as CSV files: what the export writes, the import reads.
//!
//! - One line is a record, or one row of its tables: then the first column has [`MARK`] on the first
//!   line of each record, as the vendor's files do, and lines without it bring rows of tables only.
//! - Values of many parts (choices, users) are lines inside a cell; users are named by login.
//! - Numbers are written as they are kept, digit by digit, without separators and units.
//! - Dates and times are the reader's: `2026-11-22 09:30`. A minute that a clock shows twice, when it is
//!   put back, is written with its offset, so that nothing changes on the way there and back.
//! - Files are left out.

pub(crate) mod cells;
pub(crate) mod charset;
pub(crate) mod layout;
pub(crate) mod plan;
pub(crate) mod read;
pub(crate) mod write;

/// Bytes of a file; it is held in memory.
pub(crate) const MAX_BYTES: u64 = 10 * 1024 * 1024;
/// Records of a file: they are one transaction, and on `SQLite` nobody else writes meanwhile.
pub(crate) const MAX_RECORDS: usize = 20_000;

/// On the first line of a record.
pub(crate) const MARK: &str = "*";
