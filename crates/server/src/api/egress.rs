//! `/k/api/egress.json`: holding a plug-in's calls to where something is saved for it.

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
use crate::services::egress_lock::{self, Hold};
use crate::services::snapshot::Stage;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(lock))
}

/// How a plug-in is to be held in an app.
#[derive(Debug)]
pub(crate) struct Change {
    app: AppId,
    plugin: Result<PluginId, String>,
    hold: Hold,
}

impl ByHand for Change {
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        Self {
            app: params.app(),
            plugin: params.plugin("id"),
            hold: hold(params),
        }
    }
}

fn hold(params: &mut Params) -> Hold {
    let name = params.required_string("lock");
    let hold = Hold::ALL.into_iter().find(|hold| hold.name() == name);
    if hold.is_none() && !name.is_empty() {
        params.wrong("lock", "errors.enum", Vec::new());
    }
    hold.unwrap_or_default()
}

/// Holds the calls of a plug-in in an app: `report` puts calls to origins that nothing is saved for
/// on record, `enforce` refuses them too, `off` ends that. Calls in no plug-in's name
/// (`kintone.proxy`) are held as the strictest plug-in of the app is. In force for the next call on
/// every process within a second.
#[utoipa::path(put, path = "/k/api/egress.json", tag = "proxy",
    params(("app" = i64, Query,), ("id" = String, Query, description = "the plug-in"), ("lock" = String, Query, description = "`off`, `report` or `enforce`")),
    responses((status = 200, body = Nothing)))]
async fn lock(State(app): State<Arc<App>>, call: Api<Change>) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    let plugin = input.plugin.map_err(|text| Error::no_plugin(&text))?;
    // One that is misspelt would be held in nothing but the administrator's mind.
    let has = async |stage| {
        let view = app.snapshot.view(&app.store, input.app, stage).await?;
        Ok::<_, Error>(view.is_some_and(|view| view.plugins.contains_key(plugin.as_str())))
    };
    if !has(Stage::Live).await? && !has(Stage::Preview).await? {
        return Err(Error::no_plugin(&plugin));
    }
    egress_lock::choose(
        &app.store,
        (input.app, &plugin),
        input.hold,
        by,
        app.clock.now(),
    )
    .await?;
    Ok(Answer(Nothing {}))
}
