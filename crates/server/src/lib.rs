//! The only place that knows HTTP: who calls, what they may, what they get.
//!
//! Handlers are short: extract, ask `store` or `proxy`, answer. Rules stand in plain functions.

pub mod api;
pub mod app;
pub mod arrival;
pub mod auth;
pub mod busy;
pub mod clock;
pub mod config;
mod credentials;
mod demo;
pub mod door;
mod egress_lock;
pub mod error;
mod exchange;
mod front;
pub mod health;
pub mod i18n;
pub mod keys;
mod lately;
pub mod metrics;
pub mod pages;
pub mod params;
pub mod people;
mod plugin_limit;
mod proxy_api;
pub mod serve;
pub mod snapshot;
pub mod upkeep;
pub mod usage;

pub use app::{App, routes};
pub use config::Config;
pub use error::Error;
pub use front::Front;

pub use plugdock_package as package;

/// What is wrong with a package, for people (R31: the same text in REST, pages and command line).
pub fn package_text(locale: i18n::Locale, problem: &package::Problem) -> String {
    let params: Vec<(&str, &str)> = problem
        .params
        .iter()
        .map(|(name, value)| (&**name, value.as_str()))
        .collect();
    i18n::text(locale, &format!("package.{}", problem.code.key()), &params)
}
