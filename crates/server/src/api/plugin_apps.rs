//! `/k/v1/plugin/apps.json`: lists the apps that have a plug-in.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{PluginParam, Whole, request};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(list))
}

request! {
    // R37 restricts this list to administrators.
    pub(crate) struct ListPluginApps for Admin {
        /// The plug-in's ID.
        id: PluginParam,
        /// The number of apps to skip. The default is 0.
        offset: Option<Whole<0>>,
        /// The maximum number of apps to return. The default is 100.
        limit: Option<Whole<1, 500>>,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct PluginApps {
    apps: Vec<PluginApp>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PluginApp {
    id: String,
    name: String,
}

/// Returns the apps that have the plug-in in their live or preview settings, in the order of
/// their IDs. The plug-in need not be installed (R37).
#[utoipa::path(get, path = "/k/v1/plugin/apps.json", tag = "plug-ins",
    request_body = ListPluginApps, responses((status = 200, body = PluginApps)))]
async fn list(
    State(state): State<Arc<AppState>>,
    call: Api<ListPluginApps>,
) -> Result<Answer<PluginApps>, Error> {
    let ListPluginApps { id, offset, limit } = call.input;
    let offset = offset.map_or(0, |offset| offset.0);
    let limit = limit.map_or(100, |limit| limit.0);
    let apps = match id.0 {
        Ok(id) => state.store.apps_using(&id, offset, limit).await?,
        Err(_) => Vec::new(),
    };
    let apps = apps.into_iter().map(|state| PluginApp {
        id: state.id.to_string(),
        name: state.name,
    });
    Ok(Answer(PluginApps {
        apps: apps.collect(),
    }))
}
