//! `/k/api/egress.json`: restricts a plug-in's calls to origins that have a saved proxy config for
//! it.

use std::sync::Arc;

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, PluginParam, request};
use crate::services::egress_lock::{self, Hold};
use crate::services::snapshot::Stage;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(lock))
}

request! {
    /// The egress lock of a plug-in in an app.
    pub(crate) struct HoldCalls for Admin, confirmed {
        /// The app's ID.
        app: AppParam,
        /// The plug-in's ID.
        id: PluginParam,
        lock: Hold,
    }
}

/// Sets the egress lock of a plug-in in an app. `report` writes calls to origins without a saved
/// proxy config to the audit log, `enforce` also refuses them, and `off` ends the lock. Calls
/// without a plug-in (`kintone.proxy`) follow the strictest lock in the app. Every server process
/// applies the change within a second.
#[utoipa::path(put, path = "/k/api/egress.json", tag = "proxy",
    request_body = HoldCalls, responses((status = 200, body = Nothing)))]
async fn lock(
    State(state): State<Arc<AppState>>,
    call: Api<HoldCalls>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let by = caller.by();
    let plugin = input.id.id()?;
    // A misspelt plug-in ID would have no effect, and the administrator would not notice.
    let has = async |stage| {
        let view = state
            .snapshot
            .view(&state.store, input.app.0, stage)
            .await?;
        Ok::<_, Error>(view.is_some_and(|view| view.plugins.contains_key(plugin.as_str())))
    };
    if !has(Stage::Live).await? && !has(Stage::Preview).await? {
        return Err(Error::no_plugin(&plugin));
    }
    egress_lock::choose(
        &state.store,
        (input.app.0, &plugin),
        input.lock,
        by,
        state.clock.now(),
    )
    .await?;
    Ok(Answer(Nothing {}))
}
