//! Every route of the server.

use std::sync::Arc;

use axum::Router;

use crate::http::{Front, probes};
use crate::state::App;
use crate::{api, pages};

/// Every route of the server, and nothing around them: what the role matrix of the tests reads (T78).
pub fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    let (routes, _) = api::routes().split_for_parts();
    routes.merge(probes::routes()).merge(pages::routes(app))
}

/// Every route of the server with what stands around them, ready to serve.
pub fn front(app: Arc<App>) -> Front {
    let routes = routes(&app).fallback(pages::lost).with_state(app.clone());
    Front::new(app, routes, pages::refusal)
}
