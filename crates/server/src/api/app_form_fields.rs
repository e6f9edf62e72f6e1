//! `/k/v1/app/form/fields.json` and `/k/v1/preview/app/form/fields.json`: the fields of an app's
//! form.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::field::MAX_FIELDS;
use plugdock_schema::field::Properties;
use plugdock_schema::{Fields, Invalid, Sent};
use plugdock_store::AppSettings;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Revised};
use super::form::{self, SettingsOf};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, Expected, List, Text, items, request};
use crate::services::shapes::FieldProperty;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(preview, add, update, remove))
}

#[derive(Debug, Serialize, ToSchema)]
struct FormFields {
    /// The settings of the fields by field code, in Kintone's format.
    #[schema(value_type = BTreeMap<String, FieldProperty>)]
    properties: Properties,
    revision: String,
}

fn answer(settings: &AppSettings) -> Answer<FormFields> {
    Answer(FormFields {
        properties: settings.fields.to_properties(),
        revision: settings.revision.to_string(),
    })
}

/// Returns the fields of the deployed app.
#[utoipa::path(get, path = "/k/v1/app/form/fields.json", tag = "form",
    request_body = SettingsOf, responses((status = 200, body = FormFields)))]
async fn live(
    State(state): State<Arc<AppState>>,
    call: Api<SettingsOf>,
) -> Result<Answer<FormFields>, Error> {
    let settings = form::live(&state, &call.caller, call.input.app.0).await?;
    Ok(answer(&settings))
}

/// Returns the fields in the app's preview settings.
#[utoipa::path(get, path = "/k/v1/preview/app/form/fields.json", tag = "form",
    request_body = SettingsOf, responses((status = 200, body = FormFields)))]
async fn preview(
    State(state): State<Arc<AppState>>,
    call: Api<SettingsOf>,
) -> Result<Answer<FormFields>, Error> {
    let settings = form::preview(&state, &call.caller, call.input.app.0).await?;
    Ok(answer(&settings))
}

request! {
    pub(crate) struct WriteFields for Anyone {
        /// The app's ID.
        app: AppParam,
        /// The settings of the fields by field code.
        #[schema(value_type = BTreeMap<String, Value>)]
        properties: Sent,
        /// The revision that the caller expects to be the newest. -1 or absent skips the check.
        revision: Option<Expected>,
    }
}

/// Adds fields to the app's preview settings: all of them or none.
#[utoipa::path(post, path = "/k/v1/preview/app/form/fields.json", tag = "form",
    request_body = WriteFields, responses((status = 200, body = Revised)))]
async fn add(
    State(state): State<Arc<AppState>>,
    call: Api<WriteFields>,
) -> Result<Answer<Revised>, Error> {
    change(&state, call, Fields::add).await
}

/// Changes fields in the app's preview settings: all of them or none.
#[utoipa::path(put, path = "/k/v1/preview/app/form/fields.json", tag = "form",
    request_body = WriteFields, responses((status = 200, body = Revised)))]
async fn update(
    State(state): State<Arc<AppState>>,
    call: Api<WriteFields>,
) -> Result<Answer<Revised>, Error> {
    change(&state, call, Fields::update).await
}

async fn change(
    state: &AppState,
    call: Api<WriteFields>,
    change: fn(&mut Fields, &Sent) -> Result<(), Invalid>,
) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let properties = input.properties;
    let edit =
        |settings: &mut AppSettings| with_layout(settings, |fields| change(fields, &properties));
    Box::pin(form::edit_fields(
        state,
        &caller,
        input.app,
        input.revision,
        edit,
    ))
    .await
}

/// Changes the fields, then updates the layout and the views to match.
fn with_layout(
    settings: &mut AppSettings,
    change: impl FnOnce(&mut Fields) -> Result<(), Invalid>,
) -> Result<(), Invalid> {
    let before = settings.fields.clone();
    change(&mut settings.fields)?;
    settings.layout = settings.layout.follow(&before, &settings.fields);
    settings.views = settings.views.follow(&before, &settings.fields);
    Ok(())
}

/// A list of field codes.
type FieldCodes = List<Text, MAX_FIELDS>;

request! {
    pub(crate) struct DeleteFields for Anyone {
        /// The app's ID.
        app: AppParam,
        /// The codes of the fields to remove.
        fields: FieldCodes,
        /// The revision that the caller expects to be the newest. -1 or absent skips the check.
        revision: Option<Expected>,
    }
}

/// Removes fields from the app's preview settings: all of them or none. After deployment, the
/// values of removed fields cannot be read. Each record loses them when it is next changed.
#[utoipa::path(delete, path = "/k/v1/preview/app/form/fields.json", tag = "form",
    request_body = DeleteFields, responses((status = 200, body = Revised)))]
async fn remove(
    State(state): State<Arc<AppState>>,
    call: Api<DeleteFields>,
) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let codes = items(Some(input.fields));
    let edit = |settings: &mut AppSettings| with_layout(settings, |fields| fields.remove(&codes));
    Box::pin(form::edit_fields(
        &state,
        &caller,
        input.app,
        input.revision,
        edit,
    ))
    .await
}
