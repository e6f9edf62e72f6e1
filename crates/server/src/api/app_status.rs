//! `/k/v1/app/status.json` and `/k/v1/preview/app/status.json`: an app's process management. An app
//! without a process gets a normal answer, not an error: settings pages of plug-ins ask before they
//! list fields and treat an error as a broken server.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::Sent;
use plugdock_schema::field::Whom;
use plugdock_schema::process::{Given, ShownAction, ShownStates};
use plugdock_store::AppSettings;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Revised};
use super::form::{self, SettingsOf};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, Expected, Flag, request};
use crate::services::shapes::{ProcessAction, ProcessState};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(preview, update))
}

#[derive(Debug, Serialize, ToSchema)]
struct Process {
    /// True if process management is on. If it is off, records have no status.
    enable: bool,
    /// The statuses by name, in Kintone's format. Null if the app's process was never set up.
    #[schema(value_type = Option<BTreeMap<String, ProcessState>>)]
    states: Option<ShownStates>,
    /// The actions in their order. Null if the app's process was never set up.
    #[schema(value_type = Option<Vec<ProcessAction>>)]
    actions: Option<Vec<ShownAction>>,
    revision: String,
}

fn answer(settings: &AppSettings) -> Answer<Process> {
    let process = &settings.process;
    let known = !process.states.is_empty();
    Answer(Process {
        enable: process.enable,
        states: known.then(|| process.states(&settings.fields)),
        actions: known.then(|| process.actions(&settings.fields)),
        revision: settings.revision.to_string(),
    })
}

/// Returns the process of the deployed app.
#[utoipa::path(get, path = "/k/v1/app/status.json", tag = "app settings",
    request_body = SettingsOf, responses((status = 200, body = Process)))]
async fn live(
    State(state): State<Arc<AppState>>,
    call: Api<SettingsOf>,
) -> Result<Answer<Process>, Error> {
    let settings = form::live(&state, &call.caller, call.input.app.0).await?;
    Ok(answer(&settings))
}

/// Returns the process in the app's preview settings.
#[utoipa::path(get, path = "/k/v1/preview/app/status.json", tag = "app settings",
    request_body = SettingsOf, responses((status = 200, body = Process)))]
async fn preview(
    State(state): State<Arc<AppState>>,
    call: Api<SettingsOf>,
) -> Result<Answer<Process>, Error> {
    let settings = form::preview(&state, &call.caller, call.input.app.0).await?;
    Ok(answer(&settings))
}

request! {
    pub(crate) struct UpdateProcess for Anyone {
        /// The app's ID.
        app: AppParam,
        enable: Option<Flag>,
        /// All statuses of the app by name. Statuses that are not listed are removed. If absent,
        /// the statuses do not change.
        #[schema(value_type = Option<Object>)]
        states: Option<Sent>,
        /// All actions of the app. If absent, the actions do not change.
        #[schema(value_type = Option<Vec<Object>>)]
        actions: Option<Sent>,
        /// The revision that the caller expects to be the newest. -1 or absent skips the check.
        revision: Option<Expected>,
    }
}

/// Changes the process in the app's preview settings.
#[utoipa::path(put, path = "/k/v1/preview/app/status.json", tag = "app settings",
    request_body = UpdateProcess, responses((status = 200, body = Revised)))]
async fn update(
    State(state): State<Arc<AppState>>,
    call: Api<UpdateProcess>,
) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let given = Given {
        enable: input.enable.map(|flag| flag.0),
        states: input.states,
        actions: input.actions,
    };
    let before = form::preview(&state, &caller, input.app.0).await?;
    // Users are never deleted, so a user found here still exists when the settings are written.
    for login in before.process.read(&given, &before.fields)?.users() {
        if state.store.user_by_login(login).await?.is_none() {
            return Err(Error::no_entity(Whom::Users, login.to_owned()));
        }
    }
    let edit = |settings: &mut AppSettings| {
        let process = settings.process.read(&given, &settings.fields)?;
        settings.set_process(process);
        Ok(())
    };
    form::edit(&state, &caller, input.app, input.revision, edit).await
}
