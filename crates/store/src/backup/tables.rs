//! The tables of the database, read from the database itself. A table of a new migration is
//! therefore part of the next backup without a change here.

use crate::{Error, Result, db::Tx, with_tx};

/// Tables that a backup leaves out: sessions (a user who has signed out must not be signed in again
/// by a restore), the changes published between processes, and the list of migrations, which the
/// restore writes itself.
const LEFT_OUT: [&str; 4] = ["sessions", "changes", "change_head", "schema_migrations"];

/// The type of a column. Each is one type in both databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// `BIGINT`
    Int,
    /// `BOOLEAN`
    Bool,
    /// `TEXT`
    Text,
    /// `BLOB`, `BYTEA`
    Bytes,
}

/// A table and its columns, in the order of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<(String, Kind)>,
    /// The highest value that `id` ever had, if the database generates it.
    pub(super) top: Option<i64>,
}

impl Table {
    /// Returns true for a table of an app's records. Such tables are created and dropped with apps.
    pub(super) fn is_of_records(name: &str) -> bool {
        let number = name.strip_prefix("r_");
        number.is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
    }
}

/// Returns the names of all tables in the database.
pub(super) async fn names(tx: &mut Tx) -> Result<Vec<String>> {
    let sql = if tx.is_postgres() {
        "SELECT table_name::text FROM information_schema.tables
         WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
    };
    Ok(with_tx!(tx, |db| sqlx::query_scalar(sql)
        .fetch_all(db)
        .await)?)
}

/// Returns the tables of a backup. A table comes after all tables that it refers to; tables of
/// records come last.
pub(super) async fn tables(tx: &mut Tx) -> Result<Vec<Table>> {
    let mut waiting = names(tx).await?;
    waiting.retain(|name| !LEFT_OUT.contains(&&**name));
    waiting.sort_by_key(|name| Table::is_of_records(name));
    let mut tables: Vec<Table> = Vec::new();
    while !waiting.is_empty() {
        let before = waiting.len();
        for name in std::mem::take(&mut waiting) {
            let needs = referred(tx, &name).await?;
            let ready = needs
                .iter()
                .all(|it| *it == name || tables.iter().any(|table| table.name == *it));
            if ready {
                tables.push(table(tx, name).await?);
            } else {
                waiting.push(name);
            }
        }
        if waiting.len() == before {
            let text = format!("tables refer to each other in a cycle: {waiting:?}");
            return Err(Error::Damaged(text));
        }
    }
    tables.sort_by_key(|table| Table::is_of_records(&table.name));
    Ok(tables)
}

async fn referred(tx: &mut Tx, name: &str) -> Result<Vec<String>> {
    let sql = if tx.is_postgres() {
        "SELECT confrelid::regclass::text FROM pg_constraint
         WHERE contype = 'f' AND conrelid = to_regclass($1)"
    } else {
        "SELECT \"table\" FROM pragma_foreign_key_list($1)"
    };
    Ok(with_tx!(tx, |db| sqlx::query_scalar(sql)
        .bind(name)
        .fetch_all(db)
        .await)?)
}

/// Reads a table's columns.
pub(super) async fn table(tx: &mut Tx, name: String) -> Result<Table> {
    let sql = if tx.is_postgres() {
        "SELECT column_name::text, data_type::text FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
    } else {
        "SELECT name, type FROM pragma_table_info($1) ORDER BY cid"
    };
    let rows: Vec<(String, String)> =
        with_tx!(tx, |db| sqlx::query_as(sql).bind(&name).fetch_all(db).await)?;
    let columns: Result<Vec<_>> = rows
        .into_iter()
        .map(|(column, kind)| {
            let kind = match &*kind.to_ascii_uppercase() {
                "BIGINT" | "INTEGER" => Kind::Int,
                "BOOLEAN" => Kind::Bool,
                "TEXT" => Kind::Text,
                "BLOB" | "BYTEA" => Kind::Bytes,
                other => {
                    let text = format!("column {name}.{column} has the unknown type {other}");
                    return Err(Error::Damaged(text));
                }
            };
            Ok((column, kind))
        })
        .collect();
    let top = top(tx, &name).await?;
    Ok(Table {
        columns: columns?,
        top,
        name,
    })
}

async fn top(tx: &mut Tx, name: &str) -> Result<Option<i64>> {
    let sql = if tx.is_postgres() {
        "SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence(table_name, column_name)::regclass), 0)
         FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1
         AND column_name = 'id' AND is_identity = 'YES'"
    } else {
        "SELECT seq FROM sqlite_sequence WHERE name = $1"
    };
    Ok(with_tx!(tx, |db| sqlx::query_scalar(sql)
        .bind(name)
        .fetch_optional(db)
        .await)?)
}

/// Makes the generated numbers of a table continue above `top`, so that none is used twice.
pub(super) async fn set_top(tx: &mut Tx, name: &str, top: i64) -> Result<()> {
    if top == 0 {
        return Ok(());
    }
    if tx.is_postgres() {
        const SET: &str = "SELECT setval(pg_get_serial_sequence($1, 'id'), $2)";
        with_tx!(tx, |db| sqlx::query(SET)
            .bind(name)
            .bind(top)
            .execute(db)
            .await
            .map(drop))?;
        return Ok(());
    }
    with_tx!(tx, |db| sqlx::query(
        "DELETE FROM sqlite_sequence WHERE name = $1"
    )
    .bind(name)
    .execute(db)
    .await
    .map(drop))?;
    with_tx!(tx, |db| sqlx::query(
        "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)"
    )
    .bind(name)
    .bind(top)
    .execute(db)
    .await
    .map(drop))?;
    Ok(())
}
