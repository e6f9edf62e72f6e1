//! The end of a transaction: with what it did go its lines for the audit, and word of what changed.

use plugdock_schema::Millis;

use crate::{
    audit,
    changes::{self, Change},
    db::{On, Tx},
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
            On::Sqlite(open) => open.commit().await?,
            On::Postgres(open) => open.commit().await?,
        }
        Ok(written)
    }
}
