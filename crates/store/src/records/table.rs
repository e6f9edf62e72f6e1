//! The table of an app's records: made at the first deploy, changed with each.
//!
//! Columns carry field numbers, which are never used again, so a new column needs no filling: no
//! record has a value for it yet.

use plugdock_schema::value::columns::{Column, of_field};
use plugdock_schema::{AppId, Field, Fields, Place, Problem, Wrong};
use sqlx::AssertSqlSafe;

use crate::db::Tx;
use crate::{AppSettings, Result, dialect::schema_sql, with_tx};

/// The table's name.
pub(super) fn name(app: AppId) -> String {
    format!("r_{app}")
}

/// Makes the app's table fit `after`; `before` are the live settings until now, none at the first
/// deploy. [`crate::Error::Invalid`] where a field becomes unique whose values are not.
pub(crate) async fn deploy_table(
    tx: &mut Tx,
    before: Option<&AppSettings>,
    after: &AppSettings,
) -> Result<()> {
    let table = name(after.app);
    if before.is_none() {
        run(tx, create(&table)).await?;
    }
    let before = before.map(|settings| &settings.fields);
    for field in unique(before) {
        if !unique(Some(&after.fields)).any(|it| it.id == field.id) {
            run(tx, format!("DROP INDEX IF EXISTS {table}_u{}", field.id)).await?;
        }
    }
    let (old, new) = (columns(before), columns(Some(&after.fields)));
    for column in old.iter().filter(|column| !new.contains(column)) {
        run(
            tx,
            format!("ALTER TABLE {table} DROP COLUMN {}", column.name),
        )
        .await?;
    }
    for column in new.iter().filter(|column| !old.contains(column)) {
        let kind = if column.is_int { "BIGINT" } else { "TEXT" };
        let sql = format!("ALTER TABLE {table} ADD COLUMN {} {kind}", column.name);
        run(tx, sql).await?;
    }
    for field in unique(Some(&after.fields)) {
        if !unique(before).any(|it| it.id == field.id) {
            make_unique(tx, &table, field).await?;
        }
    }
    Ok(())
}

/// Whether the app's table is there.
pub(crate) async fn has_table(tx: &mut Tx, app: AppId) -> Result<bool> {
    let sql = if tx.is_postgres() {
        "SELECT COUNT(*) FROM information_schema.tables
         WHERE table_schema = current_schema() AND table_name = $1"
    } else {
        "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $1"
    };
    let found: i64 = with_tx!(tx, |db| sqlx::query_scalar(sql)
        .bind(name(app))
        .fetch_one(db)
        .await)?;
    Ok(found > 0)
}

/// Removes the app's table with all its records; an app that was never deployed has none.
pub(super) async fn drop_table(tx: &mut Tx, app: AppId) -> Result<()> {
    run(tx, format!("DROP TABLE IF EXISTS {}", name(app))).await
}

/// Numbers are never used again, not even that of the last record when it is deleted.
fn create(table: &str) -> String {
    format!(
        "CREATE TABLE {table} (id INTEGER PRIMARY KEY AUTOINCREMENT, revision BIGINT NOT NULL, creator BIGINT,
         created_at BIGINT NOT NULL, modifier BIGINT, updated_at BIGINT NOT NULL, doc TEXT NOT NULL)"
    )
}

fn columns(fields: Option<&Fields>) -> Vec<Column> {
    let fields = fields.into_iter().flat_map(Fields::iter);
    fields.flat_map(of_field).collect()
}

fn unique(fields: Option<&Fields>) -> impl Iterator<Item = &Field> {
    let fields = fields.into_iter().flat_map(Fields::iter);
    fields.filter(|field| field.unique())
}

async fn make_unique(tx: &mut Tx, table: &str, field: &Field) -> Result<()> {
    let column = format!("f{}", field.id);
    // Longer values do not fit into an index of PostgreSQL.
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT {column} FROM {table} WHERE {column} IS NOT NULL
         GROUP BY {column} HAVING COUNT(*) > 1 OR MAX(length(CAST({column} AS TEXT))) > 64) d"
    );
    let wrong: i64 = with_tx!(tx, |db| sqlx::query_scalar(AssertSqlSafe(sql))
        .fetch_one(db)
        .await)?;
    if wrong > 0 {
        let properties = Place::Top.member("properties");
        let at = properties.key(&field.code);
        let code = field.code.clone();
        return Err(Problem::new(&at.member("unique"), Wrong::UniqueImpossible { code }).into());
    }
    let sql = format!(
        "CREATE UNIQUE INDEX {table}_u{} ON {table} ({column})",
        field.id
    );
    run(tx, sql).await
}

async fn run(tx: &mut Tx, sql: String) -> Result<()> {
    let sql = schema_sql(&sql, tx.is_postgres()).into_owned();
    with_tx!(tx, |db| sqlx::query(AssertSqlSafe(sql))
        .execute(db)
        .await
        .map(drop))?;
    Ok(())
}
