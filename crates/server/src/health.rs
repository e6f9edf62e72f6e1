//! `/-/health`: the process lives. `/-/ready`: it can answer and write, so send it work.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Router, routing::get};
use plugdock_store::{Store, Trouble};
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::app::App;

/// How long one look serves: anybody may ask, and a look writes.
const FRESH: Duration = Duration::from_secs(1);
/// A look that waits longer waits behind a writer, so the disk is no matter.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the last look at the store found.
#[derive(Debug, Default)]
pub struct Health(Mutex<Option<(Instant, Verdict)>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Well,
    Troubled(Trouble),
    Silent,
}

impl Health {
    async fn verdict(&self, store: &Store) -> Verdict {
        let mut last = self.0.lock().await;
        if let Some((at, verdict)) = *last
            && at.elapsed() < FRESH
        {
            return verdict;
        }
        let before = last.map(|(_, verdict)| verdict);
        let verdict = look(store, before.is_none_or(|before| before == Verdict::Well)).await;
        if verdict == Verdict::Well && before.is_some_and(|before| before != Verdict::Well) {
            tracing::info!("the store can be written again");
        }
        *last = Some((Instant::now(), verdict));
        verdict
    }
}

/// Looks once; `was_well` keeps the log to one line for one trouble.
async fn look(store: &Store, was_well: bool) -> Verdict {
    let error = match timeout(PATIENCE, store.probe()).await {
        Ok(Ok(())) => return Verdict::Well,
        Ok(Err(error)) => error,
        // A long write is under way; that the database answers is enough then.
        Err(_) => match store.ping().await {
            Ok(()) => return Verdict::Well,
            Err(error) => error,
        },
    };
    let Some(trouble) = error.trouble() else {
        tracing::error!(%error, "the store does not answer");
        return Verdict::Silent;
    };
    if was_well {
        tracing::error!(%error, advice = advice(trouble), "the store cannot be written");
    }
    Verdict::Troubled(trouble)
}

/// What the log tells an operator to do.
pub(crate) fn advice(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Full => {
            "the disk is full: free space on the disk of the data folder or the database; no restart is needed"
        }
        Trouble::Unwritable => {
            "the disk is read-only or failing: look at the system's log, make it writable; what is kept can still be read"
        }
    }
}

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
    let refusal = match app.health.verdict(&app.store).await {
        Verdict::Well => return (StatusCode::OK, "ready\n"),
        Verdict::Troubled(Trouble::Full) => "the disk is full\n",
        Verdict::Troubled(Trouble::Unwritable) => "the disk cannot be written\n",
        Verdict::Silent => "the store does not answer\n",
    };
    (StatusCode::SERVICE_UNAVAILABLE, refusal)
}
