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
use crate::params::{List, Text, Whole, items, request};
use crate::state::AppState;

/// IDs a call may ask for, and the longest page (002.09, 002.10).
const MAX_PLUGINS: usize = 100;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(required))
}

type PluginIds = List<Text, MAX_PLUGINS>;

request! {
    pub(crate) struct ListPlugins for User {
        /// How many to skip; 0.
        offset: Option<Whole<0>>,
        /// How many at most; 100.
        limit: Option<Whole<1, 100>>,
        /// Only these; null and an empty list are as if absent (002.11).
        ids: Option<PluginIds>,
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
    request_body = ListPlugins, responses((status = 200, body = Plugins)))]
async fn list(
    State(state): State<Arc<AppState>>,
    call: Api<ListPlugins>,
) -> Result<Answer<Plugins>, Error> {
    let Api { caller, input } = call;
    let ids = items(input.ids);
    // An ID that no package can have matches nothing (004.07).
    let known = ids.iter().filter_map(|id| id.parse::<PluginId>().ok());
    let query = PluginQuery {
        ids: (!ids.is_empty()).then(|| known.collect()),
        offset: input.offset.map_or(0, |offset| offset.0),
        limit: input.limit.map_or(100, |limit| limit.0),
    };
    let language = caller.locale.as_str();
    let plugins = state.store.plugins(&query).await?;
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

request! {
    pub(crate) struct ListRequired for User {
        /// How many to skip; 0.
        offset: Option<Whole<0>>,
        /// How many at most; 100.
        limit: Option<Whole<1, 100>>,
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
    request_body = ListRequired, responses((status = 200, body = RequiredPlugins)))]
async fn required(
    State(state): State<Arc<AppState>>,
    call: Api<ListRequired>,
) -> Result<Answer<RequiredPlugins>, Error> {
    let Api { caller, input } = call;
    let offset = input.offset.map_or(0, |offset| offset.0);
    let limit = input.limit.map_or(100, |limit| limit.0);
    let language = caller.locale.as_str();
    let plugins = state.store.required_plugins(offset, limit).await?;
    let plugins = plugins.into_iter().map(|plugin| RequiredPlugin {
        id: plugin.id.to_string(),
        name: plugin.name.map(|name| name.get(language).to_owned()),
        is_market_plugin: false,
    });
    Ok(Answer(RequiredPlugins {
        plugins: plugins.collect(),
    }))
}
