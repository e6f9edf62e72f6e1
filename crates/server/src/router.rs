//! The routes of the server.

use std::sync::Arc;

use axum::Router;

use crate::http::{HttpService, NoteRoute, monitoring};
use crate::state::AppState;
use crate::{api, pages};

/// Returns all routes of the server without the service around them. The tests of permissions read
/// them (T78).
pub fn routes(state: &Arc<AppState>) -> Router<Arc<AppState>> {
    let (routes, _) = api::routes().split_for_parts();
    routes
        .merge(monitoring::probes())
        .merge(pages::routes(state))
}

/// Returns all routes of the server with the service around them, ready to serve.
pub fn service(state: Arc<AppState>) -> HttpService {
    let routes = routes(&state)
        .route_layer(NoteRoute)
        .fallback(pages::lost)
        .with_state(state.clone());
    HttpService::new(state, routes, pages::refusal)
}
