//! `/k/api/app/scripts.json`: an administrator's decision on script that an app holds from before only
//! administrators could put it there (R50).

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::AppId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{ByHand, Params, Who};
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(accept, remove))
}

/// The app that is decided on.
#[derive(Debug)]
pub(crate) struct Decided {
    app: AppId,
}

impl ByHand for Decided {
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        Self { app: params.app() }
    }
}

/// Keeps the script of an app that waits for this decision.
#[utoipa::path(put, path = "/k/api/app/scripts.json", tag = "apps",
    params(("app" = i64, Query, description = "The app")),
    responses((status = 200, body = Nothing)))]
async fn accept(State(app): State<Arc<App>>, call: Api<Decided>) -> Result<Answer<Nothing>, Error> {
    let access = app.store.access(&call.caller.actor, call.input.app).await?;
    app.store.accept_scripts(&access, app.clock.now()).await?;
    Ok(Answer(Nothing {}))
}

/// Takes all JavaScript, CSS and custom views off an app that waits for this decision, at once: from
/// what runs and from what waits for the next update.
#[utoipa::path(delete, path = "/k/api/app/scripts.json", tag = "apps",
    params(("app" = i64, Query, description = "The app")),
    responses((status = 200, body = Nothing)))]
async fn remove(State(app): State<Arc<App>>, call: Api<Decided>) -> Result<Answer<Nothing>, Error> {
    let access = app.store.access(&call.caller.actor, call.input.app).await?;
    app.store.remove_scripts(&access, app.clock.now()).await?;
    Ok(Answer(Nothing {}))
}
