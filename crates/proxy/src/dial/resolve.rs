//! Names to addresses, with a cache that keeps to the TTL of the records.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::config::{LookupIpStrategy, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::{ResolverBuilder, TokioResolver};

use crate::config::{ConfigError, Lookup, Resolver};

/// Records kept at most, over all names.
const CACHE: u64 = 4_096;
/// One question to one name server.
const PATIENCE: Duration = Duration::from_secs(3);
/// What a name server may make us remember, whatever it says.
const LONGEST: Duration = Duration::from_hours(1);

pub(super) enum Names {
    System(Box<TokioResolver>),
    Given(Arc<Lookup>),
}

impl Names {
    pub(super) fn new(resolver: &Resolver) -> Result<Self, ConfigError> {
        let lookup = match resolver {
            Resolver::Given(lookup) => return Ok(Self::Given(Arc::clone(lookup))),
            Resolver::System => system(),
        };
        let resolver = lookup
            .build()
            .map_err(|error| ConfigError::Resolver(error.to_string()))?;
        Ok(Self::System(Box::new(resolver)))
    }

    /// All addresses of a name, at least one.
    pub(super) async fn look_up(&self, name: &str) -> Result<Vec<IpAddr>, String> {
        let found: Vec<IpAddr> = match self {
            Self::Given(lookup) => lookup(name),
            Self::System(resolver) => {
                // The final dot keeps the machine's search domains out: `https://intranet/` means
                // that name and no other.
                let looked_up = resolver.lookup_ip(format!("{name}.")).await;
                looked_up
                    .map_err(|error| error.to_string())?
                    .iter()
                    .collect()
            }
        };
        if found.is_empty() {
            return Err("no addresses".to_owned());
        }
        Ok(found)
    }
}

fn system() -> ResolverBuilder<TokioRuntimeProvider> {
    let mut builder = TokioResolver::builder_tokio().unwrap_or_else(|error| {
        // A machine without name servers can still call addresses and the names of its hosts file.
        tracing::warn!(%error, "the system names no name servers: names will not resolve");
        let nothing = ResolverConfig::default();
        TokioResolver::builder_with_config(nothing, TokioRuntimeProvider::default())
    });
    let options = builder.options_mut();
    // Both families: every address of a name is judged, not only the first ones (T3).
    options.ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
    options.use_hosts_file = ResolveHosts::Always;
    options.cache_size = CACHE;
    options.timeout = PATIENCE;
    options.positive_max_ttl = Some(LONGEST);
    options.negative_max_ttl = Some(PATIENCE);
    builder
}
