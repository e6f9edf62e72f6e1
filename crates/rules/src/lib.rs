//! What a call to the outside is made of and may do: matching and merging of proxy configs, headers,
//! bodies, addresses, limits, charsets, content codings.
//!
//! Invariants: nothing here opens a socket, a file or a database, or looks at a clock; the same input
//! gives the same answer, however it is cut into pieces. Credentials are [`secrecy::SecretString`]s
//! until the request is written, and appear in no `Debug` and no failure. Nothing trusts a declared
//! size, and nothing here panics, whatever it is given.

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
pub mod target;

/// Marks calls to the server's own public origin, so that a call never calls again (R23).
pub const HOP_HEADER: &str = "X-Plugdock-Hop";
