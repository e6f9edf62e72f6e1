//! The plug-ins of a revision, and the few edits that concern only them.

use std::collections::BTreeMap;

use plugdock_package::{Manifest, PluginId};
use plugdock_schema::{AppId, Millis, Revision};

use crate::{
    Access, AppPlugin, AppSettings, Config, Error, Result, Store,
    app_settings::{Edit, parse, text},
    db::Tx,
    with_tx,
};

impl Store {
    /// Adds plug-ins to the preview settings, in the order given; those already there stay as they
    /// are, and if all are, no revision is made. All of them or none: [`Error::NoPlugin`] for one
    /// that is not installed, [`Error::TooManyPlugins`] beyond `limit` (R48).
    pub async fn add_app_plugins(
        &self,
        access: &Access,
        ids: &[PluginId],
        limit: usize,
        expected: Option<Revision>,
        now: Millis,
    ) -> Result<Revision> {
        let mut edit = Edit::begin(self, access, expected).await?;
        for id in ids {
            if edit.settings.plugin(id).is_none() {
                edit.settings.plugins.push(AppPlugin {
                    id: id.clone(),
                    config: None,
                    enabled: false,
                    added_at: now,
                });
            }
        }
        if edit.settings.plugins.len() == edit.before.plugins.len() {
            return Ok(edit.before.revision);
        }
        if edit.settings.plugins.len() > limit {
            return Err(Error::TooManyPlugins(limit));
        }
        edit.finish(self, access, now).await
    }

    /// Takes plug-ins out of the preview settings, with their config and proxy configs there; those that
    /// are not in it are passed over.
    pub async fn remove_app_plugins(
        &self,
        access: &Access,
        ids: &[PluginId],
        expected: Option<Revision>,
        now: Millis,
    ) -> Result<Revision> {
        self.edit_settings(access, expected, now, |settings| {
            settings.plugins.retain(|plugin| !ids.contains(&plugin.id));
            Ok::<(), Error>(())
        })
        .await
    }

    /// Replaces the whole config of a plug-in in the preview settings (R41). Its limits are the caller's.
    pub async fn set_plugin_config(
        &self,
        access: &Access,
        id: &PluginId,
        config: Config,
        expected: Option<Revision>,
        now: Millis,
    ) -> Result<Revision> {
        self.edit_settings(access, expected, now, |settings| {
            let app = settings.app;
            let plugin = settings.plugin_mut(id).ok_or_else(|| Error::NotAdded {
                app,
                plugin: id.clone(),
            })?;
            plugin.config = Some(config);
            Ok(())
        })
        .await
    }
}

pub(crate) async fn load(tx: &mut Tx, app: AppId, revision: Revision) -> Result<Vec<AppPlugin>> {
    const SQL: &str = "SELECT plugin_id, config, enabled, added_at FROM app_plugins
         WHERE app_id = $1 AND revision = $2 ORDER BY place";
    let rows: Vec<(String, Option<String>, bool, i64)> = with_tx!(tx, |db| sqlx::query_as(SQL)
        .bind(app.0)
        .bind(revision.0)
        .fetch_all(db)
        .await)?;
    rows.into_iter()
        .map(|(id, config, enabled, added_at)| {
            Ok(AppPlugin {
                id: plugin_id(&id)?,
                config: config.map(|config| parse("config", &config)).transpose()?,
                enabled,
                added_at,
            })
        })
        .collect()
}

pub(crate) async fn insert(tx: &mut Tx, settings: &AppSettings) -> Result<()> {
    const SQL: &str =
        "INSERT INTO app_plugins (app_id, revision, plugin_id, place, config, enabled, added_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)";
    for (place, plugin) in (1_i64..).zip(&settings.plugins) {
        let config = plugin
            .config
            .as_ref()
            .map(|config| text("config", config))
            .transpose()?;
        with_tx!(tx, |db| sqlx::query(SQL)
            .bind(settings.app.0)
            .bind(settings.revision.0)
            .bind(plugin.id.as_str())
            .bind(place)
            .bind(config)
            .bind(plugin.enabled)
            .bind(plugin.added_at)
            .execute(db)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// Judges what an edit added or whose config it changed; others keep their flag, so that an update
/// that asks for more only warns until the next deploy (R44).
pub(crate) async fn judge_changed(
    tx: &mut Tx,
    before: &AppSettings,
    after: &mut AppSettings,
) -> Result<()> {
    for plugin in &mut after.plugins {
        match before.plugin(&plugin.id) {
            Some(old) if old.config == plugin.config => plugin.enabled = old.enabled,
            Some(old) => plugin.enabled = judge(tx, plugin).await?.unwrap_or(old.enabled),
            None => {
                let judged = judge(tx, plugin).await?;
                plugin.enabled = judged.ok_or_else(|| Error::NoPlugin(plugin.id.clone()))?;
            }
        }
    }
    Ok(())
}

/// Judges all plug-ins of a revision about to go live, and writes their flags.
pub(crate) async fn judge_all(tx: &mut Tx, settings: &mut AppSettings) -> Result<()> {
    const SQL: &str = "UPDATE app_plugins SET enabled = $1 WHERE app_id = $2 AND revision = $3 AND plugin_id = $4";
    let (app, revision) = (settings.app, settings.revision);
    for plugin in &mut settings.plugins {
        // One that is not installed keeps its flag: reinstalling brings it back as it was (R35).
        let judged = judge(tx, plugin).await?.unwrap_or(plugin.enabled);
        if judged != plugin.enabled {
            plugin.enabled = judged;
            with_tx!(tx, |db| sqlx::query(SQL)
                .bind(judged)
                .bind(app.0)
                .bind(revision.0)
                .bind(plugin.id.as_str())
                .execute(db)
                .await
                .map(drop))?;
        }
    }
    Ok(())
}

/// Whether the config has every key that the installed version needs, whatever its value; `None`
/// where no version is installed.
async fn judge(tx: &mut Tx, plugin: &AppPlugin) -> Result<Option<bool>> {
    const SQL: &str = "SELECT v.manifest FROM plugins p
         JOIN plugin_versions v ON v.plugin_id = p.id AND v.number = p.current_number WHERE p.id = $1";
    let manifest: Option<String> = with_tx!(tx, |db| sqlx::query_scalar(SQL)
        .bind(plugin.id.as_str())
        .fetch_optional(db)
        .await)?;
    let Some(manifest) = manifest else {
        return Ok(None);
    };
    let manifest: Manifest = parse("manifest", &manifest)?;
    let none = BTreeMap::new();
    let config = plugin.config.as_ref().unwrap_or(&none);
    let needed = manifest
        .config
        .map(|page| page.required_params)
        .unwrap_or_default();
    Ok(Some(needed.iter().all(|key| config.contains_key(key))))
}

/// An ID that came out of the database.
pub(crate) fn plugin_id(text: &str) -> Result<PluginId> {
    text.parse()
        .map_err(|_| Error::Damaged(format!("plug-in ID {text:?}")))
}
