//! `/k/v1/plugin.json`: installs, updates and uninstalls a plug-in.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::FileKey;
use plugdock_store::Mode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::auth::{Api, Caller};
use crate::error::Error;
use crate::params::{PluginParam, Text, request};
use crate::services::packages;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(install, update, uninstall))
}

request! {
    pub(crate) struct InstallPlugin for Admin, installs {
        /// The file key returned by `file.json`.
        file_key: Text<1>,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Installed {
    id: String,
    version: String,
}

/// Installs an uploaded package. If a plug-in with the same ID is already installed, the request is
/// refused and the file key stays valid.
#[utoipa::path(post, path = "/k/v1/plugin.json", tag = "plug-ins",
    request_body = InstallPlugin, responses((status = 200, body = Installed)))]
async fn install(
    State(state): State<Arc<AppState>>,
    call: Api<InstallPlugin>,
) -> Result<Answer<Installed>, Error> {
    let Api { caller, input } = call;
    install_from(&state, &caller, input.file_key, Mode::New).await
}

request! {
    pub(crate) struct UpdatePlugin for Admin, installs {
        /// The plug-in's ID.
        id: PluginParam,
        /// The file key returned by `file.json`.
        file_key: Text<1>,
    }
}

/// Replaces an installed plug-in in all apps at once. The apps keep the settings of the plug-in
/// (R35).
#[utoipa::path(put, path = "/k/v1/plugin.json", tag = "plug-ins",
    request_body = UpdatePlugin, responses((status = 200, body = Installed)))]
async fn update(
    State(state): State<Arc<AppState>>,
    call: Api<UpdatePlugin>,
) -> Result<Answer<Installed>, Error> {
    let Api { caller, input } = call;
    let id = input.id.id()?;
    if state.store.plugin(&id).await?.is_none() {
        return Err(Error::no_plugin(&id));
    }
    install_from(&state, &caller, input.file_key, Mode::Update(id)).await
}

request! {
    pub(crate) struct UninstallPlugin for Admin {
        /// The plug-in's ID.
        id: PluginParam,
    }
}

/// Uninstalls a plug-in, even if apps use it. The apps keep the settings of the plug-in (R35).
#[utoipa::path(delete, path = "/k/v1/plugin.json", tag = "plug-ins",
    request_body = UninstallPlugin, responses((status = 200, body = Nothing)))]
async fn uninstall(
    State(state): State<Arc<AppState>>,
    call: Api<UninstallPlugin>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let id = input.id.id()?;
    let by = caller.by();
    state
        .store
        .uninstall_plugin(&id, by, state.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}

async fn install_from(
    state: &AppState,
    caller: &Caller,
    Text(key): Text<1>,
    mode: Mode,
) -> Result<Answer<Installed>, Error> {
    let by = caller.by();
    let key = FileKey(key);
    let package = packages::open(state, &caller.actor, &key).await?;
    let now = state.clock.now();
    let plugin = state
        .store
        .install_plugin(package, mode, Some(&key), by, now)
        .await?;
    Ok(Answer(Installed {
        id: plugin.id.to_string(),
        version: plugin.version,
    }))
}
