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
pub mod error;
pub mod i18n;
pub mod pages;
pub mod params;

pub use app::{App, router};
pub use config::Config;
pub use error::Error;
