//! Everything about the engine that an operator may set. The defaults are the rulings' values.

use std::net::SocketAddr;
use std::time::Duration;

use crate::address::Rules;
use crate::client_certificate::ClientCertificate;
use crate::origin::Origin;

pub use crate::limits::Limits;

/// How the engine is set up.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Non-public hosts and ranges that may be called, and public ones that may not (R23, T18).
    pub rules: Rules,
    /// More certificate authorities than the system's, in PEM (R28).
    pub ca_pem: Vec<u8>,
    /// With what we show certain origins who we are.
    pub client_certificates: Vec<ClientCertificate>,
    /// Calls for the left origin go to the right one, which no address rule stops: the operator
    /// wrote it (`PLUGDOCK_PROXY_UPSTREAM`). ProxyConfigs are matched against the left one.
    pub remap: Vec<(Origin, Origin)>,
    /// The server's own public origin: reachable always, as an outsider (R23).
    pub public_origins: Vec<Origin>,
    /// Where this server listens: reachable only through `public_origins` (T10).
    pub listen: Vec<SocketAddr>,
    /// Listeners that are reachable in no way, such as metrics (R23).
    pub never: Vec<SocketAddr>,
    /// A proxy that is asked, by CONNECT, to connect to the checked address (R23). Proxy variables
    /// of the environment are not read (T19).
    pub through: Option<Origin>,
    /// How long things may take.
    pub timeouts: Timeouts,
    /// How large things may be.
    pub limits: Limits,
    /// How much may happen at once.
    pub concurrency: Concurrency,
    /// How names become addresses.
    pub resolver: Resolver,
}

/// How long things may take (R17, R19).
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// Resolving, connecting and the TLS handshake, each: 10 s.
    pub connect: Duration,
    /// A whole call, its answer's body included: 60 s.
    pub call: Duration,
    /// A whole upload, its answer's body included: 10 min.
    pub upload: Duration,
    /// No unreachable address is answered sooner, so that a clock tells a forbidden one from a
    /// closed one no better than the text does (T16): 2 s.
    pub unreachable: Duration,
    /// An unused connection is kept for so long: 20 s.
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

/// How much may happen at once (T66).
#[derive(Clone, Copy, Debug)]
pub struct Concurrency {
    /// Calls to one origin: 1,024.
    pub host: usize,
    /// Calls of one plug-in in one app: 512.
    pub plugin: usize,
    /// Calls of one user: 512.
    pub user: usize,
    /// Calls of one user with one plug-in: 256, so that half of either is left to others.
    pub pair: usize,
    /// Calls that may wait for each of these; one more is refused: 512.
    pub queue: usize,
    /// How long a call may wait before it is refused: 10 s.
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

/// How names become addresses, with a cache that keeps to the records' TTL.
#[derive(Clone, Debug, Default)]
pub enum Resolver {
    /// As the system is set up.
    #[default]
    System,
    /// By these name servers, over UDP and TCP.
    Servers(Vec<SocketAddr>),
}

/// Why the engine cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The added certificate authorities cannot be read.
    #[error("the certificate authorities cannot be read: {0}")]
    Authorities(String),
    /// It would not be clear which one to show.
    #[error("two client certificates are for {0}")]
    TwoCertificates(Origin),
    /// TLS cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
    /// The system's name resolution cannot be read.
    #[error("name resolution cannot be set up: {0}")]
    Resolver(String),
}
