//! The end of a transaction: with what it did go its lines for the audit, and word of what changed.

use plugdock_schema::Millis;

use crate::{
    audit,
    changes::{self, Change},
    db::{Held, On, Tx},
    error::Result,
};

impl Tx {
    /// Commits. The change counter is taken last: it is one row, so it queues the writers of
    /// PostgreSQL, and the order of numbers is the order of commits.
    pub(crate) async fn commit(mut self, now: Millis) -> Result<Vec<Change>> {
        let audited = std::mem::take(&mut self.audited);
        audit::write(&mut self, &audited).await?;
        let noted = std::mem::take(&mut self.noted);
        let written = if noted.is_empty() {
            Vec::new()
        } else {
            changes::write(&mut self, noted, now).await?
        };
        match self.on {
            On::Sqlite(Held::Write(open)) => open.commit().await?,
            On::Postgres(Held::Write(open)) => open.commit().await?,
            // What only read has nothing to keep.
            On::Sqlite(_) | On::Postgres(_) => {}
        }
        Ok(written)
    }
}
