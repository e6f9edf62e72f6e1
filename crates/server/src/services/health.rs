//! Checks whether the store can be written.

use std::io;
use std::time::{Duration, Instant};

use plugdock_store::{Store, Trouble};
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::error::advice;

/// The time for which a result is reused. Anyone may ask, and each check writes.
const FRESH: Duration = Duration::from_secs(1);
/// The time limit of writing to the database. A check that takes longer waits for another write, so
/// the disk is not the problem.
const WRITE_TIMEOUT: Duration = Duration::from_millis(100);
/// The time limit of writing to the blob storage, which may be on another machine.
const BLOB_TIMEOUT: Duration = Duration::from_secs(2);

/// The time and the result of the last check of the store.
#[derive(Debug, Default)]
pub struct Health(Mutex<Option<(Instant, Verdict)>>);

/// The result of a check of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The store can be written.
    Well,
    /// The disk of the store is full or cannot be written.
    Troubled(Trouble),
    /// The store does not answer.
    Silent,
}

impl Health {
    /// Returns the last result, or the result of a new check if the last one is too old.
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

/// Checks the store once. If `was_well` is false, the log already has a line about the problem and
/// gets no other.
async fn look(store: &Store, was_well: bool) -> Verdict {
    let blobs = async {
        match timeout(BLOB_TIMEOUT, store.blobs().probe()).await {
            Ok(probed) => probed,
            Err(elapsed) => Err(io::Error::from(elapsed).into()),
        }
    };
    let (database, blobs) = tokio::join!(write(store), blobs);
    let Err(error) = database.and(blobs) else {
        return Verdict::Well;
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

/// Checks that the database can be written. If another write is in progress, it is enough that the
/// database answers.
async fn write(store: &Store) -> plugdock_store::Result<()> {
    match timeout(WRITE_TIMEOUT, store.probe()).await {
        Ok(probed) => probed,
        Err(_) => store.ping().await,
    }
}
