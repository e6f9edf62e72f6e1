//! `/k/api/plugin/versions.json`: lists the stored versions of a plug-in and returns to one of them
//! (R35).

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{PluginParam, Whole, request};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(list, go_back))
}

request! {
    pub(crate) struct ListVersions for Admin {
        /// The plug-in's ID.
        id: PluginParam,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Versions {
    versions: Vec<Version>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_field_names,
    reason = "the JSON member is called version"
)]
struct Version {
    /// The sequence number of the installation of this plug-in.
    number: String,
    version: String,
    /// The time of installation in Unix milliseconds.
    installed_at: i64,
    /// True if apps run this version.
    current: bool,
}

/// Returns the last three versions, newest first.
#[utoipa::path(get, path = "/k/api/plugin/versions.json", tag = "plug-ins",
    request_body = ListVersions, responses((status = 200, body = Versions)))]
async fn list(
    State(state): State<Arc<AppState>>,
    call: Api<ListVersions>,
) -> Result<Answer<Versions>, Error> {
    let id = call.input.id.id()?;
    let versions = state.store.plugin_versions(&id).await?;
    if versions.is_empty() {
        return Err(Error::no_plugin(&id));
    }
    let versions = versions.into_iter().map(|version| Version {
        number: version.number.to_string(),
        version: version.version,
        installed_at: version.installed_at,
        current: version.current,
    });
    Ok(Answer(Versions {
        versions: versions.collect(),
    }))
}

request! {
    pub(crate) struct GoBack for Admin, installs {
        /// The plug-in's ID.
        id: PluginParam,
        /// The number of a stored version.
        number: Whole<1>,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Current {
    id: String,
    version: String,
}

/// Makes a stored version the one that all apps run.
#[utoipa::path(put, path = "/k/api/plugin/versions.json", tag = "plug-ins",
    request_body = GoBack, responses((status = 200, body = Current)))]
async fn go_back(
    State(state): State<Arc<AppState>>,
    call: Api<GoBack>,
) -> Result<Answer<Current>, Error> {
    let Api { caller, input } = call;
    let id = input.id.id()?;
    let by = caller.by();
    let plugin = state
        .store
        .go_back(&id, input.number.0, by, state.clock.now())
        .await?;
    Ok(Answer(Current {
        id: plugin.id.to_string(),
        version: plugin.version,
    }))
}
