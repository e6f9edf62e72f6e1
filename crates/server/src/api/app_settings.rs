//! `/k/v1/app/settings.json` and its preview twin: what an app is called.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
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

/// An app's settings that are its own, beside form, views and plug-ins.
#[derive(Debug, Serialize, ToSchema)]
struct AppSettings {
    name: String,
    description: String,
    revision: String,
}

fn settings(settings: plugdock_store::Settings) -> Answer<AppSettings> {
    Answer(AppSettings {
        name: settings.name,
        description: settings.description,
        revision: settings.revision.to_string(),
    })
}

/// Name and description of the app in operation.
#[utoipa::path(get, path = "/k/v1/app/settings.json", tag = "app settings",
    params(("app" = i64, Query, description = "The app")),
    responses((status = 200, body = AppSettings)))]
async fn live(State(app): State<Arc<App>>, call: Api<OfApp>) -> Result<Answer<AppSettings>, Error> {
    let live = form::live(&app, &call.caller, call.input.app).await?;
    Ok(settings(live))
}

/// Name and description of the app's pending settings.
#[utoipa::path(get, path = "/k/v1/preview/app/settings.json", tag = "app settings",
    params(("app" = i64, Query, description = "The app")),
    responses((status = 200, body = AppSettings)))]
async fn preview(
    State(app): State<Arc<App>>,
    call: Api<OfApp>,
) -> Result<Answer<AppSettings>, Error> {
    let preview = form::preview(&app, &call.caller, call.input.app).await?;
    Ok(settings(preview))
}
