//! Recomputation of existing records when a deploy changes formulas, the process or optional
//! fields.

use plugdock_schema::RecordId;
use plugdock_schema::formula::{self, Formulas, Times};
use plugdock_schema::process::step::Settling;
use sqlx::AssertSqlSafe;

use super::write::{cells_of, set_cells};
use super::{read_document, table};
use crate::db::Tx;
use crate::{AppSettings, Error, Result, with_tx};

/// The number of records read at once. It limits memory to a few megabytes.
const BATCH: i64 = 500;

/// Recomputes the records of an app if its formulas changed, and settles them if its process or its
/// optional fields changed. `before` are the live settings so far. It runs in the deploy's
/// transaction, so no one sees old results with new formulas. The revisions and times of the
/// records stay, because no user changed them.
pub(crate) async fn recompute(
    tx: &mut Tx,
    before: &AppSettings,
    after: &AppSettings,
) -> Result<()> {
    let settling = Settling::of(
        (&before.fields, &before.process),
        (&after.fields, &after.process),
    );
    if settling.is_none() && !formula::differ(&before.fields, &after.fields) {
        return Ok(());
    }
    let formulas = Formulas::of(&after.fields)?;
    let table = table::name(after.app);
    let sql = format!(
        "SELECT r.id, r.created_at, r.updated_at, r.doc, u.login FROM {table} r
         LEFT JOIN users u ON u.id = r.creator WHERE r.id > $1 ORDER BY r.id LIMIT $2"
    );
    let mut last = 0;
    loop {
        let rows: Vec<(i64, i64, i64, String, Option<String>)> =
            with_tx!(tx, |db| sqlx::query_as(AssertSqlSafe(sql.clone()))
                .bind(last)
                .bind(BATCH)
                .fetch_all(db)
                .await)?;
        let Some((newest, ..)) = rows.last() else {
            return Ok(());
        };
        last = *newest;
        for (id, created, updated, doc, creator) in rows {
            let mut values = read_document(&doc, &after.fields)?;
            if let Some(settling) = &settling {
                settling.settle(&mut values, creator.as_deref());
            }
            let computed = formulas
                .compute(&mut values, Times { created, updated })
                .map_err(Error::from)?;
            // A new column must be filled even if the document does not change.
            if computed || settling.is_some() {
                let cells = cells_of(&after.fields, &values)?;
                set_cells(tx, &table, RecordId(id), cells).await?;
            }
        }
    }
}
