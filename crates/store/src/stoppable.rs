//! Connections whose statement can be stopped.
//!
//! Neither database stops a statement when its future is dropped. `SQLite` runs it to the end on the
//! connection's thread, and PostgreSQL runs it to the end on the server. A [`Turn`] that is dropped
//! before [`Turn::finish`] therefore stops the statement, and the connection can be taken again only
//! when the database has confirmed the end.

use std::fmt;
use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlx::{ConnectOptions, Connection, PgConnection, PgPool, SqliteConnection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The number of steps of `SQLite`'s virtual machine between two looks at the flag. Steps take about
/// 20 ns, and a look takes 2 ns.
const STEPS: i32 = 1_000;

/// A few connections to one database.
pub(crate) struct Connections<C: Connection> {
    options: C::Options,
    /// The pool that cancels statements of PostgreSQL.
    canceller: Option<PgPool>,
    /// The time after which PostgreSQL ends a statement by itself, if this process is gone.
    limit: Duration,
    idle: Mutex<Vec<Line<C>>>,
    turns: Arc<Semaphore>,
}

/// An open connection and the way to stop its statement.
pub(crate) struct Line<C> {
    connection: C,
    stop: Stop,
    /// True if it has been used before, so that it may have been lost in the meantime.
    is_used: bool,
    /// True if a transaction may be open.
    is_begun: bool,
}

/// The place of a connection that nobody reads from at the moment.
type Slot<C> = Arc<Mutex<Option<Line<C>>>>;

/// The use of one connection by one question.
pub(crate) struct Turn<C: Stoppable> {
    slot: Slot<C>,
    connections: Arc<Connections<C>>,
    permit: Option<OwnedSemaphorePermit>,
    is_used: bool,
    is_finished: AtomicBool,
}

/// A connection that is being read from. When it is dropped, the next reader of the same turn can
/// take it.
pub(crate) struct Reading<C> {
    line: Option<Line<C>>,
    slot: Slot<C>,
}

/// Stops the statement of one connection.
#[derive(Clone, Debug)]
pub(crate) enum Stop {
    /// `SQLite`'s progress handler reads this flag.
    Sqlite(Arc<AtomicBool>),
    Postgres {
        process: i32,
        canceller: PgPool,
    },
}

/// A connection to a database whose statements can be stopped.
pub(crate) trait Stoppable: Connection + Sized + 'static {
    /// Begins a transaction that only reads. All its statements see the same state.
    const SNAPSHOT: &'static str;

    /// Runs a statement without a result.
    fn run(&mut self, sql: &'static str) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// Prepares a new connection.
    fn prepare(
        &mut self,
        from: &Connections<Self>,
    ) -> impl Future<Output = sqlx::Result<Stop>> + Send;
}

impl Stoppable for SqliteConnection {
    const SNAPSHOT: &'static str = "BEGIN";

    async fn run(&mut self, sql: &'static str) -> sqlx::Result<()> {
        sqlx::query(sql).execute(self).await.map(drop)
    }

    async fn prepare(&mut self, _: &Connections<Self>) -> sqlx::Result<Stop> {
        let flag = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&flag);
        let mut handle = self.lock_handle().await?;
        handle.set_progress_handler(STEPS, move || !seen.load(Ordering::Relaxed));
        Ok(Stop::Sqlite(flag))
    }
}

impl Stoppable for PgConnection {
    const SNAPSHOT: &'static str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    async fn run(&mut self, sql: &'static str) -> sqlx::Result<()> {
        sqlx::raw_sql(sql).execute(self).await.map(drop)
    }

    async fn prepare(&mut self, from: &Connections<Self>) -> sqlx::Result<Stop> {
        let limit = from.limit.as_millis().to_string();
        let sql = "SELECT set_config('statement_timeout', $1, false), pg_backend_pid()";
        let (_, process): (String, i32) = sqlx::query_as(sql).bind(limit).fetch_one(self).await?;
        let canceller = from.canceller.clone().ok_or(sqlx::Error::PoolClosed)?;
        Ok(Stop::Postgres { process, canceller })
    }
}

