//! `/-/health` says that the process runs. `/-/ready` says that it can answer and write.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Router, routing::get};
use plugdock_store::Trouble;

use crate::services::health::Verdict;
use crate::state::AppState;

/// Returns the routes. They need no authentication, because they reveal no data.
pub(crate) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route("/-/health", get(|| async { "ok\n" }))
        .route("/-/ready", get(ready))
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
