//! `/k/v1/app/views.json` and its preview twin: how records are listed.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::Sent;
use plugdock_store::AppSettings;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use super::form::{self, SettingsOf};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, Expected, request};
use crate::services::shapes::View;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(preview, update))
}

#[derive(Debug, Serialize, ToSchema)]
struct Views {
    /// Views by name, in Kintone's shape.
    #[schema(value_type = BTreeMap<String, View>)]
    views: plugdock_schema::views::Views,
    revision: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct NumberedViews {
    /// By name.
    views: BTreeMap<String, ViewNumber>,
    revision: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct ViewNumber {
    id: String,
}

fn answer(settings: &AppSettings) -> Answer<Views> {
    Answer(Views {
        views: settings.views.clone(),
        revision: settings.revision.to_string(),
    })
}

/// The views of the app in operation.
#[utoipa::path(get, path = "/k/v1/app/views.json", tag = "app settings",
    request_body = SettingsOf, responses((status = 200, body = Views)))]
async fn live(
    State(state): State<Arc<AppState>>,
    call: Api<SettingsOf>,
) -> Result<Answer<Views>, Error> {
    let settings = form::live(&state, &call.caller, call.input.app.0).await?;
    Ok(answer(&settings))
}

/// The views of the app's pending settings.
#[utoipa::path(get, path = "/k/v1/preview/app/views.json", tag = "app settings",
    request_body = SettingsOf, responses((status = 200, body = Views)))]
async fn preview(
    State(state): State<Arc<AppState>>,
    call: Api<SettingsOf>,
) -> Result<Answer<Views>, Error> {
    let settings = form::preview(&state, &call.caller, call.input.app.0).await?;
    Ok(answer(&settings))
}

request! {
    pub(crate) struct UpdateViews for Anyone {
        /// The app.
        app: AppParam,
        /// All views of the app by name; those not named are removed.
        #[schema(value_type = Object)]
        views: Sent,
        /// What the caller takes for the newest; -1 or absent: any.
        revision: Option<Expected>,
    }
}

/// Replaces the views of the app's pending settings. To add or change a custom view takes a system
/// administrator, by password or session; a request that leaves, moves or removes those there are does
/// not (R50).
#[utoipa::path(put, path = "/k/v1/preview/app/views.json", tag = "app settings",
    request_body = UpdateViews, responses((status = 200, body = NumberedViews)))]
async fn update(
    State(state): State<Arc<AppState>>,
    call: Api<UpdateViews>,
) -> Result<Answer<NumberedViews>, Error> {
    let Api { caller, input } = call;
    let mut numbered = BTreeMap::new();
    let edit = |settings: &mut AppSettings| {
        settings.views = settings.views.read(&input.views, &settings.fields)?;
        // Answered are numbers only.
        for view in settings.views.iter() {
            let id = view.id.to_string();
            numbered.insert(view.name.clone(), ViewNumber { id });
        }
        Ok(())
    };
    let revised = form::edit(&state, &caller, input.app, input.revision, edit).await?;
    Ok(Answer(NumberedViews {
        views: numbered,
        revision: revised.0.revision,
    }))
}
