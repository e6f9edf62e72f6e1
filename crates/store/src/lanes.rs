//! The lanes for questions about records.
//!
//! A question such as a list with a condition of a hundred terms can take seconds for each processor.
//! Every question starts in the quick lane. If it is not answered there in time, it is stopped and
//! asked again in the slow lane, which has few connections and a deadline. The connections of other
//! work are separate, so that heavy questions about one app delay neither other apps nor writes.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use plugdock_schema::{AppId, UserId};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{PgConnection, PgPool, SqliteConnection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::db::{Held, On, Tx};
use crate::error::is_lost;
use crate::stoppable::{Connections, Reading, Turn};
use crate::{Error, Result};

/// The time that a question may take in the quick lane. A list of 100,000 records with ten rules of
/// record permissions takes about 50 ms.
const QUICK: Duration = Duration::from_millis(250);
/// The maximum time to wait for a connection of the quick lane.
const WAIT: Duration = Duration::from_secs(10);
/// PostgreSQL ends a statement by itself this much later than this process would. It does so only if
/// the process is gone.
const MARGIN: Duration = Duration::from_secs(5);
/// The minimum and the maximum number of connections of the quick lane. There are two for each
/// processor. Questions about one app use at most all but one of them.
const QUICK_CONNECTIONS: (usize, usize) = (4, 8);
/// The same for the slow lane, which has one for each processor.
const SLOW_CONNECTIONS: (usize, usize) = (2, 4);
/// The number of questions of one user, about several apps, that may wait for connections of the
/// quick lane while others have all of them.
const WAITING_OF_USER: usize = 2;
/// The maximum number of questions in the slow lane, running or waiting: of one user, about one app,
/// and of all.
const PLACES_OF_USER: usize = 4;
const PLACES_OF_APP: usize = 12;
const PLACES: usize = 32;

/// The lanes of one process.
#[derive(Debug)]
pub(crate) struct Lanes {
    quick: Pool,
    slow: Pool,
    /// The number of connections of the quick and of the slow lane.
    connections: (usize, usize),
    /// The time that a question may take in the slow lane, and that it may wait for it.
    limit: Duration,
    places: Arc<Semaphore>,
    shares: Mutex<HashMap<Holder, Share>>,
}

/// The connections of one lane.
#[derive(Debug)]
enum Pool {
    Sqlite(Arc<Connections<SqliteConnection>>),
    Postgres(Arc<Connections<PgConnection>>),
}

/// The connection of one question. It is cheap to clone.
#[derive(Clone)]
pub(crate) struct Lane(Arc<OnLane>);

/// The turn of one question at a connection.
enum OnLane {
    Sqlite(Turn<SqliteConnection>),
    Postgres(Turn<PgConnection>),
}

/// A party that has a share of the lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Holder {
    User(UserId),
    App(AppId),
}

/// The share of one holder. It exists while questions use it.
#[derive(Clone, Debug)]
struct Share {
    questions: usize,
    quick: Arc<Semaphore>,
    slow: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

/// The shares that one question uses: of its app, and of its user, if it has one.
struct Shares<'a> {
    lanes: &'a Lanes,
    of: Vec<(Holder, Share)>,
}

impl Lanes {
    pub(crate) fn sqlite(options: &SqliteConnectOptions, limit: Duration) -> Self {
        let pool = |most| Pool::Sqlite(Connections::new(options.clone(), most, limit, None));
        Self::new(pool, limit)
    }

    /// `canceller` is the pool that cancels statements.
    pub(crate) fn postgres(
        options: &PgConnectOptions,
        canceller: &PgPool,
        limit: Duration,
    ) -> Self {
        let pool = |most| {
            let (options, canceller) = (options.clone(), Some(canceller.clone()));
            Pool::Postgres(Connections::new(options, most, limit + MARGIN, canceller))
        };
        Self::new(pool, limit)
    }

    fn new(pool: impl Fn(usize) -> Pool, limit: Duration) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let clamped = |number: usize, (least, most)| number.clamp(least, most);
        let quick = clamped(processors * 2, QUICK_CONNECTIONS);
        let slow = clamped(processors, SLOW_CONNECTIONS);
        Self {
            quick: pool(quick),
            slow: pool(slow),
            connections: (quick, slow),
            limit,
            places: Arc::new(Semaphore::new(PLACES)),
            shares: Mutex::default(),
        }
    }

    pub(crate) async fn close(&self) {
        for lane in [&self.quick, &self.slow] {
            match lane {
                Pool::Sqlite(connections) => connections.close().await,
                Pool::Postgres(connections) => connections.close().await,
            }
        }
    }

    /// Answers a question about the records of an app. `ask` only reads, on the connection of its
    /// lane. It may be stopped and called again.
    ///
    /// # Errors
    /// [`Error::Overdue`] if the question takes longer than the limit, and
    /// [`Error::TooManyQuestions`] if too many heavy questions are running or waiting.
    pub(crate) async fn ask<T, F>(
        &self,
        app: AppId,
        user: Option<UserId>,
        ask: impl Fn(Lane) -> F,
    ) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let shares = self.shares(app, user);
        let busy = |_| Error::TooManyQuestions { own: false };
        {
            let taken = timeout(WAIT, shares.take(|share| &share.quick));
            let _taken = taken.await.map_err(busy)??;
            if let Some(answer) = answer(&self.quick, WAIT, QUICK, &ask).await? {
                return Ok(answer);
            }
        }
        let _place = shares.place()?;
        let taken = timeout(self.limit, shares.take(|share| &share.slow));
        let _taken = taken.await.map_err(busy)??;
        let answer = answer(&self.slow, self.limit, self.limit, &ask).await?;
        answer.ok_or(Error::Overdue(self.limit))
    }

    /// Returns the shares that a question uses.
    fn shares(&self, app: AppId, user: Option<UserId>) -> Shares<'_> {
        // A user's questions about one app wait for this app's share first. So they do not keep the
        // user from other apps.
        let holders = [Some(Holder::App(app)), user.map(Holder::User)];
        let holders = holders.into_iter().flatten();
        let mut shares = self.lock();
        let of = holders.map(|holder| {
            let share = shares
                .entry(holder)
                .or_insert_with(|| Share::of(holder, self.connections));
            share.questions += 1;
            (holder, share.clone())
        });
        let of = of.collect();
        Shares { lanes: self, of }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Holder, Share>> {
        self.shares.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Share {
    fn of(holder: Holder, (quick, slow): (usize, usize)) -> Self {
        let (quick, slow, places) = match holder {
            Holder::App(_) => (quick - 1, slow - 1, PLACES_OF_APP),
            Holder::User(_) => (quick + WAITING_OF_USER, slow, PLACES_OF_USER),
        };
        Self {
            questions: 0,
            quick: Arc::new(Semaphore::new(quick)),
            slow: Arc::new(Semaphore::new(slow)),
            places: Arc::new(Semaphore::new(places)),
        }
    }
}

impl Drop for Shares<'_> {
    fn drop(&mut self) {
        let mut shares = self.lanes.lock();
        for (holder, _) in &self.of {
            if let Some(share) = shares.get_mut(holder) {
                share.questions -= 1;
                if share.questions == 0 {
                    shares.remove(holder);
                }
            }
        }
    }
}

