//! `/k/v1/field/acl.json` and `/k/v1/preview/field/acl.json`: the permissions for fields.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::Sent;
use plugdock_schema::acl::FieldRules;
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
use crate::services::permission_rows::{FieldRuleRow, field_rows};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(live, update_live))
        .routes(routes!(preview, update))
}

#[derive(Debug, Serialize, ToSchema)]
struct FieldPermissions {
    /// The rules, one for each restricted field.
    rights: Vec<FieldRuleRow>,
    revision: String,
}

fn answer(settings: &AppSettings) -> Answer<FieldPermissions> {
    Answer(FieldPermissions {
        rights: field_rows(settings),
        revision: settings.revision.to_string(),
    })
}

/// Returns the permissions of the deployed app. Callers need permission to manage the app.
#[utoipa::path(get, path = "/k/v1/field/acl.json", tag = "app settings",
    request_body = SettingsOf, responses((status = 200, body = FieldPermissions)))]
async fn live(
    State(state): State<Arc<AppState>>,
    call: Api<SettingsOf>,
) -> Result<Answer<FieldPermissions>, Error> {
    form::managed(&state, &call.caller, call.input.app.0).await?;
    let settings = app_settings::live(&state.store, call.input.app.0).await?;
    Ok(answer(&settings))
}

/// Returns the permissions in the app's preview settings.
#[utoipa::path(get, path = "/k/v1/preview/field/acl.json", tag = "app settings",
    request_body = SettingsOf, responses((status = 200, body = FieldPermissions)))]
async fn preview(
    State(state): State<Arc<AppState>>,
    call: Api<SettingsOf>,
) -> Result<Answer<FieldPermissions>, Error> {
    let settings = form::preview(&state, &call.caller, call.input.app.0).await?;
    Ok(answer(&settings))
}

request! {
    pub(crate) struct UpdateFieldPermissions for Anyone {
        /// The app's ID.
        app: AppParam,
        /// All rules, one for each restricted field. In each, the row of the group `everyone` comes
        /// last; without it, everyone else may neither see nor change the field.
        #[schema(value_type = Vec<Object>)]
        rights: Sent,
        /// The revision that the caller expects to be the newest. -1 or absent skips the check.
        revision: Option<Expected>,
    }
}

/// Changes the permissions in the app's preview settings.
#[utoipa::path(put, path = "/k/v1/preview/field/acl.json", tag = "app settings",
    request_body = UpdateFieldPermissions, responses((status = 200, body = Revised)))]
async fn update(
    State(state): State<Arc<AppState>>,
    call: Api<UpdateFieldPermissions>,
) -> Result<Answer<Revised>, Error> {
    change(&state, call, false).await
}

/// Changes the permissions and deploys the app with all its other preview settings.
#[utoipa::path(put, path = "/k/v1/field/acl.json", tag = "app settings",
    request_body = UpdateFieldPermissions, responses((status = 200, body = Revised)))]
async fn update_live(
    State(state): State<Arc<AppState>>,
    call: Api<UpdateFieldPermissions>,
) -> Result<Answer<Revised>, Error> {
    change(&state, call, true).await
}

async fn change(
    state: &AppState,
    call: Api<UpdateFieldPermissions>,
    deploy: bool,
) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let before = form::preview(state, &caller, input.app.0).await?;
    let rules = FieldRules::read(&input.rights, &before.fields)?;
    let rows = rules.iter().flat_map(|rule| &rule.rows);
    let replace = Replace {
        app: input.app,
        revision: input.revision,
        deploy,
        entities: rows.map(|row| &row.entity).collect(),
    };
    // The form may have changed since, so the rules are read again with the settings that are
    // replaced.
    let set = |settings: &mut AppSettings| {
        settings.acl.fields = FieldRules::read(&input.rights, &settings.fields)?;
        Ok(())
    };
    replace.run(state, &caller, set).await
}
