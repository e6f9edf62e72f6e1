//! Installing, updating and uninstalling plug-ins.

use super::{
    Error, FileKey, Millis, Package, Plugin, PluginFile, PluginId, Result, Sha256, Store, UserId,
};
use crate::{AuditLine, By, Topic, app_settings::text, db::Tx, uploads, with_db, with_tx};

/// The number of stored versions of a plug-in, including the current one (R35).
pub(super) const KEPT: i64 = 3;

/// The kind of an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Installs a plug-in that is not installed yet (`POST plugin.json`).
    New,
    /// Updates this plug-in (`PUT plugin.json`).
    Update(PluginId),
    /// Installs or updates, whichever applies (the import in the UI, R36).
    Either,
}

impl Mode {
    fn check(&self, found: &PluginId, installed: bool) -> Result<()> {
        match self {
            Self::New if installed => Err(Error::Installed(found.clone())),
            Self::Update(expected) if expected != found => Err(Error::OtherPlugin {
                expected: expected.clone(),
                found: found.clone(),
            }),
            Self::Update(expected) if !installed => Err(Error::NoPlugin(expected.clone())),
            _ => Ok(()),
        }
    }
}

impl Store {
    /// Installs or updates a plug-in. Its files are stored as blobs first. Then one transaction
    /// writes the rows, consumes the upload and notes the change. A refusal does not consume the
    /// upload (R34).
    ///
    /// Any version is accepted, including the same or a lower one (R35). The settings of apps stay
    /// as they are.
    ///
    /// # Errors
    /// [`Error::Installed`], [`Error::OtherPlugin`] or [`Error::NoPlugin`] if `mode` does not allow
    /// it, [`Error::Damaged`] if `upload` has other bytes than the package (T45).
    pub async fn install_plugin(
        &self,
        mut package: Package,
        mode: Mode,
        upload: Option<&FileKey>,
        by: By,
        now: Millis,
    ) -> Result<Plugin> {
        let id = package.id.clone();
        mode.check(&id, self.is_installed(&id).await?)?;
        let mut files = Vec::with_capacity(package.files.len());
        for file in std::mem::take(&mut package.files) {
            files.push(PluginFile {
                path: file.path,
                sha256: Sha256(file.sha256),
                size: file.bytes.len() as u64,
            });
            self.blobs().put(&Sha256(file.sha256), file.bytes).await?;
        }
        let mut tx = self.begin().await?;
        let (number, is_new) = claim(&mut tx, &package, &mode, now).await?;
        write(&mut tx, &package, number, by.user, now).await?;
        write_files(&mut tx, &id, number, &files).await?;
        if let Some(key) = upload {
            // Only users have uploads, and no upload has an empty owner.
            let owner = by.user.map_or_else(String::new, uploads::user_owner);
            let upload = uploads::take(&mut tx, key, &owner, now).await?;
            if upload.sha256.0 != package.sha256 {
                return Err(Error::Damaged(
                    "the upload is not the package that was opened".into(),
                ));
            }
        }
        tx.note(Topic::Plugin, &id);
        let act = if is_new {
            "plugin.install"
        } else {
            "plugin.update"
        };
        let line = AuditLine::new(act, by, now).plugin(&id);
        tx.audit(line.detail(&package.manifest.version));
        self.commit(tx, now).await?;
        self.plugin(&id).await?.ok_or(Error::NoPlugin(id))
    }

