//! `/k/v1/preview/app/deploy.json`: deploys or discards preview settings.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::AppId;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use super::form;
use crate::auth::{Api, Caller};
use crate::error::Error;
use crate::params::{AppParam, Expected, Flag, List, is_on, request};
use crate::services::snapshot::Stage;
use crate::state::AppState;

/// The maximum number of apps in one call (B3.5).
const MAX_APPS: usize = 300;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(deploy, status))
}

request! {
    struct DeployApp {
        app: AppParam,
        /// The revision that the caller expects to be the newest. -1 or absent skips the check.
        revision: Option<Expected>,
    }
}

type DeployApps = List<DeployApp, MAX_APPS>;

request! {
    pub(crate) struct Deploy for Anyone {
        /// At most 300 apps. Either all are deployed or none.
        apps: DeployApps,
        /// If true, discards the preview settings instead of deploying them.
        revert: Option<Flag>,
    }
}

/// Deploys the preview settings of apps: all of them or none.
#[utoipa::path(post, path = "/k/v1/preview/app/deploy.json", tag = "app settings",
    request_body = Deploy, responses((status = 200, body = Nothing)))]
async fn deploy(
    State(state): State<Arc<AppState>>,
    call: Api<Deploy>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let mut apps = Vec::with_capacity(input.apps.0.len());
    for one in input.apps.0 {
        let access = form::managed(&state, &caller, one.app.0).await?;
        apps.push((access, Expected::of(one.revision)));
    }
    let revert = is_on(input.revert);
    if !revert {
        for (access, _) in &apps {
            confirm(&state, &caller, access.app()).await?;
        }
    }
    state.store.deploy(&apps, revert, state.clock.now()).await?;
    Ok(Answer(Nothing {}))
}

/// Refuses to deploy an app if that widens an enforced egress lock and a session did not confirm it.
pub(super) async fn confirm(state: &AppState, caller: &Caller, app: AppId) -> Result<(), Error> {
    let preview = state.snapshot.view(&state.store, app, Stage::Preview);
    if preview.await?.is_some_and(|preview| preview.widens()) {
        caller.confirm(state).await?;
    }
    Ok(())
}

type AppIds = List<AppParam, MAX_APPS>;

request! {
    pub(crate) struct DeployStatus for Anyone {
        /// At most 300 apps.
        apps: AppIds,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Statuses {
    apps: Vec<AppStatus>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AppStatus {
    app: String,
    /// Always `SUCCESS`. A deployment is one transaction, so no caller sees one in progress.
    status: &'static str,
}

/// Returns the results of the apps' last deployments.
#[utoipa::path(get, path = "/k/v1/preview/app/deploy.json", tag = "app settings",
    request_body = DeployStatus, responses((status = 200, body = Statuses)))]
async fn status(
    State(state): State<Arc<AppState>>,
    call: Api<DeployStatus>,
) -> Result<Answer<Statuses>, Error> {
    let Api { caller, input } = call;
    let mut apps = Vec::with_capacity(input.apps.0.len());
    for AppParam(id) in input.apps.0 {
        form::managed(&state, &caller, id).await?;
        apps.push(AppStatus {
            app: id.to_string(),
            status: "SUCCESS",
        });
    }
    Ok(Answer(Statuses { apps }))
}
