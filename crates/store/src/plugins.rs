//! Installed plug-ins.

use plugdock_package::{Localized, Manifest, Package, PluginId, Problem};
use plugdock_schema::{AppId, FileKey, Millis, UserId};
use sqlx::QueryBuilder;

use crate::{
    Error, Result, Sha256, Store, app_plugins::plugin_id, app_settings::parse, blobs::parse_hash,
    with_db,
};

mod install;
mod versions;

pub use install::Mode;
pub use versions::PluginVersion;

/// An installed plug-in in its current version.
#[derive(Clone, Debug, PartialEq)]
pub struct Plugin {
    /// The ID. It is derived from the plug-in's key and never changes.
    pub id: PluginId,
    /// The number of the current version.
    pub number: i64,
    /// The version in the manifest.
    pub version: String,
    /// The whole manifest.
    pub manifest: Manifest,
    /// The warnings about the package (R32).
    pub warnings: Vec<Problem>,
    /// The files that may be served, ordered by path.
    pub files: Vec<PluginFile>,
    /// The hash of the package (T48).
    pub package_sha256: Sha256,
    /// The time of installation. An update does not change it.
    pub installed_at: Millis,
    /// The time at which the current version was installed or chosen.
    pub updated_at: Millis,
}

/// A file of a plug-in. Its bytes are the blob with its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginFile {
    /// The path in the manifest.
    pub path: String,
    /// The hash of its bytes.
    pub sha256: Sha256,
    /// The size in bytes.
    pub size: u64,
}

impl Plugin {
    /// Returns the file at `path`.
    pub fn file(&self, path: &str) -> Option<&PluginFile> {
        self.files.iter().find(|file| file.path == path)
    }
}

/// A filter for listing plug-ins.
#[derive(Clone, Debug)]
pub struct PluginQuery {
    /// Lists only these plug-ins; `None` means any.
    pub ids: Option<Vec<PluginId>>,
    /// The number of plug-ins to skip.
    pub offset: i64,
    /// The maximum number of plug-ins to return.
    pub limit: i64,
}

/// An app that has a plug-in in its preview or live settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsingApp {
    /// The app.
    pub id: AppId,
    /// The name in the live revision, or in the preview before the first deploy.
    pub name: String,
    /// True if the plug-in is in the live settings. If false, it is only in the preview settings.
    pub live: bool,
}

/// A plug-in that apps have but that is not installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredPlugin {
    /// The plug-in.
    pub id: PluginId,
    /// The name at its last installation here; `None` if it was never installed (R37).
    pub name: Option<Localized>,
}

type Row = (String, i64, String, String, String, String, i64, i64);

const SELECT: &str = "SELECT p.id, v.number, v.version, v.manifest, v.warnings, v.package_sha256,
         p.installed_at, p.updated_at
     FROM plugins p JOIN plugin_versions v ON v.plugin_id = p.id AND v.number = p.current_number";

impl Store {
    /// Returns installed plug-ins, latest installation first. An update does not move a plug-in
    /// (B3.2).
    pub async fn plugins(&self, query: &PluginQuery) -> Result<Vec<Plugin>> {
        if query.ids.as_ref().is_some_and(Vec::is_empty) {
            return Ok(Vec::new());
        }
        let rows: Vec<Row> = with_db!(self.pool(), |db| {
            let mut sql = QueryBuilder::new(SELECT);
            if let Some(ids) = &query.ids {
                sql.push(" WHERE p.id IN (");
                let mut list = sql.separated(", ");
                for id in ids {
                    list.push_bind(id.as_str());
                }
                sql.push(")");
            }
            sql.push(" ORDER BY p.place DESC LIMIT ")
                .push_bind(query.limit);
            sql.push(" OFFSET ").push_bind(query.offset);
            sql.build_query_as().fetch_all(db).await
        })?;
        self.whole(rows).await
    }

