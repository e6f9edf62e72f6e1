//! `/k/v1/plugin.json`: install, update, uninstall.

use std::sync::Arc;

use axum::extract::State;
use plugdock_package::PluginId;
use plugdock_schema::FileKey;
use plugdock_store::Mode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::auth::{Api, Caller};
use crate::error::Error;
use crate::params::{ByHand, Params, Who};
use crate::services::packages;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(install, update, uninstall))
}

#[derive(Debug)]
pub(crate) struct Install {
    file_key: FileKey,
}

impl ByHand for Install {
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        Self {
            file_key: FileKey(params.required_string("fileKey")),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Installed {
    id: String,
    version: String,
}

/// Installs an uploaded package. An ID that is installed is refused; the file key stays good.
#[utoipa::path(post, path = "/k/v1/plugin.json", tag = "plug-ins",
    request_body = inline(InstallBody), responses((status = 200, body = Installed)))]
async fn install(
    State(app): State<Arc<App>>,
    call: Api<Install>,
) -> Result<Answer<Installed>, Error> {
    let Api { caller, input } = call;
    install_from(&app, &caller, &input.file_key, Mode::New).await
}

#[derive(Debug)]
pub(crate) struct Update {
    id: Result<PluginId, String>,
    file_key: FileKey,
}

impl ByHand for Update {
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        Self {
            id: params.plugin("id"),
            file_key: FileKey(params.required_string("fileKey")),
        }
    }
}

/// Replaces an installed plug-in, in all apps at once; their settings stay (R35).
#[utoipa::path(put, path = "/k/v1/plugin.json", tag = "plug-ins",
    request_body = inline(UpdateBody), responses((status = 200, body = Installed)))]
async fn update(
    State(app): State<Arc<App>>,
    call: Api<Update>,
) -> Result<Answer<Installed>, Error> {
    let Api { caller, input } = call;
    let id = input.id.map_err(|text| Error::no_plugin(&text))?;
    if app.store.plugin(&id).await?.is_none() {
        return Err(Error::no_plugin(&id));
    }
    install_from(&app, &caller, &input.file_key, Mode::Update(id)).await
}

#[derive(Debug)]
pub(crate) struct Uninstall {
    id: Result<PluginId, String>,
}

impl ByHand for Uninstall {
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        Self {
            id: params.plugin("id"),
        }
    }
}

/// Uninstalls a plug-in, in use or not; apps keep their settings of it (R35).
#[utoipa::path(delete, path = "/k/v1/plugin.json", tag = "plug-ins",
    params(("id" = String, Query, description = "The plug-in; a JSON body does too")),
    responses((status = 200, body = Nothing)))]
async fn uninstall(
    State(app): State<Arc<App>>,
    call: Api<Uninstall>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let id = input.id.map_err(|text| Error::no_plugin(&text))?;
    let by = caller.require_user()?.id;
    app.store.uninstall_plugin(&id, by, app.clock.now()).await?;
    Ok(Answer(Nothing {}))
}

async fn install_from(
    app: &App,
    caller: &Caller,
    key: &FileKey,
    mode: Mode,
) -> Result<Answer<Installed>, Error> {
    let by = caller.require_user()?.id;
    let package = packages::open(app, &caller.actor, key).await?;
    let now = app.clock.now();
    let plugin = app
        .store
        .install_plugin(package, mode, Some(key), by, now)
        .await?;
    Ok(Answer(Installed {
        id: plugin.id.to_string(),
        version: plugin.version,
    }))
}

/// Shown in the document only: parameters come in more ways than a body (R38).
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
#[schema(rename_all = "camelCase")]
struct InstallBody {
    /// From `file.json`.
    file_key: String,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
#[schema(rename_all = "camelCase")]
struct UpdateBody {
    /// The plug-in.
    id: String,
    /// From `file.json`.
    file_key: String,
}
