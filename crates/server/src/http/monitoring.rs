//! The addresses for monitoring. `/-/health` says that the process runs, and `/-/ready` that it can
//! answer and write. `/metrics` is on a separate listener (R23).

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::{Router, routing::get};
use plugdock_store::Trouble;

use crate::services::health::Verdict;
use crate::state::AppState;

/// Returns the routes of the probes. They need no authentication, because they reveal no data.
pub(crate) fn probes() -> Router<Arc<AppState>> {
    Router::new()
        .route("/-/health", get(|| async { "ok\n" }))
        .route("/-/ready", get(ready))
}

/// Returns a router that serves only `/metrics`.
pub(crate) fn metrics(state: Arc<AppState>) -> Router {
    Router::new()
        .route("/metrics", get(figures))
        .with_state(state)
}

async fn ready(State(state): State<Arc<AppState>>) -> (StatusCode, &'static str) {
    if state.leaving.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    let refusal = match state.health.verdict(&state.store).await {
        Verdict::Well => return (StatusCode::OK, "ready\n"),
        Verdict::Troubled(Trouble::Full) => "the disk is full\n",
        Verdict::Troubled(Trouble::Unwritable) => "the disk cannot be written\n",
        Verdict::Silent => "the store does not answer\n",
    };
    (StatusCode::SERVICE_UNAVAILABLE, refusal)
}

async fn figures(State(state): State<Arc<AppState>>) -> impl IntoResponse {
    (
        [(
            header::CONTENT_TYPE,
            "application/openmetrics-text; version=1.0.0; charset=utf-8",
        )],
        state.metrics.text(),
    )
}
