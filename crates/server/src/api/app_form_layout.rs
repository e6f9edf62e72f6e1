//! `/k/v1/app/form/layout.json` and `/k/v1/preview/app/form/layout.json`: the layout of an app's
//! form.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::Sent;
use plugdock_schema::layout::Layout;
use plugdock_store::AppSettings;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Revised};
use super::form::{self, SettingsOf};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, Expected, request};
use crate::services::shapes::LayoutRow;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(preview, update))
}

#[derive(Debug, Serialize, ToSchema)]
struct FormLayout {
    /// Rows, tables and groups, in Kintone's format.
    #[schema(value_type = Vec<LayoutRow>)]
    layout: Layout,
    revision: String,
}

fn answer(settings: &AppSettings) -> Answer<FormLayout> {
    Answer(FormLayout {
        layout: settings.layout.clone(),
        revision: settings.revision.to_string(),
    })
}

/// Returns the layout of the deployed app.
#[utoipa::path(get, path = "/k/v1/app/form/layout.json", tag = "form",
    request_body = SettingsOf, responses((status = 200, body = FormLayout)))]
async fn live(
    State(state): State<Arc<AppState>>,
    call: Api<SettingsOf>,
) -> Result<Answer<FormLayout>, Error> {
    let settings = form::live(&state, &call.caller, call.input.app.0).await?;
    Ok(answer(&settings))
}

/// Returns the layout in the app's preview settings.
#[utoipa::path(get, path = "/k/v1/preview/app/form/layout.json", tag = "form",
    request_body = SettingsOf, responses((status = 200, body = FormLayout)))]
async fn preview(
    State(state): State<Arc<AppState>>,
    call: Api<SettingsOf>,
) -> Result<Answer<FormLayout>, Error> {
    let settings = form::preview(&state, &call.caller, call.input.app.0).await?;
    Ok(answer(&settings))
}

request! {
    pub(crate) struct UpdateLayout for Anyone {
        /// The app's ID.
        app: AppParam,
        /// The layout. It contains every field of the form exactly once.
        #[schema(value_type = Vec<Object>)]
        layout: Sent,
        /// The revision that the caller expects to be the newest. -1 or absent skips the check.
        revision: Option<Expected>,
    }
}

/// Replaces the layout in the app's preview settings.
#[utoipa::path(put, path = "/k/v1/preview/app/form/layout.json", tag = "form",
    request_body = UpdateLayout, responses((status = 200, body = Revised)))]
async fn update(
    State(state): State<Arc<AppState>>,
    call: Api<UpdateLayout>,
) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let edit = |settings: &mut AppSettings| {
        settings.layout = Layout::read(&input.layout, &settings.fields)?;
        Ok(())
    };
    form::edit(&state, &caller, input.app, input.revision, edit).await
}
