//! Tests of the store's public API. Most run on both SQLite and PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

#[macro_use]
mod harness;

mod accounts;
mod administration;
mod app_settings;
mod backup;
mod both_alike;
mod bulk;
mod check;
mod directory;
mod feed;
mod fixtures;
mod lanes;
mod lookups;
mod opening;
mod permissions;
mod plugins;
mod process;
mod proxy_configs;
mod records;
mod report;
mod rotation;
#[cfg(feature = "s3")]
mod s3;
mod script_reviews;
mod sign_in_throttle;
mod template_name;
mod uploads;
mod values;
