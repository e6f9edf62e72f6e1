//! `/k/api/app/plugin.json`: taking a plug-in out of an app's preview settings. The vendor has no
//! public address for it (B3.4); the app's plug-in list needs one.

use std::sync::Arc;

use axum::extract::State;
use plugdock_package::PluginId;
use plugdock_schema::AppId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Revised};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{ByHand, Params, Who};
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(remove))
}

#[derive(Debug)]
pub(crate) struct Remove {
    app: AppId,
    id: Result<PluginId, String>,
}

impl ByHand for Remove {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        Self {
            app: AppId(params.required_int("app", 1..=i64::MAX)),
            id: params.plugin("id"),
        }
    }
}

/// Removes a plug-in, its config and its entries from the preview settings; live pages keep it
/// until the app is deployed.
#[utoipa::path(delete, path = "/k/api/app/plugin.json", tag = "app plug-ins",
    params(("app" = i64, Query,), ("id" = String, Query, description = "the plug-in")),
    responses((status = 200, body = Revised)))]
async fn remove(State(app): State<Arc<App>>, call: Api<Remove>) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let id = input.id.map_err(|text| Error::no_plugin(&text))?;
    let access = app.store.access(&caller.actor, input.app).await?;
    let revision = app
        .store
        .remove_app_plugins(&access, &[id], None, app.clock.now())
        .await?;
    Ok(Answer(Revised {
        revision: revision.to_string(),
    }))
}