    /// Uninstalls a plug-in and deletes its versions. Its name is still stored. Apps keep their
    /// reference and settings in case the plug-in is installed again (R35).
    pub async fn uninstall_plugin(&self, id: &PluginId, by: By, now: Millis) -> Result<()> {
        const GO: &str = "UPDATE plugins SET current_number = NULL, updated_at = $1
             WHERE id = $2 AND current_number IS NOT NULL";
        let mut tx = self.begin().await?;
        let gone = with_tx!(tx, |db| sqlx::query(GO)
            .bind(now)
            .bind(id.as_str())
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        if gone == 0 {
            return Err(Error::NoPlugin(id.clone()));
        }
        with_tx!(tx, |db| sqlx::query(
            "DELETE FROM plugin_versions WHERE plugin_id = $1"
        )
        .bind(id.as_str())
        .execute(db)
        .await
        .map(drop))?;
        tx.note(Topic::Plugin, id);
        tx.audit(AuditLine::new("plugin.uninstall", by, now).plugin(id));
        self.commit(tx, now).await
    }

    async fn is_installed(&self, id: &PluginId) -> Result<bool> {
        const SQL: &str = "SELECT id FROM plugins WHERE id = $1 AND current_number IS NOT NULL";
        let row: Option<String> = with_db!(self.pool(), |db| sqlx::query_scalar(SQL)
            .bind(id.as_str())
            .fetch_optional(db)
            .await)?;
        Ok(row.is_some())
    }
}

/// Locks the plug-in's row, so that installations of one ID queue. Returns the number of the new
/// version, and true if the plug-in was not installed before.
async fn claim(tx: &mut Tx, package: &Package, mode: &Mode, now: Millis) -> Result<(i64, bool)> {
    const CLAIM: &str = "INSERT INTO plugins (id, name, current_number, top_number, place, installed_at, updated_at)
         VALUES ($1, $2, NULL, 1, 0, $3, $4)
         ON CONFLICT (id) DO UPDATE SET top_number = plugins.top_number + 1
         RETURNING current_number, top_number";
    const INSTALL: &str = "UPDATE plugins SET installed_at = $1,
         place = (SELECT COALESCE(MAX(place), 0) + 1 FROM plugins) WHERE id = $2";
    const CURRENT: &str =
        "UPDATE plugins SET name = $1, current_number = $2, updated_at = $3 WHERE id = $4";
    let id = package.id.as_str();
    let name = text("name", &package.manifest.name)?;
    let (current, number): (Option<i64>, i64) = with_tx!(tx, |db| sqlx::query_as(CLAIM)
        .bind(id)
        .bind(&name)
        .bind(now)
        .bind(now)
        .fetch_one(db)
        .await)?;
    mode.check(&package.id, current.is_some())?;
    if current.is_none() {
        with_tx!(tx, |db| sqlx::query(INSTALL)
            .bind(now)
            .bind(id)
            .execute(db)
            .await
            .map(drop))?;
    }
    with_tx!(tx, |db| sqlx::query(CURRENT)
        .bind(&name)
        .bind(number)
        .bind(now)
        .bind(id)
        .execute(db)
        .await
        .map(drop))?;
    Ok((number, current.is_none()))
}

/// Writes the version and removes all but the last [`KEPT`] versions.
async fn write(
    tx: &mut Tx,
    package: &Package,
    number: i64,
    by: Option<UserId>,
    now: Millis,
) -> Result<()> {
    const VERSION: &str =
        "INSERT INTO plugin_versions (plugin_id, number, version, manifest, warnings,
         package_sha256, installed_by, installed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    const PRUNE: &str = "DELETE FROM plugin_versions WHERE plugin_id = $1 AND number NOT IN
         (SELECT number FROM plugin_versions WHERE plugin_id = $2 ORDER BY number DESC LIMIT $3)";
    let id = package.id.as_str();
    with_tx!(tx, |db| sqlx::query(VERSION)
        .bind(id)
        .bind(number)
        .bind(&package.manifest.version)
        .bind(text("manifest", &package.manifest)?)
        .bind(text("warnings", &package.warnings)?)
        .bind(Sha256(package.sha256).to_string())
        .bind(by.map(|user| user.0))
        .bind(now)
        .execute(db)
        .await
        .map(drop))?;
    with_tx!(tx, |db| sqlx::query(PRUNE)
        .bind(id)
        .bind(id)
        .bind(KEPT)
        .execute(db)
        .await
        .map(drop))?;
    Ok(())
}

async fn write_files(tx: &mut Tx, id: &PluginId, number: i64, files: &[PluginFile]) -> Result<()> {
    const FILE: &str = "INSERT INTO plugin_files (plugin_id, number, path, sha256, size) VALUES ($1, $2, $3, $4, $5)";
    for file in files {
        with_tx!(tx, |db| sqlx::query(FILE)
            .bind(id.as_str())
            .bind(number)
            .bind(&file.path)
            .bind(file.sha256.to_string())
            .bind(i64::try_from(file.size).unwrap_or(i64::MAX))
            .execute(db)
            .await
            .map(drop))?;
    }
    Ok(())
}