    /// Returns the plug-in if it is installed.
    pub async fn plugin(&self, id: &PluginId) -> Result<Option<Plugin>> {
        let query = PluginQuery {
            ids: Some(vec![id.clone()]),
            offset: 0,
            limit: 1,
        };
        Ok(self.plugins(&query).await?.pop())
    }

    /// Returns the apps that have the plug-in in their preview or live settings, ordered by number
    /// (R37). The plug-in need not be installed.
    pub async fn apps_using(
        &self,
        id: &PluginId,
        offset: i64,
        limit: i64,
    ) -> Result<Vec<UsingApp>> {
        const SQL: &str = "SELECT a.id, r.name, CAST((SELECT COUNT(*) FROM app_plugins l
                 WHERE l.plugin_id = $1 AND l.app_id = a.id AND l.revision = a.live_revision) AS BIGINT)
             FROM apps a JOIN app_revisions r
                 ON r.app_id = a.id AND r.revision = COALESCE(a.live_revision, a.preview_revision)
             WHERE EXISTS (SELECT 1 FROM app_plugins p WHERE p.plugin_id = $2 AND p.app_id = a.id
                 AND (p.revision = a.live_revision OR p.revision = a.preview_revision))
             ORDER BY a.id LIMIT $3 OFFSET $4";
        let rows: Vec<(i64, String, i64)> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(id.as_str())
            .bind(id.as_str())
            .bind(limit)
            .bind(offset)
            .fetch_all(db)
            .await)?;
        Ok(rows
            .into_iter()
            .map(|(id, name, live)| UsingApp {
                id: AppId(id),
                name,
                live: live > 0,
            })
            .collect())
    }

    /// Returns the plug-ins that apps have but that are not installed, ordered by ID (B3.2, R35).
    pub async fn required_plugins(&self, offset: i64, limit: i64) -> Result<Vec<RequiredPlugin>> {
        const SQL: &str = "SELECT DISTINCT u.plugin_id, k.name FROM apps a
             JOIN app_plugins u ON u.app_id = a.id
                 AND (u.revision = a.live_revision OR u.revision = a.preview_revision)
             LEFT JOIN plugins k ON k.id = u.plugin_id
             WHERE k.current_number IS NULL ORDER BY u.plugin_id LIMIT $1 OFFSET $2";
        let rows: Vec<(String, Option<String>)> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(limit)
            .bind(offset)
            .fetch_all(db)
            .await)?;
        rows.into_iter()
            .map(|(id, name)| {
                Ok(RequiredPlugin {
                    id: plugin_id(&id)?,
                    name: name.map(|name| parse("name", &name)).transpose()?,
                })
            })
            .collect()
    }

    /// Reads the files of each row and returns whole plug-ins.
    async fn whole(&self, rows: Vec<Row>) -> Result<Vec<Plugin>> {
        const FILES: &str = "SELECT path, sha256, size FROM plugin_files
             WHERE plugin_id = $1 AND number = $2 ORDER BY path";
        let mut plugins = Vec::with_capacity(rows.len());
        for (id, number, version, manifest, warnings, package, installed_at, updated_at) in rows {
            let files: Vec<(String, String, i64)> =
                with_db!(self.pool(), |db| sqlx::query_as(FILES)
                    .bind(&id)
                    .bind(number)
                    .fetch_all(db)
                    .await)?;
            let files = files.into_iter().map(|(path, sha256, size)| {
                Ok(PluginFile {
                    path,
                    sha256: parse_hash(&sha256)?,
                    size: u64::try_from(size).unwrap_or(0),
                })
            });
            plugins.push(Plugin {
                id: plugin_id(&id)?,
                number,
                version,
                manifest: parse("manifest", &manifest)?,
                warnings: parse("warnings", &warnings)?,
                files: files.collect::<Result<_>>()?,
                package_sha256: parse_hash(&package)?,
                installed_at,
                updated_at,
            });
        }
        Ok(plugins)
    }
}
