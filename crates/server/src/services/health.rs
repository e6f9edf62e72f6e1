//! Whether the store can be written.

use std::time::{Duration, Instant};

use plugdock_store::{Store, Trouble};
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::error::advice;

/// How long one look serves: anybody may ask, and a look writes.
const FRESH: Duration = Duration::from_secs(1);
/// A look that waits longer waits behind a writer, so the disk is no matter.
const TIMEOUT: Duration = Duration::from_secs(2);

/// What the last look at the store found.
#[derive(Debug, Default)]
pub struct Health(Mutex<Option<(Instant, Verdict)>>);

/// What a look at the store found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It can be written.
    Well,
    /// Its disk is full or cannot be written.
    Troubled(Trouble),
    /// It does not answer.
    Silent,
}

impl Health {
    /// What the last look found, or a new one where that is too long ago.
    pub(crate) async fn verdict(&self, store: &Store) -> Verdict {
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
    let error = match timeout(TIMEOUT, store.probe()).await {
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
