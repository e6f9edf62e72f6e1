//! `/k/api/settings.json`: changes the settings that an administrator may change while the server
//! runs.

use std::sync::Arc;

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{List, Text, Whole, items, request};
use crate::services::{app_makers, plugin_limit};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(change))
}

/// A list of codes of groups.
type GroupCodes = List<Text, 500>;

request! {
    /// The settings of the server. Settings that are not given stay as they are.
    pub(crate) struct ChangeSettings for Admin, confirmed {
        /// The maximum number of plug-ins in an app (R48).
        plugins_per_app: Option<Whole<1, { plugin_limit::MAX_PLUGINS }>>,
        /// The codes of the groups whose members may create apps. System administrators always may.
        app_makers: Option<GroupCodes>,
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
    let by = caller.by();
    let now = state.clock.now();
    if let Some(codes) = input.app_makers {
        app_makers::choose(&state, &items(Some(codes)), by, now).await?;
    }
    if let Some(most) = input.plugins_per_app {
        plugin_limit::choose(&state, most.count(), by, now).await?;
    }
    Ok(Answer(Nothing {}))
}
