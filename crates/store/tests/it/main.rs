//! The store as its callers see it, each test on SQLite and on PostgreSQL.

#[macro_use]
mod harness;

mod both_alike;
mod opening;
mod records;
