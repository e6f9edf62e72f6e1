//! `/k/api/settings.json`: changes the settings that an administrator may change while the server
//! runs.

use std::sync::Arc;

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{Whole, request};
use crate::services::plugin_limit;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(change))
}

request! {
    /// The settings of the server.
    pub(crate) struct ChangeSettings for Admin {
        /// The maximum number of plug-ins in an app (R48).
        plugins_per_app: Whole<1, { plugin_limit::MAX_PLUGINS }>,
    }
}

/// Changes settings of the server. The change takes effect at once in every server process.
#[utoipa::path(put, path = "/k/api/settings.json", tag = "system",
    request_body = ChangeSettings, responses((status = 200, body = Nothing)))]
async fn change(
    State(state): State<Arc<AppState>>,
    call: Api<ChangeSettings>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    plugin_limit::choose(&state, input.plugins_per_app.count(), by, state.clock.now()).await?;
    Ok(Answer(Nothing {}))
}
