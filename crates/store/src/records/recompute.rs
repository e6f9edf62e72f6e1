//! Formulas, states and optional fields that a deploy brings or changes, computed in the records there are.

use plugdock_schema::RecordId;
use plugdock_schema::formula::{self, Formulas, Times};
use plugdock_schema::process::step::Settling;
use sqlx::AssertSqlSafe;

use super::write::{cells_of, set_cells};
use super::{read_document, table};
use crate::db::Tx;
use crate::{AppSettings, Result, with_tx};

/// Records read at once: some megabytes at most, whatever the app has.
const BATCH: i64 = 500;

/// Computes the records of an app anew where its formulas changed, and settles them where its process or
/// its optional fields did; `before` are the live settings
/// until now. Inside the deploy's transaction, so that no one sees old results under new formulas.
/// Revisions and times of the records stay: nobody wrote them.
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
            let mut kept = read_document(&doc, &after.fields)?;
            if let Some(settling) = &settling {
                settling.settle(&mut kept, creator.as_deref());
            }
            let computed = formulas.compute(&mut kept, Times { created, updated });
            // A column that came anew is filled even where the document stays as it is.
            if computed || settling.is_some() {
                let cells = cells_of(&after.fields, &kept)?;
                set_cells(tx, &table, RecordId(id), cells).await?;
            }
        }
    }
}
