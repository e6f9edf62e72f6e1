//! The store as its callers see it, each test on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

#[macro_use]
mod harness;

mod administration;
mod backup;
mod both_alike;
mod check;
mod directory;
mod proxy_configs;
mod bulk;
mod feed;
mod fixtures;
mod lookups;
mod opening;
mod entities;
mod plugins;
mod process;
mod records;
mod report;
mod rotation;
#[cfg(feature = "s3")]
mod s3;
mod script_reviews;
mod app_settings;
mod sign_in_throttle;
mod uploads;
mod values;
mod template_name;
