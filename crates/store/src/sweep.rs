//! Removal of outdated data, so that nothing grows without bound.

use std::collections::HashSet;

use plugdock_schema::Millis;

use crate::{
    PLACE_LIFE, Result, Store, audit::AUDIT_LIFE, backup::HOLD, blobs::parse_hash, db::Tx, with_db,
    with_tx,
};

/// The minimum age of an orphan to be removed, in milliseconds: a day. A blob is written before its
/// row, so a young orphan may still get one.
pub const GRACE: Millis = 24 * 3_600_000;

/// The numbers of objects that a sweep removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Uploads that expired after three days.
    pub uploads: u64,
    /// Expired sessions.
    pub sessions: u64,
    /// Audit lines older than [`AUDIT_LIFE`].
    pub audit: u64,
    /// Names of uninstalled plug-ins that no app has.
    pub plugins: u64,
    /// Blobs that no row names.
    pub blobs: usize,
}

impl Store {
    /// Sweeps once. A server calls this every few minutes; concurrent sweeps do no harm. No blobs
    /// are removed while a backup runs.
    pub async fn sweep(&self, now: Millis) -> Result<Swept> {
        let rows = self.sweep_rows(now).await;
        // On a full disk rows cannot be removed, but blobs can, and that makes room.
        let swept = match &rows {
            Err(error) if error.trouble().is_none() => return rows,
            _ => Swept {
                blobs: self.sweep_blobs(now).await?,
                ..rows.as_ref().copied().unwrap_or_default()
            },
        };
        rows.map(|_| swept)
    }

    async fn sweep_blobs(&self, now: Millis) -> Result<usize> {
        // The holds are read before the blobs in use. A backup that begins later sees the same rows
        // or newer ones, and blobs stored since then are too young to be removed.
        if self.is_held(now).await? {
            tracing::info!("a backup is running; blobs are swept after it");
            return Ok(0);
        }
        let used = self.used_blobs().await?;
        self.blobs()
            .sweep(now - GRACE, |hash| used.contains(&hash.0))
            .await
    }

    async fn is_held(&self, now: Millis) -> Result<bool> {
        let holds: Vec<String> = with_db!(self.pool(), |db| sqlx::query_scalar(
            "SELECT value FROM server_settings WHERE key LIKE $1"
        )
        .bind(format!("{HOLD}%"))
        .fetch_all(db)
        .await)?;
        Ok(holds
            .iter()
            .any(|until| until.parse::<Millis>().is_ok_and(|until| until > now)))
    }

    async fn sweep_rows(&self, now: Millis) -> Result<Swept> {
        const PLUGINS: &str = "DELETE FROM plugins WHERE current_number IS NULL AND updated_at < $1
             AND NOT EXISTS (SELECT 1 FROM app_plugins u WHERE u.plugin_id = plugins.id)";
        let mut tx = self.begin().await?;
        let swept = Swept {
            uploads: remove(&mut tx, "DELETE FROM uploads WHERE expires_at <= $1", now).await?,
            sessions: remove(&mut tx, "DELETE FROM sessions WHERE expires_at <= $1", now).await?,
            audit: remove(&mut tx, "DELETE FROM audit WHERE at < $1", now - AUDIT_LIFE).await?,
            plugins: remove(&mut tx, PLUGINS, now - GRACE).await?,
            blobs: 0,
        };
        remove(
            &mut tx,
            "DELETE FROM sign_in_throttle WHERE full_until <= $1",
            now,
        )
        .await?;
        remove(
            &mut tx,
            "DELETE FROM sign_in_places WHERE last_at <= $1",
            now - PLACE_LIFE,
        )
        .await?;
        self.commit(tx, now).await?;
        Ok(swept)
    }

    pub(crate) async fn used_blobs(&self) -> Result<HashSet<[u8; 32]>> {
        const SQL: &str =
            "SELECT sha256 FROM plugin_files UNION SELECT package_sha256 FROM plugin_versions
             UNION SELECT sha256 FROM app_files WHERE sha256 IS NOT NULL
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
