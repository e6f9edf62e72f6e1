//! `/k/api/plugin/go_back.json`: back to one of the versions that are kept (R35).

use std::sync::Arc;

use axum::extract::State;
use plugdock_package::PluginId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::app::App;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{Input, Params, Who};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(go_back))
}

#[derive(Debug)]
pub(crate) struct GoBack {
    id: Result<PluginId, String>,
    number: i64,
}

impl Input for GoBack {
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        Self {
            id: params.plugin("id"),
            number: params.required_int("number", 1..=i64::MAX),
        }
    }
}

/// Puts a kept version of a plug-in back, in all apps at once; their settings stay.
#[utoipa::path(post, path = "/k/api/plugin/go_back.json", tag = "plug-ins",
    params(("id" = String, Query, description = "the plug-in"), ("number" = i64, Query, description = "the kept version's number")),
    responses((status = 200, body = Nothing)))]
async fn go_back(State(app): State<Arc<App>>, call: Api<GoBack>) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let id = input.id.map_err(|text| Error::no_plugin(&text))?;
    let by = caller.require_user()?.id;
    app.store
        .go_back(&id, input.number, by, app.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}
