//! Names to addresses, with a cache that keeps to the TTL of the records.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{LookupIpStrategy, ResolveHosts};

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
        let Resolver::Given(lookup) = resolver else {
            let failed =
                |error: hickory_resolver::net::NetError| ConfigError::Resolver(error.to_string());
            let mut builder = TokioResolver::builder_tokio().map_err(failed)?;
            let options = builder.options_mut();
            // Both families: every address of a name is judged, not only the first ones (T3).
            options.ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
            options.use_hosts_file = ResolveHosts::Always;
            options.cache_size = CACHE;
            options.timeout = PATIENCE;
            options.positive_max_ttl = Some(LONGEST);
            options.negative_max_ttl = Some(PATIENCE);
            return Ok(Self::System(Box::new(builder.build().map_err(failed)?)));
        };
        Ok(Self::Given(Arc::clone(lookup)))
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
