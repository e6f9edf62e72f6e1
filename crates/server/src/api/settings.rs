//! `/k/api/settings.json`: what an administrator may change of a server that runs.

use std::sync::Arc;

use axum::extract::State;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{ByHand, Params, Who};
use crate::services::plugin_limit;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(change))
}

/// Settings of the server.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct Change {
    /// Plug-ins that an app may have (R48); 1 to 1,000.
    plugins_per_app: i64,
}

impl ByHand for Change {
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        let most = i64::try_from(plugin_limit::MOST).unwrap_or(i64::MAX);
        Self {
            plugins_per_app: params.required_int("pluginsPerApp", 1..=most),
        }
    }
}

/// Changes settings of the server; in force at once, on every process.
#[utoipa::path(put, path = "/k/api/settings.json", tag = "system",
    request_body = inline(Change), responses((status = 200, body = Nothing)))]
async fn change(State(app): State<Arc<App>>, call: Api<Change>) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    let most = usize::try_from(input.plugins_per_app).unwrap_or(plugin_limit::MOST);
    plugin_limit::choose(&app, most, by, app.clock.now()).await?;
    Ok(Answer(Nothing {}))
}
