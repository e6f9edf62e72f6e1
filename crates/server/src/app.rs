//! All that a request needs, and the router over it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use plugdock_proxy::Proxy;
use plugdock_store::Store;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;

use crate::auth::Auth;
use crate::busy::{self, Busy};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, render};
use crate::metrics::Metrics;
use crate::snapshot::Snapshot;
use crate::usage::Usage;
use crate::{api, arrival, health, pages};

/// The parts of a running server; the state of every route.
#[derive(Debug)]
pub struct App {
    /// How it was set up.
    pub config: Config,
    /// The time.
    pub clock: Clock,
    /// All that is kept.
    pub store: Store,
    /// Who is who.
    pub auth: Auth,
    /// REST calls under way.
    pub busy: Busy,
    /// What calls out.
    pub proxy: Proxy,
    /// What a proxied call needs of the store.
    pub snapshot: Snapshot,
    /// Who used which saved entry.
    pub usage: Usage,
    /// What is counted.
    pub metrics: Metrics,
    /// Cancelled when the server begins to stop.
    pub leaving: CancellationToken,
}

impl App {
    /// A server's parts, with nothing remembered. Needs a runtime: uses of credentials are written
    /// down in the background.
    pub fn new(config: Config, clock: Clock, store: Store, proxy: Proxy) -> Result<Self, Error> {
        Ok(Self {
            auth: Auth::new()?,
            busy: Busy::default(),
            snapshot: Snapshot::new(config.profile()),
            usage: Usage::start(store.clone()),
            metrics: Metrics::default(),
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
                    tracing::warn!(%error, "the sweep failed; it comes again");
                }
            }
        })
    }
}

/// Uploads that nobody took, blobs that nothing names, old audit lines.
const SWEEP_EVERY: Duration = Duration::from_mins(10);

/// Every route of the server, ready to serve.
pub fn router(app: Arc<App>) -> Router {
    let (routes, _) = api::routes().split_for_parts();
    let routes = routes
        .merge(health::routes())
        .merge(pages::routes(&app))
        .fallback(pages::lost)
        .layer(CatchPanicLayer::custom(render::panicked))
        .layer(from_fn_with_state(app.clone(), busy::count))
        .with_state(app);
    // A layer of a router runs after routing; what changes the method or the address has to
    // stand around it.
    Router::new()
        .fallback_service(routes)
        .layer(from_fn(arrival::prepare))
        .layer(from_fn(render::errors))
}
