//! The server as its callers see it, each story on SQLite and on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    reason = "a story that cannot go on says where it stopped"
)]

#[macro_use]
mod harness;

mod administration;
mod app_settings;
mod callers;
mod data;
mod directory;
mod access;
mod egress;
mod csv;
mod failures;
mod fields;
mod files;
mod lists;
mod openapi;
mod packages;
mod pages;
mod process;
mod proxy;
mod records;
mod script_rights;
mod settings_pages;
mod upgrade;
#[path = "../../../store/tests/it/template_name.rs"]
mod template_name;
