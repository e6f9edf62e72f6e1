//! The state that request handlers share.

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

/// The parts of a running server. It is the state of every route.
#[derive(Debug)]
pub struct AppState {
    /// The configuration.
    pub config: Config,
    /// The clock.
    pub clock: Clock,
    /// The store of all data.
    pub store: Store,
    /// The guard that refuses requests by host, origin and upgrade.
    pub guard: RequestGuard,
    /// The authentication of callers.
    pub auth: Auth,
    /// The limit of concurrent REST calls.
    pub concurrency_limit: ConcurrencyLimit,
    /// The proxy for the calls of plug-ins.
    pub proxy: Proxy,
    /// The cache of data for proxied calls.
    pub snapshot: Snapshot,
    /// The writer of the audit log for the use of proxy configs.
    pub audit_writer: AuditWriter,
    /// The calls outside an egress lock that were already reported.
    pub reported: Reported,
    /// The metrics.
    pub metrics: Metrics,
    /// The result of the last check of the store.
    pub health: Health,
    /// A token that is cancelled when the server begins to stop.
    pub leaving: CancellationToken,
}

impl AppState {
    /// Creates a server's parts with empty caches. It needs a runtime, because the audit log is
    /// written in the background.
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

    /// Starts the task that regularly removes expired data.
    pub(crate) fn start_chores(self: &Arc<Self>) -> JoinHandle<()> {
        let app = Arc::clone(self);
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(SWEEP_EVERY);
            loop {
                ticks.tick().await;
                app.auth.record_refusals().await;
                if let Err(error) = app.store.sweep(app.clock.now()).await {
                    let advice = error.trouble().map(advice);
                    tracing::warn!(%error, advice, "could not remove expired data; will try again");
                }
            }
        })
    }
}

/// The interval for removing expired uploads, unreferenced blobs and old audit lines.
const SWEEP_EVERY: Duration = Duration::from_mins(10);