impl Shares<'_> {
    /// Takes a part of each share. The order is the same for all questions, so they cannot wait for
    /// each other in a circle.
    async fn take(
        &self,
        which: impl Fn(&Share) -> &Arc<Semaphore>,
    ) -> Result<Vec<OwnedSemaphorePermit>> {
        let mut taken = Vec::with_capacity(self.of.len());
        for (_, share) in &self.of {
            taken.push(
                Arc::clone(which(share))
                    .acquire_owned()
                    .await
                    .map_err(closed)?,
            );
        }
        Ok(taken)
    }

    /// Takes a place in the slow lane.
    ///
    /// # Errors
    /// [`Error::TooManyQuestions`] if there is none.
    fn place(&self) -> Result<Vec<OwnedSemaphorePermit>> {
        let own = |holder: &Holder| matches!(holder, Holder::User(_));
        let shares = self.of.iter();
        let shares = shares.map(|(holder, share)| (&share.places, own(holder)));
        shares
            .chain([(&self.lanes.places, false)])
            .map(|(places, own)| {
                let place = Arc::clone(places).try_acquire_owned();
                place.map_err(|_| Error::TooManyQuestions { own })
            })
            .collect()
    }
}

impl Pool {
    async fn turn(&self) -> Result<Lane> {
        Ok(Lane(Arc::new(match self {
            Self::Sqlite(connections) => OnLane::Sqlite(connections.turn().await?),
            Self::Postgres(connections) => OnLane::Postgres(connections.turn().await?),
        })))
    }
}

impl Lane {
    /// Takes the connection. Each statement sees the current state of the database.
    pub(crate) fn reader(&self) -> Result<Tx> {
        Ok(Tx::new(match &*self.0 {
            OnLane::Sqlite(turn) => On::Sqlite(Held::Question(Reading::plain(turn.slot())?)),
            OnLane::Postgres(turn) => On::Postgres(Held::Question(Reading::plain(turn.slot())?)),
        }))
    }

    /// Takes the connection for a transaction that only reads. All its statements see the same state
    /// of the database.
    pub(crate) async fn snapshot(&self) -> Result<Tx> {
        Ok(Tx::new(match &*self.0 {
            OnLane::Sqlite(turn) => {
                On::Sqlite(Held::Question(Reading::snapshot(turn.slot()).await?))
            }
            OnLane::Postgres(turn) => {
                On::Postgres(Held::Question(Reading::snapshot(turn.slot()).await?))
            }
        }))
    }

    fn finish(&self) {
        match &*self.0 {
            OnLane::Sqlite(turn) => turn.finish(),
            OnLane::Postgres(turn) => turn.finish(),
        }
    }

    fn forgets(&self) -> bool {
        match &*self.0 {
            OnLane::Sqlite(turn) => turn.forgets(),
            OnLane::Postgres(turn) => turn.forgets(),
        }
    }
}

/// Asks on a connection of one lane, after waiting for it. Returns `None` if the question took
/// longer than `limit`.
async fn answer<T, F>(
    pool: &Pool,
    wait: Duration,
    limit: Duration,
    ask: &impl Fn(Lane) -> F,
) -> Result<Option<T>>
where
    F: Future<Output = Result<T>>,
{
    loop {
        let turn = timeout(wait, pool.turn()).await;
        let lane = turn.map_err(|_| Error::TooManyQuestions { own: false })??;
        match timeout(limit, ask(lane.clone())).await {
            Ok(Ok(answer)) => {
                lane.finish();
                return Ok(Some(answer));
            }
            // A restart of the database closes connections that nobody uses. The question only
            // reads, so it is asked again.
            Ok(Err(Error::Database(error))) => {
                if !(is_lost(&error) && lane.forgets()) {
                    return Err(error.into());
                }
            }
            Ok(Err(error)) => {
                lane.finish();
                return Err(error);
            }
            Err(_) => return Ok(None),
        }
    }
}

fn closed(_: tokio::sync::AcquireError) -> Error {
    sqlx::Error::PoolClosed.into()
}
