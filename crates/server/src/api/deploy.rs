//! `/k/v1/preview/app/deploy.json`: put pending settings into operation, or throw them away.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::{AppId, Revision};
use plugdock_store::Access;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::auth::{Api, Caller};
use crate::error::Error;
use crate::params::{ByHand, Params, Who};
use crate::state::App;

/// Apps of one call (B3.5).
const MOST: usize = 300;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(deploy, status))
}

#[derive(Debug)]
pub(crate) struct Deploy {
    apps: Vec<(AppId, Option<Revision>)>,
    revert: bool,
}

impl ByHand for Deploy {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        if !params.has("apps") {
            params.required("apps");
        }
        let items = params.list("apps", MOST).unwrap_or_default();
        let mut apps = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            let Value::Object(mut item) = item else {
                params.wrong(format!("apps[{index}]"), "errors.not_object", Vec::new());
                continue;
            };
            let app = item.remove("app").filter(|value| !value.is_null());
            let at = format!("apps[{index}].app");
            let app = if let Some(app) = app {
                params.whole(&at, &app, &(1..=i64::MAX))
            } else {
                params.wrong(at, "errors.required", Vec::new());
                None
            };
            let revision = item.remove("revision").filter(|value| !value.is_null());
            let at = format!("apps[{index}].revision");
            let revision = revision
                .and_then(|revision| params.whole(&at, &revision, &(-1..=i64::MAX)))
                .filter(|revision| *revision != -1);
            if let Some(app) = app {
                apps.push((AppId(app), revision.map(Revision)));
            }
        }
        Self {
            apps,
            revert: params.flag("revert").unwrap_or(false),
        }
    }
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct DeployBody {
    /// At most 300; all or none are deployed.
    apps: Vec<DeployApp>,
    /// Throws the pending settings away instead.
    #[schema(default = false)]
    revert: bool,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct DeployApp {
    app: i64,
    /// What the caller takes for the newest; -1 or absent: any.
    revision: Option<i64>,
}

/// Deploys the apps' pending settings: all of them, or none.
#[utoipa::path(post, path = "/k/v1/preview/app/deploy.json", tag = "app settings",
    request_body = inline(DeployBody), responses((status = 200, body = Nothing)))]
async fn deploy(State(app): State<Arc<App>>, call: Api<Deploy>) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let mut apps = Vec::with_capacity(input.apps.len());
    for (id, revision) in input.apps {
        apps.push((managed(&app, &caller, id).await?, revision));
    }
    app.store
        .deploy(&apps, input.revert, app.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}

#[derive(Debug)]
pub(crate) struct Status {
    apps: Vec<AppId>,
}

impl ByHand for Status {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        if !params.has("apps") {
            params.required("apps");
        }
        let items = params.list("apps", MOST).unwrap_or_default();
        let mut apps = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let at = format!("apps[{index}]");
            apps.extend(params.whole(&at, item, &(1..=i64::MAX)).map(AppId));
        }
        Self { apps }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Statuses {
    apps: Vec<AppStatus>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AppStatus {
    app: String,
    /// `SUCCESS`: a deployment is one transaction, so none is ever seen under way.
    status: &'static str,
}

/// How the last deployments went.
#[utoipa::path(get, path = "/k/v1/preview/app/deploy.json", tag = "app settings",
    params(("apps" = Vec<i64>, Query, description = "At most 300")),
    responses((status = 200, body = Statuses)))]
async fn status(State(app): State<Arc<App>>, call: Api<Status>) -> Result<Answer<Statuses>, Error> {
    let Api { caller, input } = call;
    let mut apps = Vec::with_capacity(input.apps.len());
    for id in input.apps {
        managed(&app, &caller, id).await?;
        apps.push(AppStatus {
            app: id.to_string(),
            status: "SUCCESS",
        });
    }
    Ok(Answer(Statuses { apps }))
}

async fn managed(app: &App, caller: &Caller, id: AppId) -> Result<Access, Error> {
    let access = app.store.access(&caller.actor, id).await?;
    if access.can_manage() {
        Ok(access)
    } else {
        Err(Error::no_privilege())
    }
}
