//! `/k/v1/app/views.json` and its preview twin: how records are listed.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::{AppId, Revision, views};
use plugdock_store::Settings;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use super::form::{self, OfApp};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{Input, Params, Who};
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(preview, update))
}

#[derive(Debug, Serialize, ToSchema)]
struct Views {
    /// Views by name, in Kintone's shape.
    views: Map<String, Value>,
    revision: String,
}

fn answer(settings: Settings) -> Answer<Views> {
    let views = match settings.views {
        Value::Object(views) => views,
        _ => Map::new(),
    };
    Answer(Views {
        views,
        revision: settings.revision.to_string(),
    })
}

/// The views of the app in operation.
#[utoipa::path(get, path = "/k/v1/app/views.json", tag = "app settings",
    params(("app" = i64, Query, description = "The app")),
    responses((status = 200, body = Views)))]
async fn live(State(app): State<Arc<App>>, call: Api<OfApp>) -> Result<Answer<Views>, Error> {
    let settings = form::live(&app, &call.caller, call.input.app).await?;
    Ok(answer(settings))
}

/// The views of the app's pending settings.
#[utoipa::path(get, path = "/k/v1/preview/app/views.json", tag = "app settings",
    params(("app" = i64, Query, description = "The app")),
    responses((status = 200, body = Views)))]
async fn preview(State(app): State<Arc<App>>, call: Api<OfApp>) -> Result<Answer<Views>, Error> {
    let settings = form::preview(&app, &call.caller, call.input.app).await?;
    Ok(answer(settings))
}

#[derive(Debug)]
pub(crate) struct Update {
    app: AppId,
    views: Value,
    revision: Option<Revision>,
}

impl Input for Update {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        Self {
            app: params.app(),
            views: params.required("views"),
            revision: params.revision(),
        }
    }
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct UpdateBody {
    app: i64,
    /// All views of the app by name; those not named are removed.
    views: Map<String, Value>,
    /// What the caller takes for the newest; -1 or absent: any.
    revision: Option<i64>,
}

/// Replaces the views of the app's pending settings. To add or change a custom view takes a system
/// administrator, by password or session; a request that leaves, moves or removes those there are does
/// not (R50).
#[utoipa::path(put, path = "/k/v1/preview/app/views.json", tag = "app settings",
    request_body = inline(UpdateBody), responses((status = 200, body = Views)))]
async fn update(State(app): State<Arc<App>>, call: Api<Update>) -> Result<Answer<Views>, Error> {
    let Api { caller, input } = call;
    let given = input.views;
    let mut numbered = Map::new();
    let edit = |settings: &mut Settings| {
        settings.views = views::read(&given, &settings.views, &settings.fields)?;
        // Answered are numbers only.
        for (name, view) in settings.views.as_object().into_iter().flatten() {
            numbered.insert(name.clone(), json!({ "id": view["id"] }));
        }
        Ok(())
    };
    let revised = form::edit(&app, &caller, input.app, input.revision, edit).await?;
    Ok(Answer(Views {
        views: numbered,
        revision: revised.revision,
    }))
}
