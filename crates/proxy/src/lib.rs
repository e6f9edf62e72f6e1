//! Calls to the outside: matching and merging of saved entries, one dialer, limits.
//!
//! Invariants: matching, merging, the address filter, charsets and limits do no I/O; every socket
//! comes from `dial`; credentials are [`secrecy::SecretString`]s until the request is written, and
//! appear in no `Debug`, log or failure; a body is never held whole; nothing trusts a declared size.
//! No SQL, no axum.

pub mod address;
pub mod answer;
pub mod call;
pub mod charset;
mod classify;
pub mod config;
mod decode;
mod dial;
pub mod failure;
mod gate;
pub mod headers;
pub mod json;
pub mod limits;
pub mod origin;
mod prepare;
mod proxy;
mod reading;
pub mod request;
pub mod settings;
pub mod target;
mod upload;

pub use address::Rules;
pub use answer::{Answer, Text};
pub use call::{Call, Caller, Data, Entry, Form, Method, Upload};
pub use config::{Concurrency, Config, ConfigError, Limits, Resolver, Timeouts};
pub use failure::{Failure, Kind};
pub use origin::Origin;
pub use proxy::Proxy;

/// Marks calls to the server's own public origin, so that a call never calls again (R23).
pub const HOP_HEADER: &str = "X-Plugdock-Hop";
