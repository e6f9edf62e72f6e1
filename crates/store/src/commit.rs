//! Commits a transaction. Before that, writes its lines to the audit log, raises the versions of the
//! records that it wrote, and writes its rows to the table `changes`.

use plugdock_schema::Millis;

use crate::{
    audit,
    changes::{self, Change},
    db::{Held, On, Tx},
    error::Result,
    records,
};

impl Tx {
    /// Commits the transaction. The change counter is locked last: it is a single row, so
    /// PostgreSQL's writers queue for it, and the order of numbers is the order of commits.
    pub(crate) async fn commit(mut self, now: Millis) -> Result<Vec<Change>> {
        let audited = std::mem::take(&mut self.audited);
        audit::write(&mut self, &audited).await?;
        let written = std::mem::take(&mut self.written);
        records::raise_versions(&mut self, &written).await?;
        let noted = std::mem::take(&mut self.noted);
        let written = if noted.is_empty() {
            Vec::new()
        } else {
            changes::write(&mut self, noted, now).await?
        };
        match self.on {
            On::Sqlite(Held::Write(open)) => open.commit().await?,
            On::Postgres(Held::Write(open)) => open.commit().await?,
            // A transaction that only read has nothing to commit.
            On::Sqlite(_) | On::Postgres(_) => {}
        }
        Ok(written)
    }
}
