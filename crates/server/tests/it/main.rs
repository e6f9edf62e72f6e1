//! Tests the server as its callers see it. Most tests run on both SQLite and PostgreSQL.

#![expect(
    clippy::unwrap_used,
    reason = "a story that cannot go on says where it stopped"
)]

#[macro_use]
mod harness;

mod access;
mod administration;
mod app_settings;
mod audit;
mod callers;
mod csv;
mod data;
mod directory;
mod egress;
mod failures;
mod fields;
mod files;
mod lists;
mod openapi;
mod packages;
mod pages;
mod permissions;
mod process;
mod proxy;
mod records;
mod script_rights;
mod settings_pages;
#[path = "../../../store/tests/it/template_name.rs"]
mod template_name;
mod upgrade;
