//! The only place that knows HTTP: who calls, what they may, what they get.
//!
//! Handlers are short: extract, ask `store` or `proxy`, answer. Rules stand in plain functions.

pub mod i18n;
