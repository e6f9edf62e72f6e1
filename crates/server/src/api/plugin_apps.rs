//! `/k/v1/plugin/apps.json`: the apps a plug-in was added to.

use std::sync::Arc;

use axum::extract::State;
use plugdock_package::PluginId;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{ByHand, Params, Who, Window};
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug)]
pub(crate) struct List {
    id: Result<PluginId, String>,
    window: Window,
}

impl ByHand for List {
    // R37 overrules the introduction of seed 002.
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        Self {
            id: params.plugin("id"),
            window: params.window(500),
        }
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
    params(
        ("id" = String, Query, description = "The plug-in"),
        ("offset" = Option<i64>, Query, description = "How many to skip; 0"),
        ("limit" = Option<i64>, Query, description = "1 to 500; 100"),
    ),
    responses((status = 200, body = PluginApps)))]
async fn list(State(app): State<Arc<App>>, call: Api<List>) -> Result<Answer<PluginApps>, Error> {
    let Window { offset, limit } = call.input.window;
    let apps = match call.input.id {
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
