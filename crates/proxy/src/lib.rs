//! Outgoing calls: one dialer, one client, and limits on time, size and number.
//!
//! All decisions without I/O are in `plugdock-rules`. Invariants: Every socket is opened by `dial`.
//! Credentials are `SecretString`s until the request is written, and appear in no `Debug` output,
//! log or failure. A body is never held in memory as a whole. No declared size is trusted. This
//! crate uses no SQL and no axum.

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
pub use plugdock_rules::secrets::Secrets;
pub use plugdock_rules::{HOP_HEADER, json, proxy_config, target};
pub use proxy::Proxy;
