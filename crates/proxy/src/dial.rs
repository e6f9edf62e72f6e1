//! Opens all outgoing connections (T12). It resolves the name, checks every address, connects to a
//! checked address and starts TLS.
//!
//! The check and the connection use the same address, so nothing can change between them (T2).

mod connect;
mod metered;
mod own;
mod resolve;
mod tls;
mod tunnel;

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use url::Host;

use crate::address::{Refused, Rules};
use crate::config::{Config, ConfigError, Limits};
use crate::origin::Origin;

pub(crate) use connect::Connector;
use resolve::Names;

/// The reasons for which there is no connection. `Display` is for the log only.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DialError {
    /// The name has no address, or the rules forbid all of its addresses (R18, R19).
    #[error("{0} does not resolve: {1}")]
    NoAddress(String, String),
    /// The rules forbid the address.
    #[error("{0} at {1}: {2}")]
    Refused(String, IpAddr, Refused),
    /// The address is a listener of this server or of its metrics (T10).
    #[error("{0} is this server itself")]
    Own(SocketAddr),
    /// The connection was refused, or the host is unreachable.
    #[error("{0}: {1}")]
    Connect(SocketAddr, std::io::Error),
    /// There was no answer to the connection attempt.
    #[error("timeout while connecting to {0}")]
    Silent(String),
    /// The certificate or the handshake failed.
    #[error("TLS with {0}: {1}")]
    Tls(String, std::io::Error),
    /// The handshake did not end in time.
    #[error("TLS with {0}: timeout in the handshake")]
    TlsSilent(String),
    /// The configured upstream proxy did not connect.
    #[error("upstream proxy: {0}")]
    Through(String),
}

/// Opens connections.
pub(crate) struct Dialer {
    rules: Rules,
    remap: HashMap<Origin, Origin>,
    public_origins: Vec<Origin>,
    listen: Vec<SocketAddr>,
    never: Vec<SocketAddr>,
    through: Option<Origin>,
    connect: Duration,
    limits: Limits,
    names: Names,
    tls: tls::Clients,
}

/// The rules that apply to an address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Route {
    /// All rules.
    Outside,
    /// The rules for the server's own public origin, which may have any address (R23).
    Own,
    /// No rules, because the operator configured the address.
    Configured,
}

impl Dialer {
    pub(crate) fn new(config: Config) -> Result<Self, ConfigError> {
        Ok(Self {
            names: Names::new(&config.resolver)?,
            tls: tls::Clients::new(&config.ca_pem, &config.client_certificates)?,
            rules: config.rules,
            remap: config.remap.into_iter().collect(),
            public_origins: config.public_origins,
            listen: config.listen,
            never: config.never,
            through: config.through,
            connect: config.timeouts.connect,
            limits: config.limits,
        })
    }

    /// Connects to an origin, including TLS, for one or for several requests.
    async fn dial(&self, asked: &Origin, is_reused: bool) -> Result<tls::Stream, DialError> {
        let (origin, route) = match self.remap.get(asked) {
            Some(right) => (right, Route::Configured),
            None if self.public_origins.contains(asked) => (asked, Route::Own),
            None => (asked, Route::Outside),
        };
        let addresses = self.addresses(origin, route).await?;
        let stream = match &self.through {
            Some(proxy) if route == Route::Outside => {
                // An error here is about the upstream proxy, so it must not become an answer about
                // the called host.
                let connected = self.tcp(proxy, Route::Configured).await;
                let stream = connected.map_err(|error| DialError::Through(error.to_string()))?;
                let deadline = Instant::now() + self.connect;
                let opening = tunnel::open(stream, addresses[0]);
                timeout_at(deadline, opening)
                    .await
                    .map_err(|_| DialError::Silent(proxy.to_string()))??
            }
            _ => self.connect_any(origin, &addresses).await?,
        };
        if !origin.is_https() {
            return Ok(tls::Stream::Plain(stream));
        }
        let handshake = self.tls.handshake(origin, stream, is_reused);
        tokio::time::timeout(self.connect, handshake)
            .await
            .map_err(|_| DialError::TlsSilent(origin.to_string()))?
    }

    async fn tcp(&self, origin: &Origin, route: Route) -> Result<TcpStream, DialError> {
        let addresses = self.addresses(origin, route).await?;
        self.connect_any(origin, &addresses).await
    }

    /// Returns all addresses of the origin's host, at least one. Each of them has passed the rules
    /// (T3).
    async fn addresses(&self, origin: &Origin, route: Route) -> Result<Vec<SocketAddr>, DialError> {
        let ips = match origin.host() {
            Host::Ipv4(ip) => vec![IpAddr::V4(*ip)],
            Host::Ipv6(ip) => vec![IpAddr::V6(*ip)],
            Host::Domain(name) => {
                let looking = self.names.look_up(name);
                let found = tokio::time::timeout(self.connect, looking)
                    .await
                    .unwrap_or_else(|_| Err("timeout".to_owned()));
                found.map_err(|cause| DialError::NoAddress(name.clone(), cause))?
            }
        };
        let mut addresses = Vec::with_capacity(ips.len());
        let mut refused = Vec::new();
        for ip in ips {
            let address = SocketAddr::new(ip.to_canonical(), origin.port());
            if route == Route::Outside {
                if let Err(why) = self.rules.check(origin.host(), address) {
                    refused.push((address.ip(), why));
                    continue;
                }
                own::refuse(&self.listen, address)?;
            }
            if route != Route::Configured {
                own::refuse(&self.never, address)?;
            }
            addresses.push(address);
        }
        if let Some((ip, why)) = refused.first() {
            return Err(match origin.host() {
                // Otherwise a caller could find out which names exist in the private network.
                Host::Domain(name) if addresses.is_empty() => {
                    DialError::NoAddress(name.clone(), format!("{ip}: {why}"))
                }
                _ => DialError::Refused(origin.to_string(), *ip, *why),
            });
        }
        // IPv4 comes first, because machines whose IPv6 does not work are more common.
        addresses.sort_by_key(SocketAddr::is_ipv6);
        Ok(addresses)
    }

    /// Tries one address after the other within the time limit. Each gets an equal share of the
    /// remaining time.
    async fn connect_any(
        &self,
        origin: &Origin,
        addresses: &[SocketAddr],
    ) -> Result<TcpStream, DialError> {
        let deadline = Instant::now() + self.connect;
        let mut last = DialError::Silent(origin.to_string());
        for (tried, address) in addresses.iter().enumerate() {
            let left = deadline.saturating_duration_since(Instant::now());
            let share = left / u32::try_from(addresses.len() - tried).unwrap_or(u32::MAX);
            #[expect(
                clippy::disallowed_methods,
                reason = "the only place that connects, to an address that has been checked"
            )]
            let connecting = TcpStream::connect(address);
            match timeout_at(Instant::now() + share, connecting).await {
                Ok(Ok(stream)) => {
                    // Requests are written whole, so that waiting to fill packets would only delay
                    // them.
                    stream
                        .set_nodelay(true)
                        .map_err(|error| DialError::Connect(*address, error))?;
                    return Ok(stream);
                }
                Ok(Err(error)) => last = DialError::Connect(*address, error),
                Err(_) => last = DialError::Silent(address.to_string()),
            }
        }
        Err(last)
    }
}
