//! Counting records.
//!
//! A count with record permissions reads every record of the app. Counts are therefore cached. An
//! app's records are divided into parts, each with a version in the database, and a cached count is
//! a count for each part with the version that it was made from. Only parts that changed are counted
//! again. Versions are read in the same snapshot as the records, so every process returns the right
//! count at any time.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use plugdock_schema::value::columns::Bind;
use plugdock_schema::{AppId, RecordId, Revision};
use quick_cache::sync::Cache;
use sqlx::AssertSqlSafe;

use super::filter::{Filter, bind_all};
use crate::db::Tx;
use crate::{Result, with_tx};

/// The maximum number of cached counts. Long conditions are not cached, so these take about ten
/// megabytes at most.
const MAX_COUNTS: usize = 2_048;
/// The maximum length of a condition with its values, in bytes, whose count is cached.
const MAX_CONDITION: usize = 2_048;
/// The number of successive record numbers in a block. Counting a block with ten rules of record
/// permissions takes about 0.3 ms.
const BLOCK: i64 = 1_024;
/// The number of parts of an app's records. Blocks belong to the parts in turn, so that a part of an
/// app with many records has several blocks.
const PARTS: i64 = 128;
/// The number of record numbers after which the parts begin again.
const ROUND: i64 = BLOCK * PARTS;
/// The number of rows that hold the version of one part. PostgreSQL locks a row until the end of the
/// transaction, so with one row only one transaction could write to a part at a time.
const ROWS: i64 = 8;

/// The row that the next transaction of this process uses.
static NEXT_ROW: AtomicI64 = AtomicI64::new(0);

/// The cached counts of all apps.
#[derive(Debug)]
pub(crate) struct Counts(Cache<Counted, Arc<Known>>);

/// What was counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Counted {
    /// The condition as SQL, over the table of `app`.
    app: AppId,
    condition: String,
    binds: Vec<Bind>,
    settings: Revision,
}

/// A cached count.
#[derive(Debug)]
struct Known {
    version: Version,
    parts: Vec<Part>,
}

/// The count of a part's records, and the version of the part that it was made from.
#[derive(Clone, Copy, Debug)]
struct Part {
    number: i64,
    version: i64,
    count: i64,
}

/// The version of everything that a count depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Version {
    /// The sum of the versions of all parts.
    records: i64,
    /// The version of everything else in the database, if the condition reads the tables of users
    /// and organizations.
    rest: Option<i64>,
}

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
            app: question.app,
            condition: question.filter.condition.clone(),
            binds: question.filter.binds.clone(),
            settings: question.settings,
        };
        if counted.size() > MAX_CONDITION {
            return question.count(tx).await;
        }
        let version = question.version(tx).await?;
        let known = self.0.get(&counted);
        if let Some(known) = known.as_ref().filter(|known| known.version == version) {
            return Ok(known.total());
        }
        let known = known.filter(|known| known.version.rest == version.rest);
        let parts = question.parts(tx, known.as_deref()).await?;
        let known = Known { version, parts };
        let total = known.total();
        self.0.insert(counted, Arc::new(known));
        Ok(total)
    }
}

impl Known {
    fn total(&self) -> i64 {
        self.parts.iter().map(|part| part.count).sum()
    }
}

