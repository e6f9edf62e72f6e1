//! Rows as lines of JSON. The first line names the table and its columns; each further line is an
//! array with the values of a row. Bytes are base64; times and numbers are JSON numbers.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{AssertSqlSafe, QueryBuilder, Row as _};

use super::BackupError;
use super::tables::{Kind, Table};
use crate::{Error, Result, db::Tx, with_tx};

/// The number of rows in one statement. A statement takes PostgreSQL 0.1 ms or more.
const ROWS: usize = 200;
/// The number of parameters in one statement. Both databases accept at least 32,766.
const PARAMETERS: usize = 30_000;

/// The first line of a part.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) table: String,
    pub(super) columns: Vec<(String, Kind)>,
    pub(super) top: Option<i64>,
}

impl From<&Table> for Head {
    fn from(table: &Table) -> Self {
        Self {
            table: table.name.clone(),
            columns: table.columns.clone(),
            top: table.top,
        }
    }
}

/// Reads every row of a table in parts of `size` bytes or slightly more. Calls `hand_over` with
/// each part and its number of rows. A table without rows has one part.
pub(super) async fn read(
    tx: &mut Tx,
    table: &Table,
    size: usize,
    mut hand_over: impl FnMut(&[u8], u64) -> Result<(), BackupError>,
) -> Result<(), BackupError> {
    /// Reads a column as JSON. It is a macro because the two databases have different row types.
    macro_rules! cell {
        ($row:expr, $at:expr, $kind:expr) => {
            match $kind {
                Kind::Int => $row.try_get::<Option<i64>, _>($at)?.map(Value::from),
                Kind::Bool => $row.try_get::<Option<bool>, _>($at)?.map(Value::from),
                Kind::Text => $row.try_get::<Option<String>, _>($at)?.map(Value::from),
                Kind::Bytes => $row
                    .try_get::<Option<Vec<u8>>, _>($at)?
                    .map(|bytes| Value::from(STANDARD.encode(bytes))),
            }
            .unwrap_or(Value::Null)
        };
    }
    let names: Vec<String> = table.columns.iter().map(|(name, _)| quoted(name)).collect();
    let sql = format!("SELECT {} FROM {}", names.join(", "), quoted(&table.name));
    let head = line(&Head::from(table))?;
    let (mut part, mut count, mut parts) = (head.clone(), 0, 0);
    with_tx!(tx, |db| {
        let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(db);
        while let Some(row) = rows.try_next().await? {
            let mut cells = Vec::with_capacity(table.columns.len());
            for (at, (_, kind)) in table.columns.iter().enumerate() {
                cells.push(cell!(row, at, kind));
            }
            part.extend(line(&cells)?);
            count += 1;
            if part.len() >= size {
                hand_over(&part, count)?;
                parts += 1;
                part.clone_from(&head);
                count = 0;
            }
        }
    });
    if count > 0 || parts == 0 {
        hand_over(&part, count)?;
    }
    Ok(())
}

fn line(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut line = serde_json::to_vec(value).map_err(|error| Error::document("a row", &error))?;
    line.push(b'\n');
    Ok(line)
}

/// Quotes a name for SQL. Names come from the database or from a backup, which may be untrusted.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A part of a table that was read from a backup.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) head: Head,
    rows: Vec<Vec<Value>>,
}

impl Part {
    /// Parses a part. Returns `None` if it is invalid.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut lines = bytes.split(|byte| *byte == b'\n');
        let head: Head = serde_json::from_slice(lines.next()?).ok()?;
        let rows = lines.filter(|line| !line.is_empty());
        let rows: Option<Vec<Vec<Value>>> = rows
            .map(|line| serde_json::from_slice(line).ok())
            .map(|row| row.filter(|row: &Vec<Value>| row.len() == head.columns.len()))
            .collect();
        Some(Self { head, rows: rows? })
    }

    /// Returns the number of rows.
    pub(super) fn len(&self) -> u64 {
        self.rows.len() as u64
    }

    /// Writes the rows into the table, which must have these columns.
    pub(super) async fn write(self, tx: &mut Tx) -> Result<()> {
        let columns = &self.head.columns;
        let names: Vec<String> = columns.iter().map(|(name, _)| quoted(name)).collect();
        let start = format!(
            "INSERT INTO {} ({}) ",
            quoted(&self.head.table),
            names.join(", ")
        );
        let at_once = (PARAMETERS / columns.len().max(1)).clamp(1, ROWS);
        for rows in self.rows.chunks(at_once) {
            let cells = read_cells(columns, rows)?;
            with_tx!(tx, |db| {
                let mut query = QueryBuilder::new(&start);
                query.push_values(cells, |mut row, cells| {
                    for cell in cells {
                        match cell {
                            Cell::Int(value) => row.push_bind(value),
                            Cell::Bool(value) => row.push_bind(value),
                            Cell::Text(value) => row.push_bind(value),
                            Cell::Bytes(value) => row.push_bind(value),
                        };
                    }
                });
                query.build().execute(db).await.map(drop)
            })?;
        }
        Ok(())
    }
}

enum Cell {
    Int(Option<i64>),
    Bool(Option<bool>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

fn read_cells(columns: &[(String, Kind)], rows: &[Vec<Value>]) -> Result<Vec<Vec<Cell>>> {
    let cell = |(value, (name, kind)): (&Value, &(String, Kind))| {
        let wrong = || Error::Damaged(format!("column {name} holds {value}"));
        let is_null = value.is_null();
        Ok(match kind {
            Kind::Int => Cell::Int(given(is_null, value.as_i64()).ok_or_else(wrong)?),
            Kind::Bool => Cell::Bool(given(is_null, value.as_bool()).ok_or_else(wrong)?),
            Kind::Text => {
                let text = value.as_str().map(str::to_owned);
                Cell::Text(given(is_null, text).ok_or_else(wrong)?)
            }
            Kind::Bytes => {
                let bytes = value.as_str().and_then(|text| STANDARD.decode(text).ok());
                Cell::Bytes(given(is_null, bytes).ok_or_else(wrong)?)
            }
        })
    };
    rows.iter()
        .map(|row| row.iter().zip(columns).map(cell).collect())
        .collect()
}

/// Returns `Some(None)` for null, the value if it has the right type, and `None` otherwise.
#[expect(
    clippy::option_option,
    reason = "a wrong type, null and a value are three different results"
)]
fn given<T>(is_null: bool, value: Option<T>) -> Option<Option<T>> {
    if is_null { Some(None) } else { value.map(Some) }
}
