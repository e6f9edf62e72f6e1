//! `/k/v1/app/settings.json` and its preview twin: what an app is called.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::{AppId, Revision};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Revised};
use super::form::{self, OfApp};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{Input, Params, Who};
use crate::state::App;

/// Characters of an app's name (Kintone: 64).
pub(super) const NAME: usize = 64;
/// Characters of an app's description (Kintone: 10,000).
const DESCRIPTION: usize = 10_000;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(preview, update))
}

/// An app's settings that are its own, beside form, views and plug-ins.
#[derive(Debug, Serialize, ToSchema)]
struct AppSettings {
    name: String,
    description: String,
    revision: String,
}

fn settings(settings: plugdock_store::Settings) -> Answer<AppSettings> {
    Answer(AppSettings {
        name: settings.name,
        description: settings.description,
        revision: settings.revision.to_string(),
    })
}

/// Name and description of the app in operation.
#[utoipa::path(get, path = "/k/v1/app/settings.json", tag = "app settings",
    params(("app" = i64, Query, description = "The app")),
    responses((status = 200, body = AppSettings)))]
async fn live(State(app): State<Arc<App>>, call: Api<OfApp>) -> Result<Answer<AppSettings>, Error> {
    let live = form::live(&app, &call.caller, call.input.app).await?;
    Ok(settings(live))
}

/// Name and description of the app's pending settings.
#[utoipa::path(get, path = "/k/v1/preview/app/settings.json", tag = "app settings",
    params(("app" = i64, Query, description = "The app")),
    responses((status = 200, body = AppSettings)))]
async fn preview(
    State(app): State<Arc<App>>,
    call: Api<OfApp>,
) -> Result<Answer<AppSettings>, Error> {
    let preview = form::preview(&app, &call.caller, call.input.app).await?;
    Ok(settings(preview))
}

#[derive(Debug)]
pub(crate) struct Update {
    app: AppId,
    name: Option<String>,
    description: Option<String>,
    revision: Option<Revision>,
}

impl Input for Update {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        let app = params.app();
        let mut text = |at: &'static str, least: usize, most: usize| {
            let given = params.string(at)?;
            let count = given.chars().count();
            if count < least {
                params.wrong(at, "errors.required", Vec::new());
            }
            if count > most {
                let most = vec![("maximum", most.to_string())];
                params.wrong(at, "errors.too_long", most);
            }
            Some(given)
        };
        Self {
            app,
            name: text("name", 1, NAME),
            description: text("description", 0, DESCRIPTION),
            revision: params.revision(),
        }
    }
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct UpdateBody {
    app: i64,
    /// 1 to 64 characters; absent: as it was.
    name: Option<String>,
    /// At most 10,000 characters; absent: as it was.
    description: Option<String>,
    /// What the caller takes for the newest; -1 or absent: any.
    revision: Option<i64>,
}

/// Changes name and description in the app's pending settings.
#[utoipa::path(put, path = "/k/v1/preview/app/settings.json", tag = "app settings",
    request_body = inline(UpdateBody), responses((status = 200, body = Revised)))]
async fn update(State(app): State<Arc<App>>, call: Api<Update>) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let edit = |settings: &mut plugdock_store::Settings| {
        if let Some(name) = input.name {
            settings.name = name;
        }
        if let Some(description) = input.description {
            settings.description = description;
        }
        Ok(())
    };
    let revised = form::edit(&app, &caller, input.app, input.revision, edit).await?;
    Ok(Answer(revised))
}