impl<C: Stoppable> Connections<C> {
    /// Creates connections when they are needed, at most `most`.
    pub(crate) fn new(
        options: C::Options,
        most: usize,
        limit: Duration,
        canceller: Option<PgPool>,
    ) -> Arc<Self> {
        Arc::new(Self {
            options,
            canceller,
            limit,
            idle: Mutex::default(),
            turns: Arc::new(Semaphore::new(most)),
        })
    }

    /// Waits for a connection.
    pub(crate) async fn turn(self: &Arc<Self>) -> sqlx::Result<Turn<C>> {
        let permit = Arc::clone(&self.turns).acquire_owned().await;
        let permit = permit.map_err(|_| sqlx::Error::PoolClosed)?;
        let idle = self.idle().pop();
        let line = match idle {
            Some(line) => line,
            None => self.connect().await?,
        };
        Ok(Turn {
            is_used: line.is_used,
            slot: Arc::new(Mutex::new(Some(line))),
            connections: Arc::clone(self),
            permit: Some(permit),
            is_finished: AtomicBool::new(false),
        })
    }

    async fn connect(&self) -> sqlx::Result<Line<C>> {
        let mut connection = self.options.connect().await?;
        let stop = connection.prepare(self).await?;
        Ok(Line {
            connection,
            stop,
            is_used: false,
            is_begun: false,
        })
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Line<C>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes the connections that are not in use. Those in use are closed after their statement.
    pub(crate) async fn close(&self) {
        self.turns.close();
        let idle = std::mem::take(&mut *self.idle());
        for line in idle {
            if let Err(error) = line.connection.close().await {
                tracing::debug!(%error, "cannot close a connection");
            }
        }
    }

    /// Takes a connection back after its question.
    fn give_back(&self, mut line: Line<C>) {
        line.is_used = true;
        if !self.turns.is_closed() {
            self.idle().push(line);
        }
    }
}

impl<C: Stoppable> Line<C> {
    /// Stops the statement, if `is_running`, and ends the transaction.
    async fn settle(&mut self, is_running: bool) -> sqlx::Result<()> {
        if is_running {
            self.stop.begin().await?;
        }
        let mut ended = self.connection.run("ROLLBACK").await;
        if let Err(sqlx::Error::Database(_)) = ended {
            // PostgreSQL's cancellation came late and stopped this statement instead.
            ended = self.connection.run("ROLLBACK").await;
        }
        self.stop.end();
        self.is_begun = false;
        match ended {
            // SQLite had no transaction.
            Ok(()) | Err(sqlx::Error::Database(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

impl Stop {
    async fn begin(&self) -> sqlx::Result<()> {
        match self {
            Self::Sqlite(flag) => flag.store(true, Ordering::Relaxed),
            Self::Postgres { process, canceller } => {
                sqlx::query("SELECT pg_cancel_backend($1)")
                    .bind(process)
                    .execute(canceller)
                    .await?;
            }
        }
        Ok(())
    }

    fn end(&self) {
        if let Self::Sqlite(flag) = self {
            flag.store(false, Ordering::Relaxed);
        }
    }
}

impl<C: Stoppable> Turn<C> {
    /// Returns the place of the connection, from which [`Reading`]s take it.
    pub(crate) fn slot(&self) -> Slot<C> {
        Arc::clone(&self.slot)
    }

    /// Notes that the question was answered, so that no statement is running.
    pub(crate) fn finish(&self) {
        self.is_finished.store(true, Ordering::Relaxed);
    }

    /// Returns true if the connection was used before. All unused connections are closed then,
    /// because they were probably lost together.
    pub(crate) fn forgets(&self) -> bool {
        if self.is_used {
            self.connections.idle().clear();
        }
        self.is_used
    }
}

impl<C: Stoppable> Drop for Turn<C> {
    fn drop(&mut self) {
        let line = take(&self.slot);
        let (Some(mut line), Some(permit)) = (line, self.permit.take()) else {
            return;
        };
        let is_running = !*self.is_finished.get_mut();
        if !is_running && !line.is_begun {
            self.connections.give_back(line);
            return;
        }
        // Without a runtime the process is ending, and the connection is closed.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let connections = Arc::clone(&self.connections);
            runtime.spawn(async move {
                match line.settle(is_running).await {
                    Ok(()) => connections.give_back(line),
                    Err(error) => tracing::debug!(%error, "a connection is lost"),
                }
                drop(permit);
            });
        }
    }
}

impl<C: Stoppable> Reading<C> {
    /// Takes the connection of a turn.
    pub(crate) fn plain(slot: Slot<C>) -> sqlx::Result<Self> {
        let line = take(&slot).ok_or(sqlx::Error::PoolClosed)?;
        Ok(Self {
            line: Some(line),
            slot,
        })
    }

    /// Takes the connection of a turn and begins a snapshot.
    pub(crate) async fn snapshot(slot: Slot<C>) -> sqlx::Result<Self> {
        let mut reading = Self::plain(slot)?;
        let line = reading.line.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        if line.is_begun {
            line.settle(false).await?;
        }
        line.is_begun = true;
        line.connection.run(C::SNAPSHOT).await?;
        Ok(reading)
    }
}

fn take<C>(slot: &Slot<C>) -> Option<Line<C>> {
    slot.lock().unwrap_or_else(PoisonError::into_inner).take()
}

impl<C> Drop for Reading<C> {
    fn drop(&mut self) {
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        *slot = self.line.take();
    }
}

const TAKEN: &str = "the connection is put back only when this is dropped";

impl<C> Deref for Reading<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.line.as_ref().expect(TAKEN).connection
    }
}

impl<C> DerefMut for Reading<C> {
    fn deref_mut(&mut self) -> &mut C {
        &mut self.line.as_mut().expect(TAKEN).connection
    }
}

impl<C: Connection> fmt::Debug for Connections<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").finish_non_exhaustive()
    }
}

impl<C> fmt::Debug for Reading<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use sqlx::sqlite::SqliteConnectOptions;

