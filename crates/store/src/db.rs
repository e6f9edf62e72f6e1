//! The open database: pools, transactions, and the two macros that run one SQL text on both
//! databases.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::{Deref, DerefMut};

use plugdock_schema::{AppId, RecordId};
use sqlx::pool::PoolConnection;
use sqlx::{
    AssertSqlSafe, Database, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool,
    Transaction,
};

pub use crate::writer::Writer;
use crate::{
    AuditLine,
    error::{Error, Result},
    stoppable::Reading,
    topic::Topic,
    writer::{Number, Write},
};

/// The pools of one open database.
#[derive(Clone, Debug)]
pub enum Pool {
    /// SQLite. Writers queue for one connection; readers never wait for them (WAL).
    Sqlite {
        /// The connections that only read.
        read: SqlitePool,
        /// The connection that writes.
        write: Writer,
    },
    /// PostgreSQL.
    Postgres(PgPool),
}

/// Runs one expression against the open pool, outside of any transaction and for reading only.
/// The arms differ only in the type of `$db`, so one SQL text works with both databases.
///
/// ```text
/// const SQL: &str = "SELECT id FROM users WHERE login = $1";
/// let row: Option<(i64,)> =
///     with_db!(pool, |db| sqlx::query_as(SQL).bind(login).fetch_optional(db).await)?;
/// ```
#[macro_export]
macro_rules! with_db {
    ($pool:expr, |$db:ident| $body:expr) => {
        match $pool {
            $crate::db::Pool::Sqlite { read: $db, .. } => $body,
            $crate::db::Pool::Postgres($db) => $body,
        }
    };
}

/// Runs one expression inside a [`Tx`]. `$db` is the connection; one statement uses it up.
///
/// ```text
/// with_tx!(tx, |db| sqlx::query("UPDATE users SET name = $1").bind(name).execute(db).await)?;
/// ```
#[macro_export]
macro_rules! with_tx {
    ($tx:expr, |$db:ident| $body:expr) => {
        match &mut $tx.on {
            $crate::db::On::Sqlite(open) => {
                let $db = &mut **open;
                $body
            }
            $crate::db::On::Postgres(open) => {
                let $db = &mut **open;
                $body
            }
        }
    };
}

/// An open transaction, or a connection that reads without one ([`Pool::reader`]). A transaction
/// that is dropped without `commit` is rolled back.
#[derive(Debug)]
pub struct Tx {
    pub(crate) on: On,
    pub(crate) noted: Vec<(Topic, String)>,
    pub(crate) audited: Vec<AuditLine>,
    /// The records that the transaction wrote.
    pub(crate) written: BTreeSet<(AppId, RecordId)>,
}

/// The database that a transaction runs on.
#[derive(Debug)]
pub(crate) enum On {
    Sqlite(Held<Sqlite, Write, Reading<SqliteConnection>>),
    Postgres(Held<Postgres, Transaction<'static, Postgres>, Reading<PgConnection>>),
}

/// A connection and its state. `W` is a transaction that writes, and `Q` the connection of a
/// question that can be stopped.
#[derive(Debug)]
pub(crate) enum Held<DB: Database, W, Q> {
    Write(W),
    Snapshot(Transaction<'static, DB>),
    Plain(PoolConnection<DB>),
    Question(Q),
}

impl<DB, W, Q> Deref for Held<DB, W, Q>
where
    DB: Database,
    W: Deref<Target = DB::Connection>,
    Q: Deref<Target = DB::Connection>,
{
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        match self {
            Self::Write(open) => open,
            Self::Snapshot(open) => open,
            Self::Plain(connection) => connection,
            Self::Question(connection) => connection,
        }
    }
}

impl<DB, W, Q> DerefMut for Held<DB, W, Q>
where
    DB: Database,
    W: DerefMut<Target = DB::Connection>,
    Q: DerefMut<Target = DB::Connection>,
{
    fn deref_mut(&mut self) -> &mut DB::Connection {
        match self {
            Self::Write(open) => open,
            Self::Snapshot(open) => open,
            Self::Plain(connection) => connection,
            Self::Question(connection) => connection,
        }
    }
}

impl Tx {
    pub(crate) fn new(on: On) -> Self {
        Self {
            on,
            noted: Vec::new(),
            audited: Vec::new(),
            written: BTreeSet::new(),
        }
    }

