//! All that a request needs.

use std::sync::Arc;
use std::time::Duration;

use plugdock_proxy::Proxy;
use plugdock_store::Store;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::auth::Auth;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, advice};
use crate::http::concurrency_limit::ConcurrencyLimit;
use crate::http::guard::RequestGuard;
use crate::services::audit_writer::AuditWriter;
use crate::services::egress_lock::Reported;
use crate::services::health::Health;
use crate::services::metrics::Metrics;
use crate::services::snapshot::Snapshot;

/// The parts of a running server; the state of every route.
#[derive(Debug)]
pub struct AppState {
    /// How it was set up.
    pub config: Config,
    /// The time.
    pub clock: Clock,
    /// All that is kept.
    pub store: Store,
    /// Who is let in.
    pub guard: RequestGuard,
    /// Who is who.
    pub auth: Auth,
    /// REST calls under way.
    pub concurrency_limit: ConcurrencyLimit,
    /// What calls out.
    pub proxy: Proxy,
    /// What a proxied call needs of the store.
    pub snapshot: Snapshot,
    /// Who used which proxy config.
    pub audit_writer: AuditWriter,
    /// Which calls past a lock were put on record.
    pub reported: Reported,
    /// What is counted.
    pub metrics: Metrics,
    /// Whether the store could be written when last looked.
    pub health: Health,
    /// Cancelled when the server begins to stop.
    pub leaving: CancellationToken,
}

impl AppState {
    /// A server's parts, with nothing remembered. Needs a runtime: uses of credentials are written
    /// down in the background.
    pub fn new(config: Config, clock: Clock, store: Store, proxy: Proxy) -> Result<Self, Error> {
        Ok(Self {
            guard: RequestGuard::new(&config).map_err(|error| Error::internal(&error))?,
            auth: Auth::new(&config, clock.clone(), store.clone())?,
            concurrency_limit: ConcurrencyLimit::new(config.rest_calls),
            snapshot: Snapshot::new(config.profile(), &store),
            audit_writer: AuditWriter::start(store.clone()),
            reported: Reported::default(),
            metrics: Metrics::default(),
            health: Health::default(),
            leaving: CancellationToken::new(),
            config,
            clock,
            store,
            proxy,
        })
    }

    /// Removes, now and then, what nobody needs any more.
    pub(crate) fn start_chores(self: &Arc<Self>) -> JoinHandle<()> {
        let app = Arc::clone(self);
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(SWEEP_EVERY);
            loop {
                ticks.tick().await;
                if let Err(error) = app.store.sweep(app.clock.now()).await {
                    let advice = error.trouble().map(advice);
                    tracing::warn!(%error, advice, "the sweep failed; it comes again");
                }
            }
        })
    }
}

/// Uploads that nobody took, blobs that nothing names, old audit lines.
const SWEEP_EVERY: Duration = Duration::from_mins(10);
