//! The store as its callers see it, each test on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

#[macro_use]
mod harness;

mod administration;
mod backup;
mod both_alike;
mod check;
mod directory;
mod entries;
mod exchange;
mod feed;
mod fixtures;
mod lookups;
mod opening;
mod people;
mod plugins;
mod process;
mod records;
mod report;
mod rotation;
#[cfg(feature = "s3")]
mod s3;
mod script_reviews;
mod settings;
mod tries;
mod uploads;
mod values;