impl Question<'_> {
    /// Counts the records now. This is the better way for a filter that few records match.
    pub(super) async fn count(self, tx: &mut Tx) -> Result<i64> {
        let (table, condition) = (self.table, &self.filter.condition);
        let sql = format!("SELECT COUNT(*) FROM {table} r WHERE {condition}");
        let binds = self.filter.binds.clone();
        Ok(with_tx!(tx, |db| {
            let query = bind_all!(sqlx::query_scalar(AssertSqlSafe(sql)), binds);
            query.fetch_one(db).await
        })?)
    }

    /// Counts the parts that changed since a cached count was made. Without one, counts all parts.
    async fn parts(self, tx: &mut Tx, known: Option<&Known>) -> Result<Vec<Part>> {
        let versions = self.versions(tx).await?;
        let mut parts = Vec::new();
        let mut changed = Vec::new();
        for number in 0..PARTS {
            let version = versions.get(&number).copied().unwrap_or(0);
            let old = known.and_then(|known| known.parts.iter().find(|it| it.number == number));
            let count = match old {
                Some(old) if old.version == version => old.count,
                _ => {
                    changed.push(number);
                    0
                }
            };
            parts.push(Part {
                number,
                version,
                count,
            });
        }
        let counted = self.count_parts(tx, &changed).await?;
        for part in &mut parts {
            part.count += counted.get(&part.number).copied().unwrap_or(0);
        }
        Ok(parts)
    }

    /// Returns the number of matching records in some parts.
    async fn count_parts(self, tx: &mut Tx, parts: &[i64]) -> Result<HashMap<i64, i64>> {
        let (table, condition) = (self.table, &self.filter.condition);
        let mut binds = self.filter.binds.clone();
        let mut changed = Vec::with_capacity(parts.len());
        for part in parts {
            binds.push(Bind::Int(Some(*part)));
            changed.push(format!("SELECT CAST(${} AS BIGINT)", binds.len()));
        }
        // A subquery for each block lets both databases read the block by its record numbers.
        let sql = format!(
            "WITH RECURSIVE changed (part) AS ({}),
             blocks (part, first_id) AS (
                 SELECT part, part * {BLOCK} FROM changed
                 UNION ALL
                 SELECT part, first_id + {ROUND} FROM blocks
                 WHERE first_id + {ROUND} <= (SELECT MAX(id) FROM {table})
             )
             SELECT part, (
                 SELECT COUNT(*) FROM {table} r
                 WHERE r.id >= first_id AND r.id < first_id + {BLOCK} AND {condition}
             ) FROM blocks",
            changed.join(" UNION ALL ")
        );
        let blocks: Vec<(i64, i64)> = with_tx!(tx, |db| {
            let query = bind_all!(sqlx::query_as(AssertSqlSafe(sql)), binds);
            query.fetch_all(db).await
        })?;
        let mut counts = HashMap::new();
        for (part, count) in blocks {
            *counts.entry(part).or_default() += count;
        }
        Ok(counts)
    }

    /// Returns the version of each part that was ever written to.
    async fn versions(self, tx: &mut Tx) -> Result<HashMap<i64, i64>> {
        let sql = format!(
            "SELECT part % {PARTS}, CAST(SUM(version) AS BIGINT) FROM record_versions
             WHERE app_id = $1 GROUP BY part % {PARTS}"
        );
        let rows: Vec<(i64, i64)> = with_tx!(tx, |db| sqlx::query_as(AssertSqlSafe(sql))
            .bind(self.app.0)
            .fetch_all(db)
            .await)?;
        Ok(rows.into_iter().collect())
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
        let rest = self.filter.reads_users.then_some(rest);
        Ok(Version { records, rest })
    }
}

impl Counted {
    fn size(&self) -> usize {
        let sizes = self.binds.iter().map(|bind| match bind {
            Bind::Text(text) => text.as_ref().map_or(0, String::len),
            Bind::Int(_) => 0,
        });
        self.condition.len() + size_of_val(&*self.binds) + sizes.sum::<usize>()
    }
}

/// Raises the versions of the parts of records that a transaction wrote. This is one of its last
/// statements, because other writers may wait for the rows.
pub(crate) async fn raise_versions(
    tx: &mut Tx,
    written: &BTreeSet<(AppId, RecordId)>,
) -> Result<()> {
    let row = NEXT_ROW.fetch_add(1, Ordering::Relaxed) % ROWS;
    let mut parts: BTreeMap<AppId, BTreeSet<i64>> = BTreeMap::new();
    for (app, id) in written {
        let part = row * PARTS + id.0 / BLOCK % PARTS;
        parts.entry(*app).or_default().insert(part);
    }
    // In the order of their numbers, so that two transactions do not wait for each other.
    for (app, parts) in parts {
        let rows: Vec<String> = parts
            .iter()
            .map(|part| format!("($1, {part}, 1)"))
            .collect();
        let sql = format!(
            "INSERT INTO record_versions (app_id, part, version) VALUES {}
             ON CONFLICT (app_id, part) DO UPDATE SET version = record_versions.version + 1",
            rows.join(", ")
        );
        with_tx!(tx, |db| sqlx::query(AssertSqlSafe(sql))
            .bind(app.0)
            .execute(db)
            .await
            .map(drop))?;
    }
    Ok(())
}
