//! All that a request needs, and the router over it.

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use plugdock_store::Store;
use tower_http::catch_panic::CatchPanicLayer;

use crate::auth::Auth;
use crate::busy::{self, Busy};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, render};
use crate::{api, arrival, pages};

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
}

impl App {
    /// A server's parts, with nothing remembered.
    pub fn new(config: Config, clock: Clock, store: Store) -> Result<Self, Error> {
        Ok(Self {
            config,
            clock,
            store,
            auth: Auth::new()?,
            busy: Busy::default(),
        })
    }
}

/// Every route of the server, ready to serve.
pub fn router(app: Arc<App>) -> Router {
    let (routes, _) = api::routes().split_for_parts();
    let routes = routes
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
