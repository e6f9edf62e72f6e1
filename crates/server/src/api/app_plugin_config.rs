//! `/k/v1/app/plugin/config.json` and `/k/v1/preview/app/plugin/config.json`: the settings that a
//! plug-in saved in an app.

use std::sync::Arc;

use axum::extract::State;
use plugdock_store::{AppSettings, Config};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Revised};
use super::form;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, Expected, Faults, Parse, Place, PluginParam, request};
use crate::services::app_settings;
use crate::state::AppState;

/// The maximum length of one value in UTF-16 code units (R41).
const VALUE: usize = 65_535;
/// The maximum size of all keys and values in UTF-8 bytes (R41).
const ALL: usize = 256 * 1024;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(preview, save))
}

request! {
    pub(crate) struct GetPluginConfig for Anyone {
        /// The app's ID.
        app: AppParam,
        /// The plug-in's ID.
        id: PluginParam,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct PluginConfig {
    /// The saved values by key. Empty if the plug-in never saved any.
    #[schema(value_type = BTreeMap<String, String>)]
    config: Config,
    revision: String,
}

/// Returns the plug-in's settings in the deployed app.
#[utoipa::path(get, path = "/k/v1/app/plugin/config.json", tag = "app plug-ins",
    request_body = GetPluginConfig, responses((status = 200, body = PluginConfig)))]
async fn live(
    State(state): State<Arc<AppState>>,
    call: Api<GetPluginConfig>,
) -> Result<Answer<PluginConfig>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    if !(access.can_view() || access.can_add()) {
        return Err(Error::no_privilege());
    }
    let settings = app_settings::live(&state.store, input.app.0).await?;
    config_of(&settings, &input)
}

/// Returns the plug-in's newest saved settings, deployed or not.
#[utoipa::path(get, path = "/k/v1/preview/app/plugin/config.json", tag = "app plug-ins",
    request_body = GetPluginConfig, responses((status = 200, body = PluginConfig)))]
async fn preview(
    State(state): State<Arc<AppState>>,
    call: Api<GetPluginConfig>,
) -> Result<Answer<PluginConfig>, Error> {
    let settings = form::preview(&state, &call.caller, call.input.app.0).await?;
    config_of(&settings, &call.input)
}

fn config_of(
    settings: &AppSettings,
    input: &GetPluginConfig,
) -> Result<Answer<PluginConfig>, Error> {
    let id = input.id.0.as_ref().map_err(Error::plugin_not_added)?;
    let plugin = settings
        .plugin(id)
        .ok_or_else(|| Error::plugin_not_added(id))?;
    Ok(Answer(PluginConfig {
        config: plugin.config.clone().unwrap_or_default(),
        revision: settings.revision.to_string(),
    }))
}

request! {
    pub(crate) struct SavePluginConfig for Anyone {
        /// The app's ID.
        app: AppParam,
        /// The plug-in's ID.
        id: PluginParam,
        /// The new settings. They replace all saved ones. Keys must be ASCII. A value has at most
        /// 65,535 characters, and all keys and values together have at most 256 KB.
        #[schema(value_type = HashMap<String, String>)]
        config: NewConfig,
        /// The revision that the caller expects to be the newest. -1 or absent skips the check.
        revision: Option<Expected>,
    }
}

#[derive(Debug)]
struct NewConfig(Config);

impl Parse for NewConfig {
    fn parse(value: Value, place: &Place<'_>, faults: &mut Faults) -> Option<Self> {
        Some(Self(check(
            Map::parse(value, place, faults)?,
            place,
            faults,
        )))
    }
}

/// Returns the valid values and notes a fault for each invalid one (R41).
fn check(given: Map<String, Value>, place: &Place<'_>, faults: &mut Faults) -> Config {
    let mut config = Config::new();
    let mut size = 0;
    let mut too_large = false;
    for (name, value) in given {
        let at = place.member(&name);
        let mut note = |key, limit: Option<usize>| {
            let limit = limit.map(|limit| ("maximum", limit.to_string()));
            let params = [("name", name.clone())].into_iter().chain(limit);
            faults.note_with::<()>(&at, key, params.collect());
        };
        if !name.is_ascii() {
            note("errors.not_ascii", None);
            continue;
        }
        let Value::String(value) = value else {
            note("errors.config_value_not_string", None);
            continue;
        };
        if value.encode_utf16().count() > VALUE {
            note("errors.config_value_too_long", Some(VALUE));
            continue;
        }
        size += name.len() + value.len();
        if size > ALL && !too_large {
            too_large = true;
            note("errors.config_too_large", Some(ALL));
        }
        config.insert(name, value);
    }
    config
}

/// Saves the plug-in's settings in the app's preview settings.
#[utoipa::path(put, path = "/k/v1/preview/app/plugin/config.json", tag = "app plug-ins",
    request_body = SavePluginConfig, responses((status = 200, body = Revised)))]
async fn save(
    State(state): State<Arc<AppState>>,
    call: Api<SavePluginConfig>,
) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    if !access.can_manage() {
        return Err(Error::no_privilege());
    }
    let id = input.id.0.map_err(|text| Error::plugin_not_added(&text))?;
    let now = state.clock.now();
    let saved = state.store.set_plugin_config(
        &access,
        &id,
        input.config.0,
        Expected::of(input.revision),
        now,
    );
    Ok(saved.await?.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn wrong(config: &Value) -> Vec<String> {
        let Value::Object(given) = config.clone() else {
            panic!("an object")
        };
        let mut faults = Faults::default();
        check(given, &Place::Top.member("config"), &mut faults);
        let keys = faults.reasons().iter().map(|reason| reason.key.clone());
        keys.collect()
    }

    // R41
    #[test]
    fn each_limit_holds_at_its_value_and_fails_one_past_it() {
        assert!(wrong(&json!({"a": "あ".repeat(VALUE)})).is_empty());
        let long = json!({"a": "あ".repeat(VALUE + 1)});
        assert_eq!(wrong(&long), ["errors.config_value_too_long"]);
        let quarter = "x".repeat(ALL / 4 - 1);
        let full = json!({"a": quarter, "b": quarter, "c": quarter, "d": quarter});
        assert!(wrong(&full).is_empty());
        let over = json!({"a": quarter, "b": quarter, "c": quarter, "dd": quarter});
        assert_eq!(wrong(&over), ["errors.config_too_large"]);
    }

    // R41
    #[test]
    fn every_key_that_is_wrong_is_named() {
        let given = json!({"ö": "x", "n": 1, "l": ["x"], "ok": ""});
        assert_eq!(
            wrong(&given),
            [
                "errors.not_ascii",
                "errors.config_value_not_string",
                "errors.config_value_not_string"
            ]
        );
    }
}
