//! The single connection that writes to SQLite, and its transactions.
//!
//! The driver's pool and transactions would work too, but wake another thread seven times for a
//! transaction of one statement. Here it is three times: to begin, to write, and to commit.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
use tokio::sync::{Mutex, OwnedMutexGuard};

const BEGIN: &str = "BEGIN IMMEDIATE";

/// A row with one number, which may be NULL.
pub(crate) type Number = (Option<i64>,);

/// The queue for the writing connection. There is one transaction at a time; others wait in the
/// order of arrival.
#[derive(Clone, Debug)]
pub struct Writer {
    slot: Arc<Mutex<Slot>>,
    /// The maximum time to wait for others.
    timeout: Duration,
}

#[derive(Debug)]
struct Slot {
    options: SqliteConnectOptions,
    /// The connection; `None` after it was closed.
    connection: Option<SqliteConnection>,
    /// True if a transaction may be open, because it was begun and its end was not confirmed.
    is_open: bool,
}

impl Writer {
    pub(crate) async fn connect(
        options: SqliteConnectOptions,
        timeout: Duration,
    ) -> sqlx::Result<Self> {
        let slot = Slot {
            connection: Some(options.connect().await?),
            options,
            is_open: false,
        };
        Ok(Self {
            slot: Arc::new(Mutex::new(slot)),
            timeout,
        })
    }

    /// Begins a transaction with SQLite's write lock. A transaction that took the lock only at its
    /// first write could fail there.
    pub(crate) async fn begin(&self) -> sqlx::Result<Write> {
        let mut write = self.take().await?;
        sqlx::query(BEGIN).execute(&mut *write).await?;
        Ok(write)
    }

    /// Begins a transaction and reads one row in it, in one round trip to the writer thread.
    /// `question` selects one number, with `about` as `$1`.
    pub(crate) async fn begin_asking(
        &self,
        question: &str,
        about: i64,
    ) -> sqlx::Result<(Write, Option<Number>)> {
        let mut write = self.take().await?;
        let sql = AssertSqlSafe(format!("{BEGIN}; {question}"));
        let asked = sqlx::query_as(sql).bind(about).fetch_optional(&mut *write);
        let found = asked.await?;
        Ok((write, found))
    }

    async fn take(&self) -> sqlx::Result<Write> {
        let slot = Arc::clone(&self.slot).lock_owned();
        let slot = tokio::time::timeout(self.timeout, slot).await;
        let mut slot = slot.map_err(|_| sqlx::Error::PoolTimedOut)?;
        slot.end().await?;
        slot.is_open = true;
        Ok(Write(slot))
    }

    /// Closes the connection after the current transaction has ended.
    pub(crate) async fn close(&self) {
        let mut slot = self.slot.lock().await;
        if let Some(connection) = slot.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "cannot close the writing connection");
        }
    }
}

impl Slot {
    /// Ends a transaction that has not ended, because its request was cancelled or its commit
    /// failed.
    async fn end(&mut self) -> sqlx::Result<()> {
        let connection = self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        if !self.is_open {
            return Ok(());
        }
        match sqlx::query("ROLLBACK").execute(connection).await {
            // A database error means that there is no transaction. It was committed and the answer
            // was lost, or SQLite ended it by itself, as it does on a full disk.
            Ok(_) | Err(sqlx::Error::Database(_)) => {}
            Err(error) => {
                tracing::warn!(%error, "the writing connection failed and is opened again");
                self.connection = Some(self.options.connect().await?);
            }
        }
        self.is_open = false;
        Ok(())
    }
}

/// A transaction that writes. It is rolled back if it is dropped without `commit`.
#[derive(Debug)]
pub(crate) struct Write(OwnedMutexGuard<Slot>);

impl Write {
    pub(crate) async fn commit(mut self) -> sqlx::Result<()> {
        sqlx::query("COMMIT").execute(&mut *self).await?;
        self.0.is_open = false;
        Ok(())
    }
}

const OPEN: &str = "the connection is closed only while no transaction is open";

impl Deref for Write {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        self.0.connection.as_ref().expect(OPEN)
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.0.connection.as_mut().expect(OPEN)
    }
}

