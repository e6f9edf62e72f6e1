//! `/k/v1/plugins.json` and `/k/v1/plugins/required.json`: what is installed, what is missing.

use std::sync::Arc;

use axum::extract::State;
use plugdock_package::PluginId;
use plugdock_store::PluginQuery;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{ByHand, Params, Who, Window};
use crate::state::App;

/// IDs a call may ask for, and the longest page (002.09, 002.10).
const MOST: usize = 100;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(required))
}

#[derive(Debug)]
pub(crate) struct List {
    window: Window,
    ids: Option<Vec<String>>,
}

impl ByHand for List {
    const WHO: Who = Who::User;

    fn read(params: &mut Params) -> Self {
        Self {
            window: params.window(100),
            // Null and an empty list are as if absent (002.11).
            ids: params.strings("ids", MOST).filter(|ids| !ids.is_empty()),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Plugins {
    plugins: Vec<Plugin>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the wire says isMarketPlugin")]
struct Plugin {
    id: String,
    /// In the caller's language, else in English.
    name: String,
    /// Always false: there is no marketplace (R28).
    is_market_plugin: bool,
    version: String,
    /// Empty where there is none.
    description: String,
}

/// What is installed, latest installation first.
#[utoipa::path(get, path = "/k/v1/plugins.json", tag = "plug-ins",
    params(
        ("offset" = Option<i64>, Query, description = "How many to skip; 0"),
        ("limit" = Option<i64>, Query, description = "1 to 100; 100"),
        ("ids" = Option<Vec<String>>, Query, description = "At most 100; only these"),
    ),
    responses((status = 200, body = Plugins)))]
async fn list(State(app): State<Arc<App>>, call: Api<List>) -> Result<Answer<Plugins>, Error> {
    let Api { caller, input } = call;
    let query = PluginQuery {
        // An ID that no package can have matches nothing (004.07).
        ids: input.ids.map(|ids| {
            ids.iter()
                .filter_map(|id| id.parse::<PluginId>().ok())
                .collect()
        }),
        offset: input.window.offset,
        limit: input.window.limit,
    };
    let language = caller.locale.as_str();
    let plugins = app.store.plugins(&query).await?;
    let plugins = plugins.into_iter().map(|plugin| Plugin {
        id: plugin.id.to_string(),
        name: plugin.manifest.name.get(language).to_owned(),
        is_market_plugin: false,
        description: match &plugin.manifest.description {
            Some(text) => text.get(language).to_owned(),
            None => String::new(),
        },
        version: plugin.version,
    });
    Ok(Answer(Plugins {
        plugins: plugins.collect(),
    }))
}

#[derive(Debug)]
pub(crate) struct ListRequired {
    window: Window,
}

impl ByHand for ListRequired {
    const WHO: Who = Who::User;

    fn read(params: &mut Params) -> Self {
        Self {
            window: params.window(100),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct RequiredPlugins {
    plugins: Vec<RequiredPlugin>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RequiredPlugin {
    id: String,
    /// Null where no version of it was ever seen here (R37).
    name: Option<String>,
    is_market_plugin: bool,
}

/// What apps refer to and is not installed, by ID.
#[utoipa::path(get, path = "/k/v1/plugins/required.json", tag = "plug-ins",
    params(
        ("offset" = Option<i64>, Query, description = "How many to skip; 0"),
        ("limit" = Option<i64>, Query, description = "1 to 100; 100"),
    ),
    responses((status = 200, body = RequiredPlugins)))]
async fn required(
    State(app): State<Arc<App>>,
    call: Api<ListRequired>,
) -> Result<Answer<RequiredPlugins>, Error> {
    let window = call.input.window;
    let language = call.caller.locale.as_str();
    let plugins = app
        .store
        .required_plugins(window.offset, window.limit)
        .await?;
    let plugins = plugins.into_iter().map(|plugin| RequiredPlugin {
        id: plugin.id.to_string(),
        name: plugin.name.map(|name| name.get(language).to_owned()),
        is_market_plugin: false,
    });
    Ok(Answer(RequiredPlugins {
        plugins: plugins.collect(),
    }))
}
