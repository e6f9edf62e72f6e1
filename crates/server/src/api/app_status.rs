//! `/k/v1/app/status.json` and its preview twin: an app's process. No app has one, which is an answer of its own:
//! settings pages ask before they list fields, and take an error for a broken server.

use std::sync::Arc;

use axum::extract::State;
use plugdock_store::Settings;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use super::form::{self, OfApp};
use crate::app::App;
use crate::auth::Api;
use crate::error::Error;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(preview))
}

#[derive(Debug, Serialize, ToSchema)]
struct Process {
    /// False: the app's records have no status.
    enable: bool,
    /// Null, as of an app whose process was never set up.
    states: Option<Map<String, Value>>,
    /// Null likewise.
    actions: Option<Vec<Value>>,
    revision: String,
}

fn answer(settings: &Settings) -> Answer<Process> {
    Answer(Process {
        enable: false,
        states: None,
        actions: None,
        revision: settings.revision.to_string(),
    })
}

/// The process of the app in operation.
#[utoipa::path(get, path = "/k/v1/app/status.json", tag = "app settings",
    params(("app" = i64, Query, description = "The app")),
    responses((status = 200, body = Process)))]
async fn live(State(app): State<Arc<App>>, call: Api<OfApp>) -> Result<Answer<Process>, Error> {
    let settings = form::live(&app, &call.caller, call.input.app).await?;
    Ok(answer(&settings))
}

/// The process of the app's pending settings.
#[utoipa::path(get, path = "/k/v1/preview/app/status.json", tag = "app settings",
    params(("app" = i64, Query, description = "The app")),
    responses((status = 200, body = Process)))]
async fn preview(State(app): State<Arc<App>>, call: Api<OfApp>) -> Result<Answer<Process>, Error> {
    let settings = form::preview(&app, &call.caller, call.input.app).await?;
    Ok(answer(&settings))
}
