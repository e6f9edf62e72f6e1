//! `/k/v1/app/plugins.json` and `/k/v1/preview/app/plugins.json`: the plug-ins of an app.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use plugdock_package::{Localized, PluginId};
use plugdock_store::{AppSettings, PluginQuery};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Revised};
use super::form;
use crate::auth::{Api, Caller};
use crate::error::Error;
use crate::params::{AppParam, Expected, List, Text, checked_text, request};
use crate::services::{app_settings, plugin_limit};
use crate::state::AppState;

/// The maximum number of plug-ins in one call. The limit per app is a setting (R48).
const MAX_PLUGINS: usize = 100;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(preview, add))
}

checked_text! {
    /// One of [`Localized::LANGUAGES`], in any case, or `None` for the empty text. These are the
    /// languages of plug-in manifests, not of this server's pages (B10.31).
    Language(Option<&'static str>) of Text, |asked| {
        let known = Localized::LANGUAGES.iter().find(|known| known.eq_ignore_ascii_case(&asked));
        if known.is_none() && !asked.is_empty() {
            return Err("errors.enum");
        }
        Ok(known.copied())
    }
}

request! {
    pub(crate) struct ListAppPlugins for Anyone {
        /// The app's ID.
        app: AppParam,
        /// The language of the plug-in names. The default is the caller's language.
        lang: Option<Language>,
    }
}

impl ListAppPlugins {
    fn language(&self, caller: &Caller) -> &'static str {
        let asked = self.lang.as_ref().and_then(|lang| lang.0);
        asked.unwrap_or(caller.locale.as_str())
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct AppPlugins {
    plugins: Vec<AppPlugin>,
    revision: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct AppPlugin {
    id: String,
    /// The name of the plug-in. Null if the plug-in is not installed and its name is unknown.
    name: Option<String>,
    /// False while a required setting is missing (R44), and false if the plug-in is not installed.
    enabled: bool,
}

/// Returns the plug-ins of the deployed app.
#[utoipa::path(get, path = "/k/v1/app/plugins.json", tag = "app plug-ins",
    request_body = ListAppPlugins, responses((status = 200, body = AppPlugins)))]
async fn live(
    State(state): State<Arc<AppState>>,
    call: Api<ListAppPlugins>,
) -> Result<Answer<AppPlugins>, Error> {
    let Api { caller, input } = call;
    form::managed(&state, &caller, input.app.0).await?;
    let settings = app_settings::live(&state.store, input.app.0).await?;
    plugins_of(&state, &settings, input.language(&caller)).await
}

/// Returns the plug-ins in the app's preview settings.
#[utoipa::path(get, path = "/k/v1/preview/app/plugins.json", tag = "app plug-ins",
    request_body = ListAppPlugins, responses((status = 200, body = AppPlugins)))]
async fn preview(
    State(state): State<Arc<AppState>>,
    call: Api<ListAppPlugins>,
) -> Result<Answer<AppPlugins>, Error> {
    let Api { caller, input } = call;
    let settings = form::preview(&state, &caller, input.app.0).await?;
    plugins_of(&state, &settings, input.language(&caller)).await
}

type PluginIds = List<Text, MAX_PLUGINS>;

request! {
    pub(crate) struct AddAppPlugins for Anyone {
        /// The app's ID.
        app: AppParam,
        /// The IDs of installed plug-ins. Plug-ins that the app already has do not change.
        ids: PluginIds,
        /// The revision that the caller expects to be the newest. -1 or absent skips the check.
        revision: Option<Expected>,
    }
}

/// Adds plug-ins to the app's preview settings: all of them or none.
#[utoipa::path(post, path = "/k/v1/preview/app/plugins.json", tag = "app plug-ins",
    request_body = AddAppPlugins, responses((status = 200, body = Revised)))]
async fn add(
    State(state): State<Arc<AppState>>,
    call: Api<AddAppPlugins>,
) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    // Only callers who may add a plug-in may learn if it is installed.
    let access = form::managed(&state, &caller, input.app.0).await?;
    let ids: Result<Vec<PluginId>, Error> = input
        .ids
        .0
        .iter()
        .map(|Text(id)| id.parse().map_err(|_| Error::no_plugin(id)))
        .collect();
    let limit = plugin_limit::in_force(&state).await?;
    let now = state.clock.now();
    let revision = state
        .store
        .add_app_plugins(&access, &ids?, limit, Expected::of(input.revision), now)
        .await?;
    Ok(revision.into())
}

async fn plugins_of(
    state: &AppState,
    settings: &AppSettings,
    language: &str,
) -> Result<Answer<AppPlugins>, Error> {
    let names = names(state, settings, language).await?;
    let plugins = settings.plugins.iter().map(|plugin| AppPlugin {
        id: plugin.id.to_string(),
        name: names.get(&plugin.id).map(|(name, _)| name.clone()),
        enabled: plugin.enabled
            && names
                .get(&plugin.id)
                .is_some_and(|(_, installed)| *installed),
    });
    Ok(Answer(AppPlugins {
        plugins: plugins.collect(),
        revision: settings.revision.to_string(),
    }))
}

/// Returns the names of the settings' plug-ins. The flag is true if the plug-in is installed.
async fn names(
    state: &AppState,
    settings: &AppSettings,
    language: &str,
) -> Result<HashMap<PluginId, (String, bool)>, Error> {
    let ids: Vec<_> = settings
        .plugins
        .iter()
        .map(|plugin| plugin.id.clone())
        .collect();
    let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let query = PluginQuery {
        ids: Some(ids),
        offset: 0,
        limit: count,
    };
    let installed = state.store.plugins(&query).await?.into_iter();
    let mut names: HashMap<_, _> = installed
        .map(|plugin| {
            (
                plugin.id,
                (plugin.manifest.name.get(language).to_owned(), true),
            )
        })
        .collect();
    if settings
        .plugins
        .iter()
        .any(|plugin| !names.contains_key(&plugin.id))
    {
        for missing in state.store.required_plugins(0, i64::MAX).await? {
            if let Some(name) = missing.name {
                names.insert(missing.id, (name.get(language).to_owned(), false));
            }
        }
    }
    Ok(names)
}