    use super::*;

    /// A statement that would take minutes.
    const ENDLESS: &str = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n
         WHERE n < 100000000000) SELECT COUNT(*) FROM n";

    fn connections() -> Arc<Connections<SqliteConnection>> {
        let options = SqliteConnectOptions::new().in_memory(true);
        Connections::new(options, 1, Duration::from_mins(1), None)
    }

    async fn ask(turn: &Turn<SqliteConnection>, sql: &'static str) -> sqlx::Result<i64> {
        let mut reading = Reading::snapshot(turn.slot()).await?;
        sqlx::query_scalar(sql).fetch_one(&mut *reading).await
    }

    #[tokio::test]
    async fn a_question_that_is_given_up_is_stopped() {
        let connections = connections();
        let turn = connections.turn().await.unwrap();
        let asked = tokio::time::timeout(Duration::from_millis(50), ask(&turn, ENDLESS));
        assert!(asked.await.is_err());
        drop(turn);
        let began = Instant::now();
        let turn = connections.turn().await.unwrap();
        assert!(
            began.elapsed() < Duration::from_secs(5),
            "the statement ran on"
        );
        assert!(turn.is_used);
        assert_eq!(ask(&turn, "SELECT 1").await.unwrap(), 1);
    }

    #[tokio::test]
    async fn an_answered_question_leaves_no_transaction_behind() {
        let connections = connections();
        for _ in 0..3 {
            let turn = connections.turn().await.unwrap();
            assert_eq!(ask(&turn, "SELECT 1").await.unwrap(), 1);
            assert_eq!(ask(&turn, "SELECT 2").await.unwrap(), 2);
            turn.finish();
        }
        connections.close().await;
        assert!(matches!(
            connections.turn().await,
            Err(sqlx::Error::PoolClosed)
        ));
    }
}
