//! What is installed.

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

/// An installed plug-in, in its current version.
#[derive(Clone, Debug, PartialEq)]
pub struct Plugin {
    /// Made from its key; never changes.
    pub id: PluginId,
    /// Which of its kept versions is current.
    pub number: i64,
    /// As the manifest has it.
    pub version: String,
    /// The whole manifest.
    pub manifest: Manifest,
    /// What the package was warned for (R32).
    pub warnings: Vec<Problem>,
    /// What may be served, by path.
    pub files: Vec<PluginFile>,
    /// Of the package's bytes (T48).
    pub package_sha256: Sha256,
    /// When it was installed; an update keeps it.
    pub installed_at: Millis,
    /// When its current version came.
    pub updated_at: Millis,
}

/// A file of a plug-in; its bytes are the blob of that hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginFile {
    /// As in the manifest.
    pub path: String,
    /// Of its bytes.
    pub sha256: Sha256,
    /// Bytes.
    pub size: u64,
}

impl Plugin {
    /// The file at `path`.
    pub fn file(&self, path: &str) -> Option<&PluginFile> {
        self.files.iter().find(|file| file.path == path)
    }
}

/// Which plug-ins to list.
#[derive(Clone, Debug)]
pub struct PluginQuery {
    /// Only these; `None` is any.
    pub ids: Option<Vec<PluginId>>,
    /// Skipped from the front.
    pub offset: i64,
    /// At most so many.
    pub limit: i64,
}

/// An app that has a plug-in in its preview or live settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsingApp {
    /// The app.
    pub id: AppId,
    /// Its live name, before the first deploy the preview's.
    pub name: String,
    /// Whether its users have the plug-in; else only its preview settings do.
    pub live: bool,
}

/// A plug-in that apps refer to and that is not installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredPlugin {
    /// The plug-in.
    pub id: PluginId,
    /// As it was last installed here; `None` if it never was (R37).
    pub name: Option<Localized>,
}

type Row = (String, i64, String, String, String, String, i64, i64);

const SELECT: &str = "SELECT p.id, v.number, v.version, v.manifest, v.warnings, v.package_sha256,
         p.installed_at, p.updated_at
     FROM plugins p JOIN plugin_versions v ON v.plugin_id = p.id AND v.number = p.current_number";

impl Store {
    /// What is installed, the latest installation first; an update does not move a plug-in (B3.2).
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

    /// The plug-in, where it is installed.
    pub async fn plugin(&self, id: &PluginId) -> Result<Option<Plugin>> {
        let query = PluginQuery {
            ids: Some(vec![id.clone()]),
            offset: 0,
            limit: 1,
        };
        Ok(self.plugins(&query).await?.pop())
    }

    /// Apps that have the plug-in, installed or not, in their preview or live settings, by number (R37).
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

    /// What apps refer to and is not installed, by ID (B3.2, R35).
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

    /// Adds the files.
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
