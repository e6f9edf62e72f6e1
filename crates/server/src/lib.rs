//! The HTTP server. No other crate knows about HTTP, callers and responses.
//!
//! Handlers are short: they extract the request, call `store`, `proxy` or a service, and build the
//! answer. Rules are in plain functions. `docs/ARCHITECTURE.md` describes the folders and their
//! allowed dependencies.

pub mod api;
mod aside;
pub mod auth;
pub mod clock;
pub mod config;
mod csv;
mod demo;
pub mod error;
pub mod http;
pub mod i18n;
/// The operator's commands. They can run while a server is running.
pub mod ops {
    pub mod keys;
    pub mod maintenance;
    pub mod users;
}
pub mod pages;
pub mod params;
pub(crate) mod request_context;
pub mod router;
pub mod serve;
pub mod services;
pub mod site;
pub mod state;

pub use config::Config;
pub use error::Error;
pub use http::HttpService;
pub use router::{routes, service};
pub use services::packages::text as package_text;
pub use state::AppState;

pub use plugdock_package as package;
