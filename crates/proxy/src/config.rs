//! The configuration of the proxy. The cited rulings (R17, R22 and others) define the defaults.

use std::net::SocketAddr;
use std::time::Duration;

use crate::address::Rules;
use crate::client_certificate::ClientCertificate;
use crate::origin::Origin;

pub use crate::limits::Limits;

/// The configuration of the proxy.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The non-public hosts and ranges that may be called, and the public ones that may not (R23,
    /// T18).
    pub rules: Rules,
    /// Certificate authorities in addition to the system's, in PEM (R28).
    pub ca_pem: Vec<u8>,
    /// The client certificates for certain origins.
    pub client_certificates: Vec<ClientCertificate>,
    /// Replacements of origins. Calls to the left origin go to the right one. No address rule
    /// applies to the right one, because the operator configured it (`PLUGDOCK_PROXY_UPSTREAM`).
    /// Proxy configs are matched against the left one.
    pub remap: Vec<(Origin, Origin)>,
    /// The public origins of this server. They can always be called, as from outside (R23).
    pub public_origins: Vec<Origin>,
    /// The origins of other names of this server. Their hosts are treated as this server's own: some
    /// paths are refused, and calls have the hop marker. The rules for addresses apply to them.
    pub other_origins: Vec<Origin>,
    /// The listeners of this server. They can only be reached through `public_origins` (T10).
    pub listen: Vec<SocketAddr>,
    /// Listeners that can never be reached, such as the one for metrics (R23).
    pub never: Vec<SocketAddr>,
    /// An upstream proxy that is asked with CONNECT to connect to the checked address (R23). Proxy
    /// variables in the environment are ignored (T19).
    pub through: Option<Origin>,
    /// The time limits.
    pub timeouts: Timeouts,
    /// The size limits.
    pub limits: Limits,
    /// The limits on simultaneous calls.
    pub concurrency: Concurrency,
    /// The name resolution.
    pub resolver: Resolver,
}

/// The time limits (R17, R19).
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// The time for each of resolving, connecting and the TLS handshake: 10 s.
    pub connect: Duration,
    /// The time for a whole call, including the body of its answer: 60 s.
    pub call: Duration,
    /// The time for a whole upload, including the body of its answer: 10 min.
    pub upload: Duration,
    /// The minimum time before the failure for an unreachable address: 2 s. It prevents callers
    /// from distinguishing a forbidden address from a closed one by time, as the message does not
    /// distinguish them either (T16).
    pub unreachable: Duration,
    /// The time for which an unused connection stays open: 20 s.
    pub idle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            call: Duration::from_mins(1),
            upload: Duration::from_mins(10),
            unreachable: Duration::from_secs(2),
            idle: Duration::from_secs(20),
        }
    }
}

/// The limits on simultaneous calls (T66).
#[derive(Clone, Copy, Debug)]
pub struct Concurrency {
    /// The maximum number of calls to one origin: 1,024.
    pub host: usize,
    /// The maximum number of calls of one plug-in in one app: 512.
    pub plugin: usize,
    /// The maximum number of calls of one user: 512.
    pub user: usize,
    /// The maximum number of calls of one user with one plug-in: 256. Half of each of the two
    /// limits above is left to others.
    pub pair: usize,
    /// The maximum number of calls that wait for each of these limits: 512. Further calls are
    /// refused.
    pub queue: usize,
    /// The time for which a call may wait before it is refused: 10 s.
    pub wait: Duration,
}

impl Default for Concurrency {
    fn default() -> Self {
        Self {
            host: 1024,
            plugin: 512,
            user: 512,
            pair: 256,
            queue: 512,
            wait: Duration::from_secs(10),
        }
    }
}

/// The name resolution. Its cache respects the TTL of records.
#[derive(Clone, Debug, Default)]
pub enum Resolver {
    /// The configuration of the system.
    #[default]
    System,
    /// These name servers, over UDP and TCP.
    Servers(Vec<SocketAddr>),
}

/// The errors in the configuration of the proxy.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The additional certificate authorities cannot be read.
    #[error("cannot read the certificate authorities: {0}")]
    Authorities(String),
    /// Two client certificates are configured for the same origin, so the choice would be
    /// ambiguous.
    #[error("two client certificates are configured for {0}")]
    TwoCertificates(Origin),
    /// TLS cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
    /// The system's configuration of name resolution cannot be read.
    #[error("name resolution cannot be set up: {0}")]
    Resolver(String),
}
