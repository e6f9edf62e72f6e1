//! How the rest of a process learns what changed: by its own commits at once, by those of other
//! processes within a poll.
//!
//! PostgreSQL's NOTIFY only wakes the poll earlier: it is lost when a connection is, and fails
//! behind transaction poolers. What the poll cannot tell for certain (it could not read, rows are
//! missing, a topic is of a newer release) it takes for a change of everything.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
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

/// Between two looks at the counter. A deleted credential is unused everywhere within a second.
const EVERY: Duration = Duration::from_millis(100);
/// A look that takes longer has failed: what is in memory is not trusted meanwhile.
const LOOK: Duration = Duration::from_millis(500);
/// Before a lost listener is tried again; the poll goes on meanwhile.
const AGAIN: Duration = Duration::from_secs(1);
/// Rows read at most for one look; beyond it is cheaper to forget everything.
const ROWS: i64 = 1000;

/// What a look found.
#[derive(Debug)]
enum Event {
    /// This changed.
    Change(Change),
    /// Anything may have changed.
    Flush,
}

#[derive(Debug)]
pub(crate) struct Feed {
    /// How often each thing changed, as far as this process knows.
    pub(crate) versions: Arc<Versions>,
    told: Mutex<Told>,
    wake: Notify,
}

/// Which of its commits a process has told itself, so that none is told twice.
#[derive(Debug, Default)]
struct Told {
    /// Up to here the poll has told everything.
    looked: i64,
    /// Beyond it, what was told when it was committed.
    own: BTreeSet<i64>,
}

impl Feed {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            versions: Arc::new(Versions::new()),
            told: Mutex::default(),
            wake: Notify::new(),
        })
    }

    /// Tells at once what this process committed, but for what the poll came by in between.
    pub(crate) fn committed(&self, changes: Vec<Change>) {
        let mut told = self.told();
        for change in changes {
            if change.seq > told.looked && told.own.insert(change.seq) {
                self.tell(&Event::Change(change));
            }
        }
    }

    /// Tells what a look found.
    fn looked(&self, look: Look) {
        let mut told = self.told();
        told.looked = look.head;
        for event in look.events {
            match event {
                Event::Change(change) if told.own.contains(&change.seq) => {}
                event => self.tell(&event),
            }
        }
        told.own = told.own.split_off(&(look.head + 1));
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, event: &Event) {
        match event {
            Event::Change(change) => self.versions.raise(change.topic, &change.key),
            Event::Flush => self.versions.flush(),
        }
    }
}

/// Starts the poll, and on PostgreSQL what wakes it.
pub(crate) async fn start(pool: &Pool, feed: &Arc<Feed>) -> Result<Vec<AbortHandle>> {
    let seen = head(pool).await?;
    feed.told().looked = seen;
    feed.versions.follow();
    let mut tasks = vec![tokio::spawn(poll(pool.clone(), Arc::clone(feed), seen)).abort_handle()];
    if let Pool::Postgres(pool) = pool {
        tasks.push(tokio::spawn(listen(pool.clone(), Arc::clone(feed))).abort_handle());
    }
    Ok(tasks)
}

async fn poll(pool: Pool, feed: Arc<Feed>, mut seen: i64) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut blind = false;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = feed.wake.notified() => {}
        }
        match timeout(LOOK, look(&pool, seen))
            .await
            .unwrap_or_else(|_| Err(late()))
        {
            Ok(look) => {
                if std::mem::take(&mut blind) {
                    tracing::info!("changes can be read again");
                    feed.tell(&Event::Flush);
                }
                seen = look.head;
                if !look.events.is_empty() {
                    feed.looked(look);
                }
            }
            Err(error) if !blind => {
                tracing::warn!(%error, "changes cannot be read: nothing is served from memory until they can");
                blind = true;
                feed.tell(&Event::Flush);
            }
            // As long as it lasts, what was read before the last look is not trusted.
            Err(_) => feed.tell(&Event::Flush),
        }
    }
}

fn late() -> Error {
    Error::Database(sqlx::Error::PoolTimedOut)
}

struct Look {
    head: i64,
    events: Vec<Event>,
}

async fn look(pool: &Pool, seen: i64) -> Result<Look> {
    const SQL: &str = "SELECT seq, topic, key FROM changes WHERE seq > $1 ORDER BY seq LIMIT $2";
    let head = head(pool).await?;
    if head == seen {
        return Ok(Look {
            head,
            events: Vec::new(),
        });
    }
    let rows: Vec<(i64, String, String)> = with_db!(pool, |db| sqlx::query_as(SQL)
        .bind(seen)
        .bind(ROWS)
        .fetch_all(db)
        .await)?;
    // One row missing, a counter that went back (a restored backup) or an unknown topic: flush.
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
        Some(events) => Look { head: last, events },
        None => Look {
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
            tracing::debug!(%error, "no notifications; the poll goes on without");
        }
        sleep(AGAIN).await;
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
