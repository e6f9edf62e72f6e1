//! The stored versions of a plug-in, and returning to one of them (R35).

use super::{Error, Millis, Plugin, PluginId, Result, Store, UserId};
use crate::{AuditLine, By, Topic, db::Tx, with_db, with_tx};

/// A stored version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginVersion {
    /// The number of the version. It counts the installations of the plug-in.
    pub number: i64,
    /// The version in the manifest.
    pub version: String,
    /// The time at which it was installed.
    pub installed_at: Millis,
    /// The user who installed it.
    pub installed_by: Option<UserId>,
    /// True if this is the current version, which pages run.
    pub current: bool,
}

type Row = (i64, String, i64, Option<i64>, Option<i64>);

impl Store {
    /// Returns the stored versions, newest first. The list is empty if the plug-in is not
    /// installed.
    pub async fn plugin_versions(&self, id: &PluginId) -> Result<Vec<PluginVersion>> {
        const SQL: &str =
            "SELECT v.number, v.version, v.installed_at, v.installed_by, p.current_number
             FROM plugin_versions v JOIN plugins p ON p.id = v.plugin_id
             WHERE v.plugin_id = $1 ORDER BY v.number DESC";
        let rows: Vec<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(id.as_str())
            .fetch_all(db)
            .await)?;
        let versions =
            rows.into_iter().map(
                |(number, version, installed_at, by, current)| PluginVersion {
                    number,
                    version,
                    installed_at,
                    installed_by: by.map(UserId),
                    current: current == Some(number),
                },
            );
        Ok(versions.collect())
    }

    /// Makes a stored version the current one, in all apps at once.
    ///
    /// # Errors
    /// [`Error::NoPlugin`] if the plug-in is not installed, [`Error::NoVersion`] if it has no such
    /// version.
    pub async fn go_back(&self, id: &PluginId, number: i64, by: By, now: Millis) -> Result<Plugin> {
        const SQL: &str = "UPDATE plugins SET current_number = $1, updated_at = $2
             WHERE id = $3 AND current_number IS NOT NULL
                 AND EXISTS (SELECT 1 FROM plugin_versions WHERE plugin_id = $4 AND number = $5)";
        let mut tx = self.begin().await?;
        let moved = with_tx!(tx, |db| sqlx::query(SQL)
            .bind(number)
            .bind(now)
            .bind(id.as_str())
            .bind(id.as_str())
            .bind(number)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        if moved == 0 {
            drop(tx);
            let plugin = self.plugin(id).await?.map(|plugin| plugin.id);
            return Err(match plugin {
                Some(plugin) => Error::NoVersion { plugin, number },
                None => Error::NoPlugin(id.clone()),
            });
        }
        tx.note(Topic::Plugin, id);
        let line = AuditLine::new("plugin.go_back", by, now).plugin(id);
        let version = version_of(&mut tx, id, number).await?;
        tx.audit(line.detail(version));
        self.commit(tx, now).await?;
        self.plugin(id)
            .await?
            .ok_or_else(|| Error::NoPlugin(id.clone()))
    }
}

async fn version_of(tx: &mut Tx, id: &PluginId, number: i64) -> Result<String> {
    Ok(with_tx!(tx, |db| sqlx::query_scalar(
        "SELECT version FROM plugin_versions WHERE plugin_id = $1 AND number = $2"
    )
    .bind(id.as_str())
    .bind(number)
    .fetch_one(db)
    .await)?)
}
