//! The log of changes, in the order of commits, for all processes that share the database.

use plugdock_schema::Millis;
use sqlx::Row as _;

use crate::{db::Tx, error::Result, topic::Topic, with_tx};

/// The time for which a row is stored, in milliseconds: an hour. A process that is further behind
/// clears its caches.
const LIFE: Millis = 3_600_000;
/// Old rows are removed each time the counter passes a multiple of this number.
const PRUNE_EVERY: i64 = 64;

/// The name of the PostgreSQL notification channel.
pub(crate) const CHANNEL: &str = "plugdock_changes";

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// The number of the change. It rises by one with each change, in the order of commits.
    pub(crate) seq: i64,
    /// The kind of thing that changed.
    pub(crate) topic: Topic,
    /// The key of the thing that changed.
    pub(crate) key: String,
}

/// Writes the changes of a transaction. These must be the last statements before its commit.
pub(crate) async fn write(
    tx: &mut Tx,
    noted: Vec<(Topic, String)>,
    now: Millis,
) -> Result<Vec<Change>> {
    let count = i64::try_from(noted.len()).unwrap_or(i64::MAX);
    let head: i64 = with_tx!(tx, |db| sqlx::query(
        "UPDATE change_head SET seq = seq + $1 WHERE id = 1 RETURNING seq"
    )
    .bind(count)
    .fetch_one(db)
    .await
    .map(|row| row.get(0)))?;
    let mut written = Vec::with_capacity(noted.len());
    for (seq, (topic, key)) in (head - count + 1..).zip(noted) {
        with_tx!(tx, |db| sqlx::query(
            "INSERT INTO changes (seq, topic, key, at) VALUES ($1, $2, $3, $4)"
        )
        .bind(seq)
        .bind(topic.as_str())
        .bind(&key)
        .bind(now)
        .execute(db)
        .await
        .map(drop))?;
        written.push(Change { seq, topic, key });
    }
    if head / PRUNE_EVERY != (head - count) / PRUNE_EVERY {
        with_tx!(tx, |db| sqlx::query("DELETE FROM changes WHERE at < $1")
            .bind(now - LIFE)
            .execute(db)
            .await
            .map(drop))?;
    }
    if tx.is_postgres() {
        // This wakes the other processes at once. Without it their poll would find the change
        // later.
        with_tx!(tx, |db| sqlx::query("SELECT pg_notify($1, '')")
            .bind(CHANNEL)
            .execute(db)
            .await
            .map(drop))?;
    }
    Ok(written)
}
