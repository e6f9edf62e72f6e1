//! `/-/health`: the process lives. `/-/ready`: it can answer, so send it work.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Router, routing::get};

use crate::app::App;

/// The routes, for anybody: they say nothing of what is kept.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/-/health", get(|| async { "ok\n" }))
        .route("/-/ready", get(ready))
}

async fn ready(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    if app.leaving.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match app.store.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "the store does not answer");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the store does not answer\n",
            )
        }
    }
}
