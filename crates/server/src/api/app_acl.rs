//! `/k/v1/app/acl.json` and `/k/v1/preview/app/acl.json`: the permissions for an app.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::Sent;
use plugdock_schema::acl::AppRights;
use plugdock_store::AppSettings;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acl::Replace;
use super::answer::{Answer, Revised};
use super::form::{self, SettingsOf};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, Expected, request};
use crate::services::app_settings;
use crate::services::permission_rows::{AppRightRow, app_rows};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(live, update_live))
        .routes(routes!(preview, update))
}

#[derive(Debug, Serialize, ToSchema)]
struct AppPermissions {
    /// The rows in their order. The first row that names a user decides.
    rights: Vec<AppRightRow>,
    revision: String,
}

fn answer(settings: &AppSettings) -> Answer<AppPermissions> {
    Answer(AppPermissions {
        rights: app_rows(settings),
        revision: settings.revision.to_string(),
    })
}

/// Returns the permissions of the deployed app. Callers need permission to manage the app.
#[utoipa::path(get, path = "/k/v1/app/acl.json", tag = "app settings",
    request_body = SettingsOf, responses((status = 200, body = AppPermissions)))]
async fn live(
    State(state): State<Arc<AppState>>,
    call: Api<SettingsOf>,
) -> Result<Answer<AppPermissions>, Error> {
    form::managed(&state, &call.caller, call.input.app.0).await?;
    let settings = app_settings::live(&state.store, call.input.app.0).await?;
    Ok(answer(&settings))
}

/// Returns the permissions in the app's preview settings.
#[utoipa::path(get, path = "/k/v1/preview/app/acl.json", tag = "app settings",
    request_body = SettingsOf, responses((status = 200, body = AppPermissions)))]
async fn preview(
    State(state): State<Arc<AppState>>,
    call: Api<SettingsOf>,
) -> Result<Answer<AppPermissions>, Error> {
    let settings = form::preview(&state, &call.caller, call.input.app.0).await?;
    Ok(answer(&settings))
}

request! {
    pub(crate) struct UpdateAppPermissions for Anyone, confirmed if shares {
        /// The app's ID.
        app: AppParam,
        /// All rows, those with the highest priority first. The row of the group `everyone` always
        /// comes last; without it, everyone else may do nothing.
        #[schema(value_type = Vec<Object>)]
        rights: Sent,
        /// The revision that the caller expects to be the newest. -1 or absent skips the check.
        revision: Option<Expected>,
    }
}

impl UpdateAppPermissions {
    /// Returns true if the rows let anybody manage the app. Managers can read its saved credentials,
    /// and the creator may have lost this right before.
    fn shares(&self) -> bool {
        let Ok(rights) = AppRights::read(&self.rights) else {
            return false;
        };
        rights.iter().any(|row| row.rights.manage)
    }
}

/// Changes the permissions in the app's preview settings.
#[utoipa::path(put, path = "/k/v1/preview/app/acl.json", tag = "app settings",
    request_body = UpdateAppPermissions, responses((status = 200, body = Revised)))]
async fn update(
    State(state): State<Arc<AppState>>,
    call: Api<UpdateAppPermissions>,
) -> Result<Answer<Revised>, Error> {
    change(&state, call, false).await
}

/// Changes the permissions and deploys the app with all its other preview settings.
#[utoipa::path(put, path = "/k/v1/app/acl.json", tag = "app settings",
    request_body = UpdateAppPermissions, responses((status = 200, body = Revised)))]
async fn update_live(
    State(state): State<Arc<AppState>>,
    call: Api<UpdateAppPermissions>,
) -> Result<Answer<Revised>, Error> {
    change(&state, call, true).await
}

async fn change(
    state: &AppState,
    call: Api<UpdateAppPermissions>,
    deploy: bool,
) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let rights = AppRights::read(&input.rights)?;
    let replace = Replace {
        app: input.app,
        revision: input.revision,
        deploy,
        entities: rights.iter().map(|row| &row.entity).collect(),
    };
    let new = rights.clone();
    let set = |settings: &mut AppSettings| {
        settings.acl.app = new;
        Ok(())
    };
    replace.run(state, &caller, set).await
}
