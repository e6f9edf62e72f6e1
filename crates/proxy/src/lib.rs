//! Calls to the outside: one dialer, one client, limits on time, size and number.
//!
//! What is decided without I/O stands in `plugdock-rules`. Invariants: every socket comes from `dial`;
//! credentials are `SecretString`s until the request is written, and appear in no `Debug`,
//! log or failure; a body is never held whole; nothing trusts a declared size. No SQL, no axum.

pub mod answer;
mod classify;
pub mod client_certificate;
pub mod config;
mod dial;
mod limiter;
mod proxy;
mod reading;
mod source;
mod upload;

use plugdock_rules::{
    address, call, charset, coding, failure, headers, limits, lock, origin, prepare,
};

pub use address::Rules;
pub use answer::{Answer, Text};
pub use call::{Call, Caller, Data, Form, Method, ProxyConfig, Upload};
pub use client_certificate::{ClientCertificate, ClientCertificateError};
pub use config::{Concurrency, Config, ConfigError, Limits, Resolver, Timeouts};
pub use failure::{Failure, Kind};
pub use lock::Lock;
pub use origin::Origin;
pub use plugdock_rules::{HOP_HEADER, json, proxy_config, target};
pub use proxy::Proxy;
