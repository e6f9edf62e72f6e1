//! Migrates the schema of the database. Each migration has one text for both databases.

use plugdock_schema::Millis;
use sqlx::{AssertSqlSafe, Row as _};

use crate::{Result, db::Tx, dialect::schema_sql, open::OpenError, with_tx};

struct Migration {
    number: i64,
    name: &'static str,
    text: &'static str,
}

macro_rules! migrations {
    ($($number:literal $name:literal $file:literal,)*) => {
        &[$(Migration {
            number: $number,
            name: $name,
            text: include_str!(concat!("../migrations/", $file)),
        }),*]
    };
}

/// The migrations, in the order in which they run. The text of a released migration never changes.
const MIGRATIONS: &[Migration] = migrations! {
    1 "first" "0001_first.sql",
    2 "sign_in" "0002_sign_in.sql",
    3 "app_files" "0003_app_files.sql",
    4 "audit" "0004_audit.sql",
    5 "process" "0005_process.sql",
    6 "directory" "0006_directory.sql",
    7 "bursts" "0007_bursts.sql",
    8 "script_reviews" "0008_script_reviews.sql",
    9 "collation" "0009_collation.sql",
    10 "names" "0010_names.sql",
    11 "permissions" "0011_permissions.sql",
    12 "origins" "0012_origins.sql",
    13 "versions_and_sites" "0013_versions_and_sites.sql",
};

/// The advisory lock that processes take while they start on one PostgreSQL database (the bytes of
/// "plugdock").
const LOCK: i64 = 0x706c_7567_646f_636b;

/// Runs the missing migrations. The caller holds the [`lock`]. `may_change` is false for a tool
/// that runs beside a serving process, because it must not change the tables of that process.
pub(crate) async fn run(tx: &mut Tx, may_change: bool, now: Millis) -> Result<(), OpenError> {
    create_table(tx).await?;
    let found = found(tx).await.map_err(OpenError::store)?;
    let known = known();
    if found > known {
        return Err(OpenError::NewerSchema { found, known });
    }
    if found < known && !may_change {
        return Err(OpenError::OldSchema { found, known });
    }
    if found < known {
        apply_missing(tx, known, now).await?;
    }
    // The creation of a new database is not worth a message.
    if (1..known).contains(&found) {
        tracing::info!(from = found, to = known, "the database schema was upgraded");
    }
    Ok(())
}

/// Returns the newest version that this release knows.
pub(crate) fn known() -> i64 {
    MIGRATIONS.last().map_or(0, |last| last.number)
}

/// Returns the version of the database.
pub(crate) async fn found(tx: &mut Tx) -> Result<i64> {
    let found: Option<i64> = with_tx!(tx, |db| sqlx::query_scalar(
        "SELECT MAX(number) FROM schema_migrations"
    )
    .fetch_one(db)
    .await)?;
    Ok(found.unwrap_or(0))
}

/// Runs the missing migrations up to this version. The database may be empty.
pub(crate) async fn bring_to(tx: &mut Tx, number: i64, now: Millis) -> Result<(), OpenError> {
    create_table(tx).await?;
    apply_missing(tx, number, now).await
}

async fn apply_missing(tx: &mut Tx, number: i64, now: Millis) -> Result<(), OpenError> {
    let done = done(tx).await?;
    let missing = MIGRATIONS
        .iter()
        .filter(|migration| migration.number <= number && !done.contains(&migration.number));
    for migration in missing {
        apply(tx, migration, now).await?;
    }
    Ok(())
}

/// Waits for other processes that are starting. On SQLite the write transaction is already such a
/// lock.
pub(crate) async fn lock(tx: &mut Tx) -> Result<(), OpenError> {
    if tx.is_postgres() {
        with_tx!(tx, |db| sqlx::query("SELECT pg_advisory_xact_lock($1)")
            .bind(LOCK)
            .execute(db)
            .await
            .map(drop))?;
    }
    Ok(())
}

async fn create_table(tx: &mut Tx) -> Result<(), OpenError> {
    const SQL: &str = "CREATE TABLE IF NOT EXISTS schema_migrations
        (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)";
    let sql = schema_sql(SQL, tx.is_postgres()).into_owned();
    Ok(with_tx!(tx, |db| sqlx::query(AssertSqlSafe(sql))
        .execute(db)
        .await
        .map(drop))?)
}

async fn done(tx: &mut Tx) -> Result<Vec<i64>, OpenError> {
    Ok(with_tx!(tx, |db| sqlx::query(
        "SELECT number FROM schema_migrations"
    )
    .fetch_all(db)
    .await
    .map(|rows| rows.iter().map(|row| row.get(0)).collect()))?)
}

async fn apply(tx: &mut Tx, migration: &Migration, now: Millis) -> Result<(), OpenError> {
    const SQL: &str =
        "INSERT INTO schema_migrations (number, name, applied_at) VALUES ($1, $2, $3)";
    let text = schema_sql(migration.text, tx.is_postgres()).into_owned();
    with_tx!(tx, |db| sqlx::Executor::execute(
        db,
        sqlx::raw_sql(AssertSqlSafe(text))
    )
    .await
    .map(drop))?;
    with_tx!(tx, |db| sqlx::query(SQL)
        .bind(migration.number)
        .bind(migration.name)
        .bind(now)
        .execute(db)
        .await
        .map(drop))?;
    Ok(())
}
