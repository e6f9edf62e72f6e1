//! What time makes superfluous goes, so that nothing grows without bound.

use std::collections::HashSet;

use crate::{
    Millis, Result, Store, audit::AUDIT_LIFE, blobs::parse_hash, db::Tx, with_db, with_tx,
};

/// How old an orphan must be to go, in milliseconds: a day, since a blob is written before its row.
pub const GRACE: Millis = 24 * 3_600_000;

/// What a sweep removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Uploads whose three days are over.
    pub uploads: u64,
    /// Sessions that had expired.
    pub sessions: u64,
    /// Audit lines that were too old.
    pub audit: u64,
    /// Names of uninstalled plug-ins that no app refers to.
    pub plugins: u64,
    /// Blobs that nothing refers to.
    pub blobs: usize,
}

impl Store {
    /// Sweeps once; a serving process does it every few hours. Several at once do no harm.
    pub async fn sweep(&self, now: Millis) -> Result<Swept> {
        const PLUGINS: &str = "DELETE FROM plugins WHERE current_number IS NULL AND updated_at < $1
             AND NOT EXISTS (SELECT 1 FROM app_plugins u WHERE u.plugin_id = plugins.id)";
        let mut tx = self.begin().await?;
        let mut swept = Swept {
            uploads: remove(&mut tx, "DELETE FROM uploads WHERE expires_at <= $1", now).await?,
            sessions: remove(&mut tx, "DELETE FROM sessions WHERE expires_at <= $1", now).await?,
            audit: remove(&mut tx, "DELETE FROM audit WHERE at < $1", now - AUDIT_LIFE).await?,
            plugins: remove(&mut tx, PLUGINS, now - GRACE).await?,
            blobs: 0,
        };
        self.commit(tx, now).await?;
        let used = self.used_blobs().await?;
        swept.blobs = self
            .blobs()
            .sweep(now - GRACE, |hash| used.contains(&hash.0))
            .await?;
        Ok(swept)
    }

    async fn used_blobs(&self) -> Result<HashSet<[u8; 32]>> {
        const SQL: &str =
            "SELECT sha256 FROM plugin_files UNION SELECT package_sha256 FROM plugin_versions
             UNION SELECT sha256 FROM uploads UNION SELECT sha256 FROM attachments";
        let rows: Vec<String> = with_db!(self.pool(), |db| sqlx::query_scalar(SQL)
            .fetch_all(db)
            .await)?;
        rows.iter().map(|hash| Ok(parse_hash(hash)?.0)).collect()
    }
}

async fn remove(tx: &mut Tx, sql: &'static str, before: Millis) -> Result<u64> {
    Ok(with_tx!(tx, |db| sqlx::query(sql)
        .bind(before)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?)
}
