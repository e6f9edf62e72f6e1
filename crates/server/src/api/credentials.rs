//! `/k/api/credentials.json`: making the reading of saved credentials stricter (R01).

use std::sync::Arc;

use axum::extract::State;
use plugdock_package::PluginId;
use plugdock_schema::AppId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{ByHand, Params, Who};
use crate::services::credential_policy;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(seal))
}

/// What to seal, or to unseal again as far as the server's setting allows.
#[derive(Debug)]
pub(crate) struct Seal {
    sealed: bool,
    /// One plug-in in one app; `None` for everything.
    one: Option<(AppId, Result<PluginId, String>)>,
}

impl ByHand for Seal {
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        let one = params.has("app") || params.has("id");
        Self {
            sealed: params.flag("sealed").unwrap_or(true),
            one: one.then(|| {
                (
                    AppId(params.required_int("app", 1..=i64::MAX)),
                    params.plugin("id"),
                )
            }),
        }
    }
}

/// Seals the saved credentials of one plug-in in one app (`app`, `id`) or of all: pages cannot
/// read them any more. `sealed: false` takes that back, never further than the server's setting.
/// In force for the next call on every process within a second.
#[utoipa::path(put, path = "/k/api/credentials.json", tag = "proxy",
    params(("sealed" = Option<bool>, Query,), ("app" = Option<i64>, Query,), ("id" = Option<String>, Query, description = "the plug-in")),
    responses((status = 200, body = Nothing)))]
async fn seal(State(app): State<Arc<App>>, call: Api<Seal>) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    let one = input.one.map(|(id, plugin)| {
        let plugin = plugin.map_err(|text| Error::no_plugin(&text))?;
        Ok::<_, Error>((id, plugin))
    });
    let one = one.transpose()?;
    credential_policy::seal(&app.store, one, input.sealed, by, app.clock.now()).await?;
    Ok(Answer(Nothing {}))
}
