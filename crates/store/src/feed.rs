//! Invalidation of this process's caches. A process learns of its own commits at once, and of those
//! of other processes within one poll interval.
//!
//! PostgreSQL's NOTIFY only wakes the poll earlier. It cannot replace the poll: a notification is
//! lost when its connection is lost, and it does not work behind transaction poolers. If the poll
//! cannot tell for certain what changed (the read failed, rows are missing, or a newer release
//! wrote an unknown topic), it treats everything as changed.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use sqlx::postgres::PgListener;
use tokio::{
    sync::Notify,
    task::AbortHandle,
    time::{MissedTickBehavior, interval, sleep, timeout},
};

use crate::{
    changes::{CHANNEL, Change},
    db::Pool,
    error::{Error, Result},
    topic::Topic,
    versions::Versions,
    with_db,
};

/// The interval of the poll. No process uses a deleted credential for more than a second.
const POLL_INTERVAL: Duration = Duration::from_millis(100);
/// The timeout of one poll. After a timeout the caches are not trusted until a poll succeeds.
const POLL_TIMEOUT: Duration = Duration::from_millis(500);
/// The number of failed polls after which the database counts as silent.
const SILENT_POLLS: u32 = 2;
/// The delay before a lost listener reconnects. The poll continues in the meantime.
const RETRY_DELAY: Duration = Duration::from_secs(1);
/// The maximum number of rows in one poll. With more rows, clearing the caches is cheaper.
const MAX_ROWS: i64 = 1000;

/// A result of a poll.
#[derive(Debug)]
enum Event {
    /// One thing changed.
    Change(Change),
    /// Anything may have changed.
    Flush,
}

#[derive(Debug)]
pub(crate) struct Feed {
    /// The versions of all things, as far as this process knows.
    pub(crate) versions: Arc<Versions>,
    applied: Mutex<Applied>,
    wake: Notify,
    /// The number of polls that have failed since one succeeded.
    failed: AtomicU32,
}

/// The changes that this process has applied, so that none of its own commits is applied twice.
#[derive(Debug, Default)]
struct Applied {
    /// The number of the last change that the poll has applied.
    polled: i64,
    /// The numbers of this process's own later commits, which were applied at commit.
    own: BTreeSet<i64>,
}

impl Feed {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            versions: Arc::new(Versions::new()),
            applied: Mutex::default(),
            wake: Notify::new(),
            failed: AtomicU32::new(0),
        })
    }

    /// Returns true if the database has not answered several polls in a row.
    pub(crate) fn is_silent(&self) -> bool {
        self.failed.load(Ordering::Relaxed) >= SILENT_POLLS
    }

    /// Applies this process's own commits at once, except those that the poll has already applied.
    pub(crate) fn committed(&self, changes: Vec<Change>) {
        let mut applied = self.applied();
        for change in changes {
            if change.seq > applied.polled && applied.own.insert(change.seq) {
                self.apply(&Event::Change(change));
            }
        }
    }

    /// Applies the result of a poll.
    fn polled(&self, batch: Batch) {
        let mut applied = self.applied();
        applied.polled = batch.head;
        for event in batch.events {
            match event {
                Event::Change(change) if applied.own.contains(&change.seq) => {}
                event => self.apply(&event),
            }
        }
        applied.own = applied.own.split_off(&(batch.head + 1));
    }

    fn applied(&self) -> MutexGuard<'_, Applied> {
        self.applied.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn apply(&self, event: &Event) {
        match event {
            Event::Change(change) => self.versions.raise(change.topic, &change.key),
            Event::Flush => self.versions.flush(),
        }
    }
}

/// Starts the poll and, on PostgreSQL, the listener that wakes it.
pub(crate) async fn start(pool: &Pool, feed: &Arc<Feed>) -> Result<Vec<AbortHandle>> {
    let seen = head(pool).await?;
    feed.applied().polled = seen;
    feed.versions.follow();
    let mut tasks = vec![tokio::spawn(poll(pool.clone(), Arc::clone(feed), seen)).abort_handle()];
    if let Pool::Postgres(pool) = pool {
        tasks.push(tokio::spawn(listen(pool.clone(), Arc::clone(feed))).abort_handle());
    }
    Ok(tasks)
}

async fn poll(pool: Pool, feed: Arc<Feed>, mut seen: i64) {
    let mut ticks = interval(POLL_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut blind = false;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = feed.wake.notified() => {}
        }
        match timeout(POLL_TIMEOUT, read_changes(&pool, seen))
            .await
            .unwrap_or_else(|_| Err(timed_out()))
        {
            Ok(batch) => {
                feed.failed.store(0, Ordering::Relaxed);
                if std::mem::take(&mut blind) {
                    tracing::info!("changes can be read again");
                    feed.apply(&Event::Flush);
                }
                seen = batch.head;
                if !batch.events.is_empty() {
                    feed.polled(batch);
                }
            }
            Err(error) if !blind => {
                feed.failed.fetch_add(1, Ordering::Relaxed);
                tracing::warn!(%error, "changes cannot be read: caches are not used until they can");
                blind = true;
                feed.apply(&Event::Flush);
            }
            // While polls fail, answers read between two polls are not trusted either.
            Err(_) => {
                feed.failed.fetch_add(1, Ordering::Relaxed);
                feed.apply(&Event::Flush);
            }
        }
    }
}

fn timed_out() -> Error {
    Error::Database(sqlx::Error::PoolTimedOut)
}

struct Batch {
    head: i64,
    events: Vec<Event>,
}

async fn read_changes(pool: &Pool, seen: i64) -> Result<Batch> {
    const SQL: &str = "SELECT seq, topic, key FROM changes WHERE seq > $1 ORDER BY seq LIMIT $2";
    let head = head(pool).await?;
    if head == seen {
        return Ok(Batch {
            head,
            events: Vec::new(),
        });
    }
    let rows: Vec<(i64, String, String)> = with_db!(pool, |db| sqlx::query_as(SQL)
        .bind(seen)
        .bind(MAX_ROWS)
        .fetch_all(db)
        .await)?;
    // A row is missing, the counter went back (a restored backup) or a topic is unknown.
    let last = rows.last().map_or(seen, |row| row.0);
    let whole = last >= head && rows.iter().zip(seen + 1..).all(|(row, seq)| row.0 == seq);
    let events: Option<Vec<_>> = rows
        .into_iter()
        .map(|(seq, topic, key)| {
            Some(Event::Change(Change {
                seq,
                topic: Topic::parse(&topic)?,
                key,
            }))
        })
        .collect();
    Ok(match events.filter(|_| whole) {
        Some(events) => Batch { head: last, events },
        None => Batch {
            head,
            events: vec![Event::Flush],
        },
    })
}

async fn head(pool: &Pool) -> Result<i64> {
    const SQL: &str = "SELECT seq FROM change_head WHERE id = 1";
    Ok(with_db!(pool, |db| sqlx::query_scalar(SQL)
        .fetch_one(db)
        .await)?)
}

async fn listen(pool: sqlx::PgPool, feed: Arc<Feed>) {
    while !pool.is_closed() {
        if let Err(error) = listen_once(&pool, &feed).await {
            tracing::debug!(%error, "no notifications from PostgreSQL; changes are found by polling only");
        }
        sleep(RETRY_DELAY).await;
    }
}

async fn listen_once(pool: &sqlx::PgPool, feed: &Feed) -> Result<()> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    loop {
        listener.recv().await?;
        feed.wake.notify_one();
    }
}
