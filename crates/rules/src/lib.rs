//! The content and the rules of outgoing calls: matching and merging of proxy configs, headers,
//! bodies, addresses, limits, charsets and content codings.
//!
//! Invariants: This crate opens no socket, file or database, and reads no clock. The same input
//! gives the same result, no matter how it is divided into pieces. Credentials are
//! [`secrecy::SecretString`]s until the request is written, and appear in no `Debug` output and no
//! failure. No declared size is trusted, and no input causes a panic.

pub mod address;
pub mod call;
pub mod charset;
pub mod coding;
pub mod failure;
pub mod headers;
pub mod json;
pub mod limits;
pub mod lock;
pub mod origin;
pub mod prefix;
pub mod prepare;
pub mod proxy_config;
pub mod request;
pub mod secrets;
pub mod target;

/// The header that marks calls to the server's own public origin, so that such a call cannot cause
/// another call (R23).
pub const HOP_HEADER: &str = "X-Plugdock-Hop";
