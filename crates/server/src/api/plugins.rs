//! `/k/v1/plugins.json` and `/k/v1/plugins/required.json`: lists installed plug-ins and missing
//! ones.

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

/// The maximum number of IDs in a request and of plug-ins in an answer (002.09, 002.10).
const MAX_PLUGINS: usize = 100;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(required))
}

type PluginIds = List<Text, MAX_PLUGINS>;

request! {
    pub(crate) struct ListPlugins for User {
        /// The number of plug-ins to skip. The default is 0.
        offset: Option<Whole<0>>,
        /// The maximum number of plug-ins to return. The default is 100.
        limit: Option<Whole<1, 100>>,
        /// Returns only the plug-ins with these IDs. Null and an empty list count as absent
        /// (002.11).
        ids: Option<PluginIds>,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Plugins {
    plugins: Vec<Plugin>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_field_names,
    reason = "the JSON member is called isMarketPlugin"
)]
struct Plugin {
    id: String,
    /// The name in the caller's language. If there is none, the name in English.
    name: String,
    /// Always false: there is no marketplace (R28).
    is_market_plugin: bool,
    version: String,
    /// The description. Empty if there is none.
    description: String,
}

/// Returns the installed plug-ins, the latest installation first.
#[utoipa::path(get, path = "/k/v1/plugins.json", tag = "plug-ins",
    request_body = ListPlugins, responses((status = 200, body = Plugins)))]
async fn list(
    State(state): State<Arc<AppState>>,
    call: Api<ListPlugins>,
) -> Result<Answer<Plugins>, Error> {
    let Api { caller, input } = call;
    let ids = items(input.ids);
    // No package can have such an ID, so it matches nothing (004.07).
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
        /// The number of plug-ins to skip. The default is 0.
        offset: Option<Whole<0>>,
        /// The maximum number of plug-ins to return. The default is 100.
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
    /// The name. Null if no version of the plug-in was ever installed on this server (R37).
    name: Option<String>,
    is_market_plugin: bool,
}

/// Returns the plug-ins that apps use but that are not installed, in the order of their IDs.
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