impl Drop for Write {
    /// Ends the transaction soon. The next writer would do it too, but other processes must not
    /// wait for that.
    fn drop(&mut self) {
        if !self.0.is_open {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let slot = Arc::clone(OwnedMutexGuard::mutex(&self.0));
            runtime.spawn(async move {
                // An error means that the connection was closed, which also ends the transaction.
                let _ = slot.lock().await.end().await;
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::task::Poll;

    use sqlx::Row as _;

    use super::*;

    async fn writer(folder: &tempfile::TempDir) -> Writer {
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("test.db"))
            .create_if_missing(true);
        let writer = Writer::connect(options, Duration::from_secs(5)).await;
        let writer = writer.unwrap();
        let mut write = writer.begin().await.unwrap();
        run(&mut write, "CREATE TABLE t (n INTEGER)").await;
        write.commit().await.unwrap();
        writer
    }

    async fn run(write: &mut Write, sql: &'static str) {
        sqlx::query(sql).execute(&mut **write).await.unwrap();
    }

    async fn count(writer: &Writer) -> i64 {
        let mut write = writer.begin().await.unwrap();
        let row = sqlx::query("SELECT COUNT(*) FROM t").fetch_one(&mut *write);
        row.await.unwrap().get(0)
    }

    #[tokio::test]
    async fn what_is_not_committed_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder).await;
        let mut write = writer.begin().await.unwrap();
        run(&mut write, "INSERT INTO t VALUES (1)").await;
        drop(write);
        assert_eq!(count(&writer).await, 0);

        let mut write = writer.begin().await.unwrap();
        run(&mut write, "INSERT INTO t VALUES (1)").await;
        write.commit().await.unwrap();
        assert_eq!(count(&writer).await, 1);
    }

    #[tokio::test]
    async fn a_dropped_transaction_lets_other_processes_write() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (writer(&folder).await, writer_beside(&folder).await);
        let mut write = one.begin().await.unwrap();
        run(&mut write, "INSERT INTO t VALUES (1)").await;
        drop(write);
        // Nothing else uses `one`, so its next user does not end the transaction.
        let mut write = other.begin().await.unwrap();
        run(&mut write, "INSERT INTO t VALUES (2)").await;
        write.commit().await.unwrap();
        assert_eq!(count(&one).await, 1);
    }

    async fn writer_beside(folder: &tempfile::TempDir) -> Writer {
        let options = SqliteConnectOptions::new().filename(folder.path().join("test.db"));
        Writer::connect(options, Duration::from_secs(5))
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn a_transaction_that_sqlite_ended_by_itself_does_not_block_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder).await;
        let mut write = writer.begin().await.unwrap();
        run(&mut write, "INSERT INTO t VALUES (1)").await;
        // A full disk ends a transaction like this.
        run(&mut write, "ROLLBACK").await;
        assert!(write.commit().await.is_err());
        assert_eq!(count(&writer).await, 0);
        writer.close().await;
        let closed = writer.begin().await;
        assert!(matches!(closed, Err(sqlx::Error::PoolClosed)));
    }

    #[tokio::test]
    async fn a_writer_that_waits_too_long_gets_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder).await;
        writer.timeout = Duration::from_millis(20);
        let first = writer.begin().await.unwrap();
        let second = writer.begin().await;
        assert!(matches!(second, Err(sqlx::Error::PoolTimedOut)));
        drop(first);
        assert!(writer.begin().await.is_ok());
    }

    #[tokio::test]
    async fn a_transaction_that_is_dropped_at_any_point_neither_commits_half_nor_blocks() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder).await;
        let mut ended = false;
        for polls in 0..100 {
            let mut two = Box::pin(async {
                let mut write = writer.begin().await.unwrap();
                run(&mut write, "INSERT INTO t VALUES (1)").await;
                run(&mut write, "INSERT INTO t VALUES (2)").await;
                write.commit().await.unwrap();
            });
            let mut left = polls;
            ended = std::future::poll_fn(|context| {
                if left == 0 {
                    return Poll::Ready(false);
                }
                left -= 1;
                two.as_mut().poll(context).map(|()| true)
            })
            .await;
            drop(two);
            assert_eq!(count(&writer).await % 2, 0, "after {polls} polls");
        }
        assert!(ended);
    }
}
