//! `/k/api/app/scripts.json`: an administrator accepts or removes the JavaScript and CSS that an
//! app had before R50, when other users could still add them.

use std::sync::Arc;

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, request};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(accept, remove))
}

request! {
    /// The app whose scripts are accepted.
    pub(crate) struct AcceptScripts for Admin, confirmed {
        /// The app's ID.
        app: AppParam,
    }
}

request! {
    /// The app whose scripts are removed.
    pub(crate) struct RemoveScripts for Admin {
        /// The app's ID.
        app: AppParam,
    }
}

/// Keeps the app's JavaScript, CSS and custom views that wait for an administrator's decision.
#[utoipa::path(put, path = "/k/api/app/scripts.json", tag = "apps",
    request_body = AcceptScripts, responses((status = 200, body = Nothing)))]
async fn accept(
    State(state): State<Arc<AppState>>,
    call: Api<AcceptScripts>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    state
        .store
        .accept_scripts(&access, state.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}

/// Removes all JavaScript, CSS and custom views from an app that waits for this decision. They are
/// removed at once, from the live settings and from the preview ones.
#[utoipa::path(delete, path = "/k/api/app/scripts.json", tag = "apps",
    request_body = RemoveScripts, responses((status = 200, body = Nothing)))]
async fn remove(
    State(state): State<Arc<AppState>>,
    call: Api<RemoveScripts>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    state
        .store
        .remove_scripts(&access, state.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}
