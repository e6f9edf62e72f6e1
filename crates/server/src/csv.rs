//! Records as CSV files, for export and import.
//!
//! - A line is a record, or one row of its tables. If there are tables, the first column has
//!   [`MARK`] on the first line of each record, as in Kintone's files, and lines without it contain
//!   only rows of tables.
//! - Values with several parts (choices, users) are lines inside a cell. Users are named by their
//!   login names.
//! - Numbers are written with exactly the stored digits, without separators and units.
//! - Dates and times are in the user's time zone: `2026-11-22 09:30`. A time that occurs twice when
//!   the clock is set back is written with its offset, so that an export and import does not change
//!   it.
//! - Attachments are not included.

pub(crate) mod cells;
pub(crate) mod charset;
pub(crate) mod layout;
pub(crate) mod plan;
pub(crate) mod read;
pub(crate) mod write;

/// The maximum size of a file in bytes. The file is held in memory.
pub(crate) const MAX_BYTES: u64 = 10 * 1024 * 1024;
/// The maximum number of records in a file. They are one transaction, and on `SQLite` no other
/// writes are possible meanwhile.
pub(crate) const MAX_RECORDS: usize = 20_000;

/// The mark on the first line of a record.
pub(crate) const MARK: &str = "*";
