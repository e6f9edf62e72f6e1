//! The store as its callers see it, each test on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

#[macro_use]
mod harness;

mod both_alike;
mod entries;
mod feed;
mod fixtures;
mod opening;
mod people;
mod plugins;
mod records;
#[cfg(feature = "s3")]
mod s3;
mod settings;
mod uploads;
