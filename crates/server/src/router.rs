//! Every route of the server.

use std::sync::Arc;

use axum::Router;

use crate::http::{HttpService, NoteRoute, probes};
use crate::state::AppState;
use crate::{api, pages};

/// Every route of the server, and nothing around them: what the role matrix of the tests reads (T78).
pub fn routes(state: &Arc<AppState>) -> Router<Arc<AppState>> {
    let (routes, _) = api::routes().split_for_parts();
    routes.merge(probes::routes()).merge(pages::routes(state))
}

/// Every route of the server with what stands around them, ready to serve.
pub fn service(state: Arc<AppState>) -> HttpService {
    let routes = routes(&state)
        .route_layer(NoteRoute)
        .fallback(pages::lost)
        .with_state(state.clone());
    HttpService::new(state, routes, pages::refusal)
}
