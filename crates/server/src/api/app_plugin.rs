//! `/k/api/app/plugin.json`: removes a plug-in from an app's preview settings. Kintone has no
//! public address for it (B3.4), but the app's plug-in page needs one.

use std::sync::Arc;

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Revised};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, PluginParam, request};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(remove))
}

request! {
    /// A plug-in to take out of an app.
    pub(crate) struct RemoveAppPlugin for Anyone {
        /// The app's ID.
        app: AppParam,
        /// The plug-in's ID.
        id: PluginParam,
    }
}

/// Removes a plug-in, its config and its proxy configs from the app's preview settings. The
/// deployed app keeps the plug-in until the next deployment.
#[utoipa::path(delete, path = "/k/api/app/plugin.json", tag = "app plug-ins",
    request_body = RemoveAppPlugin, responses((status = 200, body = Revised)))]
async fn remove(
    State(state): State<Arc<AppState>>,
    call: Api<RemoveAppPlugin>,
) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let id = input.id.id()?;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    let revision = state
        .store
        .remove_app_plugins(&access, &[id], None, state.clock.now())
        .await?;
    Ok(revision.into())
}
