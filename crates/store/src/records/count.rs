//! Counting records.
//!
//! A count with record permissions reads every record of the app. Counts are therefore cached, each
//! with the version of the records that it was made from. The version is stored in the database and
//! is read in the same snapshot as the records, so every process returns the right count at any
//! time.

use std::sync::atomic::{AtomicI64, Ordering};

use plugdock_schema::value::columns::Bind;
use plugdock_schema::{AppId, Revision};
use quick_cache::sync::Cache;
use sqlx::AssertSqlSafe;

use super::filter::{Filter, bind_all};
use crate::db::Tx;
use crate::{Result, with_tx};

/// The maximum number of cached counts. Long conditions are not cached, so these take about ten
/// megabytes at most.
const MAX_COUNTS: usize = 4_096;
/// The maximum length of a condition with its values, in bytes, whose count is cached.
const MAX_CONDITION: usize = 2_048;
/// The number of rows that hold the version of one app's records. PostgreSQL locks a row until the
/// end of the transaction, so with one row only one transaction could write to an app at a time.
const ROWS: i64 = 32;

/// The row that the next transaction of this process uses.
static NEXT_ROW: AtomicI64 = AtomicI64::new(0);

/// The cached counts of all apps.
#[derive(Debug)]
pub(crate) struct Counts(Cache<Counted, (Version, i64)>);

/// What was counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Counted {
    /// The statement, which contains the app's number.
    sql: String,
    binds: Vec<Bind>,
    settings: Revision,
}

/// The version of everything that a count depends on: of the app's records, and, if the condition
/// reads the tables of users and organizations, of everything else in the database.
type Version = (i64, Option<i64>);

impl Default for Counts {
    fn default() -> Self {
        Self(Cache::new(MAX_COUNTS))
    }
}

/// The records to count.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) app: AppId,
    /// The app's live settings. A deployment can change the values of records.
    pub(super) settings: Revision,
    pub(super) table: &'a str,
    pub(super) filter: &'a Filter,
}

impl Counts {
    /// Returns the number of records that match a filter. `tx` is a snapshot.
    pub(super) async fn count(&self, tx: &mut Tx, question: Question<'_>) -> Result<i64> {
        let counted = Counted {
            sql: question.sql(),
            binds: question.filter.binds.clone(),
            settings: question.settings,
        };
        if counted.size() > MAX_CONDITION {
            return question.count(tx).await;
        }
        let version = question.version(tx).await?;
        if let Some((at, count)) = self.0.get(&counted)
            && at == version
        {
            return Ok(count);
        }
        let count = question.count(tx).await?;
        self.0.insert(counted, (version, count));
        Ok(count)
    }
}

impl Question<'_> {
    /// Counts the records now. This is the better way for a filter that few records match.
    pub(super) async fn count(self, tx: &mut Tx) -> Result<i64> {
        let (sql, binds) = (self.sql(), self.filter.binds.clone());
        Ok(with_tx!(tx, |db| {
            let query = bind_all!(sqlx::query_scalar(AssertSqlSafe(sql)), binds);
            query.fetch_one(db).await
        })?)
    }

    fn sql(self) -> String {
        let (table, condition) = (self.table, &self.filter.condition);
        format!("SELECT COUNT(*) FROM {table} r WHERE {condition}")
    }

    async fn version(self, tx: &mut Tx) -> Result<Version> {
        let (records, rest): (i64, i64) = with_tx!(tx, |db| sqlx::query_as(
            "SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT),
             (SELECT seq FROM change_head WHERE id = 1)
             FROM record_versions WHERE app_id = $1"
        )
        .bind(self.app.0)
        .fetch_one(db)
        .await)?;
        Ok((records, self.filter.reads_users.then_some(rest)))
    }
}

impl Counted {
    fn size(&self) -> usize {
        let sizes = self.binds.iter().map(|bind| match bind {
            Bind::Text(text) => text.as_ref().map_or(0, String::len),
            Bind::Int(_) => 0,
        });
        self.sql.len() + size_of_val(&*self.binds) + sizes.sum::<usize>()
    }
}

/// Raises the version of an app's records. This is one of the last statements of a transaction,
/// because other writers may wait for its row.
pub(crate) async fn raise_version(tx: &mut Tx, app: AppId) -> Result<()> {
    let row = NEXT_ROW.fetch_add(1, Ordering::Relaxed) % ROWS;
    with_tx!(tx, |db| sqlx::query(
        "INSERT INTO record_versions (app_id, part, version) VALUES ($1, $2, 1)
         ON CONFLICT (app_id, part) DO UPDATE SET version = record_versions.version + 1"
    )
    .bind(app.0)
    .bind(row)
    .execute(db)
    .await
    .map(drop))?;
    Ok(())
}
