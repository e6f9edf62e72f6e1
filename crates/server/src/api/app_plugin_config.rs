//! `/k/v1/app/plugin/config.json` and its preview twin: what a plug-in keeps in an app.

use std::sync::Arc;

use axum::extract::State;
use plugdock_package::PluginId;
use plugdock_schema::{AppId, Revision};
use plugdock_store::Config;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Revised};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{ByHand, Params, Who};
use crate::state::App;

/// UTF-16 units of one value (R41).
const VALUE: usize = 65_535;
/// UTF-8 bytes of all keys and values (R41).
const ALL: usize = 256 * 1024;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(preview, save))
}

#[derive(Debug)]
pub(crate) struct Get {
    app: AppId,
    id: Result<PluginId, String>,
}

impl ByHand for Get {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        Self {
            app: params.app(),
            id: params.plugin("id"),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct PluginConfig {
    /// Empty where nothing was ever saved.
    config: Config,
    revision: String,
}

/// What the plug-in saved, as it is in operation.
#[utoipa::path(get, path = "/k/v1/app/plugin/config.json", tag = "app plug-ins",
    params(
        ("app" = i64, Query, description = "The app"),
        ("id" = String, Query, description = "The plug-in"),
    ),
    responses((status = 200, body = PluginConfig)))]
async fn live(State(app): State<Arc<App>>, call: Api<Get>) -> Result<Answer<PluginConfig>, Error> {
    let Api { caller, input } = call;
    let access = app.store.access(&caller.actor, input.app).await?;
    if !(access.can_view() || access.can_add()) {
        return Err(Error::no_privilege());
    }
    let known = app.store.app(input.app).await?;
    let revision = known
        .and_then(|known| known.live)
        .ok_or_else(|| Error::no_app(&input.app))?;
    config_of(&app, &input, revision).await
}

/// What the plug-in saved last, deployed or not.
#[utoipa::path(get, path = "/k/v1/preview/app/plugin/config.json", tag = "app plug-ins",
    params(
        ("app" = i64, Query, description = "The app"),
        ("id" = String, Query, description = "The plug-in"),
    ),
    responses((status = 200, body = PluginConfig)))]
async fn preview(
    State(app): State<Arc<App>>,
    call: Api<Get>,
) -> Result<Answer<PluginConfig>, Error> {
    let Api { caller, input } = call;
    if !app
        .store
        .access(&caller.actor, input.app)
        .await?
        .can_manage()
    {
        return Err(Error::no_privilege());
    }
    let known = app.store.app(input.app).await?;
    let known = known.ok_or_else(|| Error::no_app(&input.app))?;
    config_of(&app, &input, known.preview).await
}

async fn config_of(
    app: &App,
    input: &Get,
    revision: Revision,
) -> Result<Answer<PluginConfig>, Error> {
    let id = input.id.as_ref().map_err(Error::plugin_not_added)?;
    let settings = app.store.settings(input.app, revision).await?;
    let settings = settings.ok_or_else(|| Error::no_app(&input.app))?;
    let plugin = settings
        .plugin(id)
        .ok_or_else(|| Error::plugin_not_added(id))?;
    Ok(Answer(PluginConfig {
        config: plugin.config.clone().unwrap_or_default(),
        revision: revision.to_string(),
    }))
}

#[derive(Debug)]
pub(crate) struct Save {
    app: AppId,
    id: Result<PluginId, String>,
    config: Config,
    revision: Option<Revision>,
}

impl ByHand for Save {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        let (app, id) = (params.app(), params.plugin("id"));
        let config = match params.required("config") {
            Value::Object(given) => check(given, params),
            Value::Null => Config::new(),
            _ => {
                params.wrong("config", "errors.not_object", Vec::new());
                Config::new()
            }
        };
        Self {
            app,
            id,
            config,
            revision: params.revision(),
        }
    }
}

/// The values as given, or what is wrong with each (R41).
fn check(given: Map<String, Value>, params: &mut Params) -> Config {
    let mut config = Config::new();
    let mut size = 0;
    let mut too_large = false;
    for (name, value) in given {
        let at = format!("config.{name}");
        let named = ("name", name.clone());
        if !name.is_ascii() {
            params.wrong(at, "errors.not_ascii", vec![named]);
            continue;
        }
        let Value::String(value) = value else {
            params.wrong(at, "errors.config_value_not_string", vec![named]);
            continue;
        };
        if value.encode_utf16().count() > VALUE {
            let params_of = vec![named, ("maximum", VALUE.to_string())];
            params.wrong(at, "errors.config_value_too_long", params_of);
            continue;
        }
        size += name.len() + value.len();
        if size > ALL && !too_large {
            too_large = true;
            let params_of = vec![named, ("maximum", ALL.to_string())];
            params.wrong(at, "errors.config_too_large", params_of);
        }
        config.insert(name, value);
    }
    config
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct SaveBody {
    app: i64,
    /// The plug-in.
    id: String,
    /// Replaces all that was saved. Keys are ASCII; values at most 65,535 characters; 256 KB in
    /// all.
    config: Config,
    /// What the caller takes for the newest; -1 or absent: any.
    revision: Option<i64>,
}

/// Saves the plug-in's settings into the app's pending ones.
#[utoipa::path(put, path = "/k/v1/preview/app/plugin/config.json", tag = "app plug-ins",
    request_body = inline(SaveBody), responses((status = 200, body = Revised)))]
async fn save(State(app): State<Arc<App>>, call: Api<Save>) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let access = app.store.access(&caller.actor, input.app).await?;
    if !access.can_manage() {
        return Err(Error::no_privilege());
    }
    let id = input.id.map_err(|text| Error::plugin_not_added(&text))?;
    let now = app.clock.now();
    let saved = app
        .store
        .set_plugin_config(&access, &id, input.config, input.revision, now);
    Ok(Answer(Revised {
        revision: saved.await?.to_string(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn wrong(config: &Value) -> Vec<String> {
        let Value::Object(given) = config.clone() else {
            panic!("an object")
        };
        let mut params = Params::default();
        check(given, &mut params);
        match params.finish(()) {
            Ok(()) => Vec::new(),
            Err(error) => error.errors.into_iter().map(|reason| reason.key).collect(),
        }
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
