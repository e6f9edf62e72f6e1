//! `/k/v1/app/settings.json` and `/k/v1/preview/app/settings.json`: an app's name and description.

use std::sync::Arc;

use axum::extract::State;
use plugdock_store::AppSettings;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Revised};
use super::form::{self, SettingsOf};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, Expected, Text, request};
use crate::state::AppState;

/// An app's name of at most 64 characters, as in Kintone.
pub(super) type AppName = Text<1, 64>;
/// An app's description of at most 10,000 characters, as in Kintone.
type AppDescription = Text<0, 10_000>;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(preview, update))
}

/// The app's general settings, without form, views and plug-ins.
#[derive(Debug, Serialize, ToSchema)]
struct GeneralSettings {
    name: String,
    description: String,
    revision: String,
}

fn answer(settings: &AppSettings) -> Answer<GeneralSettings> {
    Answer(GeneralSettings {
        name: settings.name.clone(),
        description: settings.description.clone(),
        revision: settings.revision.to_string(),
    })
}

/// Returns the name and description of the deployed app.
#[utoipa::path(get, path = "/k/v1/app/settings.json", tag = "app settings",
    request_body = SettingsOf, responses((status = 200, body = GeneralSettings)))]
async fn live(
    State(state): State<Arc<AppState>>,
    call: Api<SettingsOf>,
) -> Result<Answer<GeneralSettings>, Error> {
    let settings = form::live(&state, &call.caller, call.input.app.0).await?;
    Ok(answer(&settings))
}

/// Returns the name and description in the app's preview settings.
#[utoipa::path(get, path = "/k/v1/preview/app/settings.json", tag = "app settings",
    request_body = SettingsOf, responses((status = 200, body = GeneralSettings)))]
async fn preview(
    State(state): State<Arc<AppState>>,
    call: Api<SettingsOf>,
) -> Result<Answer<GeneralSettings>, Error> {
    let settings = form::preview(&state, &call.caller, call.input.app.0).await?;
    Ok(answer(&settings))
}

request! {
    pub(crate) struct UpdateAppSettings for Anyone {
        /// The app's ID.
        app: AppParam,
        /// The new name. If absent, the name does not change.
        name: Option<AppName>,
        /// The new description. If absent, the description does not change.
        description: Option<AppDescription>,
        /// The revision that the caller expects to be the newest. -1 or absent skips the check.
        revision: Option<Expected>,
    }
}

/// Changes the name and description in the app's preview settings.
#[utoipa::path(put, path = "/k/v1/preview/app/settings.json", tag = "app settings",
    request_body = UpdateAppSettings, responses((status = 200, body = Revised)))]
async fn update(
    State(state): State<Arc<AppState>>,
    call: Api<UpdateAppSettings>,
) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let edit = |settings: &mut AppSettings| {
        if let Some(name) = input.name {
            settings.name = name.0;
        }
        if let Some(description) = input.description {
            settings.description = description.0;
        }
        Ok(())
    };
    form::edit(&state, &caller, input.app, input.revision, edit).await
}
