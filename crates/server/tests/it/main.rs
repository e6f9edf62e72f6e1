//! The server as its callers see it, each story on SQLite and on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    reason = "a story that cannot go on says where it stopped"
)]

#[macro_use]
mod harness;

mod app_settings;
mod callers;
mod failures;
mod files;
mod openapi;
mod packages;
mod pages;
mod proxy;
mod records;