    /// Notes that `key` changed. `commit` publishes the change to all processes.
    pub(crate) fn note(&mut self, topic: Topic, key: impl Display) {
        let line = (topic, key.to_string());
        if !self.noted.contains(&line) {
            self.noted.push(line);
        }
    }

    /// Notes that the transaction wrote a record. `commit` raises the version of its part.
    pub(crate) fn wrote_record(&mut self, app: AppId, id: RecordId) {
        self.written.insert((app, id));
    }

    /// Adds an audit line. `commit` writes it in the same transaction.
    pub(crate) fn audit(&mut self, line: AuditLine) {
        self.audited.push(line);
    }

    /// Returns the faults that SQLite's integrity check reports. PostgreSQL has no such check, so
    /// there are none.
    pub(crate) async fn complaints(&mut self) -> Result<Vec<String>> {
        if self.is_postgres() {
            return Ok(Vec::new());
        }
        let lines: Vec<String> = with_tx!(self, |db| sqlx::query_scalar("PRAGMA integrity_check")
            .fetch_all(db)
            .await)?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }

    /// Returns true on PostgreSQL. Only the few statements that must differ may ask.
    pub fn is_postgres(&self) -> bool {
        matches!(self.on, On::Postgres(_))
    }
}

impl Pool {
    /// Opens a write transaction.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(Tx::new(match self {
            Self::Sqlite { write, .. } => On::Sqlite(Held::Write(write.begin().await?)),
            Self::Postgres(pool) => On::Postgres(Held::Write(pool.begin().await?)),
        }))
    }

    /// Opens a write transaction and reads one row in it: `question` selects one number, with
    /// `about` as `$1`. No one can change the row before the transaction ends. On SQLite both steps
    /// take one round trip to the writer thread.
    pub(crate) async fn begin_asking(
        &self,
        question: &str,
        about: i64,
    ) -> Result<(Tx, Option<Number>)> {
        match self {
            Self::Sqlite { write, .. } => {
                let (open, found) = write.begin_asking(question, about).await?;
                Ok((Tx::new(On::Sqlite(Held::Write(open))), found))
            }
            Self::Postgres(pool) => {
                let mut open = pool.begin().await?;
                let asked = sqlx::query_as(AssertSqlSafe(format!("{question} FOR SHARE")));
                let found = asked.bind(about).fetch_optional(&mut *open).await?;
                Ok((Tx::new(On::Postgres(Held::Write(open))), found))
            }
        }
    }

    /// Opens a transaction that only reads. All its statements see the same state of the database.
    pub async fn snapshot(&self) -> Result<Tx> {
        Ok(Tx::new(match self {
            Self::Sqlite { read, .. } => On::Sqlite(Held::Snapshot(read.begin().await?)),
            Self::Postgres(pool) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                On::Postgres(Held::Snapshot(pool.begin_with(begin).await?))
            }
        }))
    }

    /// Takes a connection that only reads. Each statement sees the current state of the database.
    /// This is cheaper for a single statement, because a transaction takes two more round trips.
    pub async fn reader(&self) -> Result<Tx> {
        Ok(Tx::new(match self {
            Self::Sqlite { read, .. } => On::Sqlite(Held::Plain(read.acquire().await?)),
            Self::Postgres(pool) => On::Postgres(Held::Plain(pool.acquire().await?)),
        }))
    }

    /// Closes all connections after the statements in progress have ended.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Returns true if a statement failed because a value must be unique.
pub(crate) fn is_duplicate(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

/// Returns true if PostgreSQL ended the transaction because of a deadlock. A retry may succeed.
pub(crate) fn is_deadlock(error: &Error) -> bool {
    let Error::Database(error) = error else {
        return false;
    };
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| code == "40P01")
}
