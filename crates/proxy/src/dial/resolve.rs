//! Resolves names to addresses, with a cache that respects the TTL of records.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::config::{LookupIpStrategy, NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::{ResolverBuilder, TokioResolver};

use crate::config::{ConfigError, Resolver};

/// The maximum number of records in the cache.
const CACHE: u64 = 4_096;
/// The time for one question to one name server.
const TIMEOUT: Duration = Duration::from_secs(3);
/// The maximum time for which a record is cached, whatever its TTL is.
const MAX_TTL: Duration = Duration::from_hours(1);

pub(super) struct Names(TokioResolver);

impl Names {
    pub(super) fn new(resolver: &Resolver) -> Result<Self, ConfigError> {
        let mut builder = match resolver {
            Resolver::System => system(),
            Resolver::Servers(servers) => by(servers),
        };
        let options = builder.options_mut();
        // Both address families are needed, because every address of a name is checked (T3).
        options.ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
        options.use_hosts_file = ResolveHosts::Always;
        options.cache_size = CACHE;
        options.timeout = TIMEOUT;
        options.positive_max_ttl = Some(MAX_TTL);
        options.negative_max_ttl = Some(TIMEOUT);
        let resolver = builder
            .build()
            .map_err(|error| ConfigError::Resolver(error.to_string()))?;
        Ok(Self(resolver))
    }

    /// Returns all addresses of a name, at least one.
    pub(super) async fn look_up(&self, name: &str) -> Result<Vec<IpAddr>, String> {
        // The final dot disables the machine's search domains, so that `https://intranet/` means
        // only that name.
        let found = self.0.lookup_ip(format!("{name}.")).await;
        let found: Vec<IpAddr> = found.map_err(|error| error.to_string())?.iter().collect();
        if found.is_empty() {
            return Err("no addresses".to_owned());
        }
        Ok(found)
    }
}

fn system() -> ResolverBuilder<TokioRuntimeProvider> {
    TokioResolver::builder_tokio().unwrap_or_else(|error| {
        // A machine without name servers can still call addresses and the names in its hosts file.
        tracing::warn!(%error, "the system has no name servers, so names will not resolve");
        by(&[])
    })
}

fn by(servers: &[SocketAddr]) -> ResolverBuilder<TokioRuntimeProvider> {
    let server = |at: &SocketAddr| {
        let mut server = NameServerConfig::udp_and_tcp(at.ip());
        for connection in &mut server.connections {
            connection.port = at.port();
        }
        server
    };
    let config = ResolverConfig::from_name_servers(servers.iter().map(server).collect());
    TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
}
