//! `/k/v1/plugin/apps.json`: the apps a plug-in was added to.

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
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list))
}

request! {
    // R37 overrules the introduction of documentation page 002.
    pub(crate) struct ListPluginApps for Admin {
        /// The plug-in.
        id: PluginParam,
        /// How many to skip; 0.
        offset: Option<Whole<0>>,
        /// How many at most; 100.
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

/// The apps that have the plug-in, live or in preview only, installed or not, by ID (R37).
#[utoipa::path(get, path = "/k/v1/plugin/apps.json", tag = "plug-ins",
    request_body = ListPluginApps, responses((status = 200, body = PluginApps)))]
async fn list(
    State(app): State<Arc<App>>,
    call: Api<ListPluginApps>,
) -> Result<Answer<PluginApps>, Error> {
    let ListPluginApps { id, offset, limit } = call.input;
    let offset = offset.map_or(0, |offset| offset.0);
    let limit = limit.map_or(100, |limit| limit.0);
    let apps = match id.0 {
        Ok(id) => app.store.apps_using(&id, offset, limit).await?,
        Err(_) => Vec::new(),
    };
    let apps = apps.into_iter().map(|app| PluginApp {
        id: app.id.to_string(),
        name: app.name,
    });
    Ok(Answer(PluginApps {
        apps: apps.collect(),
    }))
}
