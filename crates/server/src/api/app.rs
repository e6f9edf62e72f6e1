//! `/k/v1/app.json`, `/k/v1/apps.json`, `/k/v1/preview/app.json`: which apps there are.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::{Fields, UserId};
use plugdock_store::{AppQuery, NewApp};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use super::app_settings::AppName;
use super::form::UserName;
use crate::auth::Api;
use crate::error::Error;
use crate::i18n::Locale;
use crate::params::{AppParam, List, Text, Whole, items, request, values};
use crate::state::AppState;

/// Apps of one answer, and proxy configs of a filter (Kintone: 100).
const MAX_APPS: usize = 100;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(one))
        .routes(routes!(list))
        .routes(routes!(add))
        .routes(routes!(delete))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AppInfo {
    app_id: String,
    /// Empty where the app has none.
    code: String,
    name: String,
    description: String,
    /// Always null: there are no spaces.
    space_id: Option<String>,
    /// Always null: there are no spaces.
    thread_id: Option<String>,
    created_at: String,
    creator: UserName,
    modified_at: String,
    /// Who made the app's newest settings.
    modifier: UserName,
}

async fn info(state: &AppState, known: plugdock_store::App) -> Result<AppInfo, Error> {
    let modifier = state.store.app_modifier(known.id).await?;
    Ok(AppInfo {
        app_id: known.id.to_string(),
        code: known.code,
        name: known.name,
        description: known.description,
        space_id: None,
        thread_id: None,
        created_at: instant(known.created_at),
        creator: person(state, known.creator).await?,
        modified_at: instant(known.updated_at),
        modifier: person(state, modifier).await?,
    })
}

/// What a token did was done by nobody; Kintone says Administrator (B8.1).
async fn person(state: &AppState, id: Option<UserId>) -> Result<UserName, Error> {
    let user = match id {
        Some(id) => state.store.user(id).await?,
        None => None,
    };
    let (code, name) = user.map_or_else(
        || ("Administrator".to_owned(), "Administrator".to_owned()),
        |user| (user.login, user.name),
    );
    Ok(UserName { code, name })
}

fn instant(millis: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}

request! {
    pub(crate) struct GetApp for Anyone {
        /// The app.
        id: AppParam,
    }
}

/// One app.
#[utoipa::path(get, path = "/k/v1/app.json", tag = "apps",
    request_body = GetApp, responses((status = 200, body = AppInfo)))]
async fn one(
    State(state): State<Arc<AppState>>,
    call: Api<GetApp>,
) -> Result<Answer<AppInfo>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.id.0).await?;
    let known = state.store.app(input.id.0).await?;
    let known = known
        // An app that was never deployed is known to those who manage it.
        .filter(|known| known.live.is_some() || access.can_manage())
        .ok_or_else(|| Error::no_app(&input.id.0))?;
    Ok(Answer(info(&state, known).await?))
}

type AppIds = List<AppParam, MAX_APPS>;
type AppCodes = List<Text, MAX_APPS>;

request! {
    pub(crate) struct ListApps for User {
        /// Only these.
        ids: Option<AppIds>,
        /// Only these, letter for letter.
        codes: Option<AppCodes>,
        /// A part of the name, in any case.
        name: Option<Text>,
        /// How many to skip; 0.
        offset: Option<Whole<0>>,
        /// How many at most; 100.
        limit: Option<Whole<1, 100>>,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Apps {
    apps: Vec<AppInfo>,
}

/// The apps in operation that the caller may open, by number.
#[utoipa::path(get, path = "/k/v1/apps.json", tag = "apps",
    request_body = ListApps, responses((status = 200, body = Apps)))]
async fn list(
    State(state): State<Arc<AppState>>,
    call: Api<ListApps>,
) -> Result<Answer<Apps>, Error> {
    let Api { caller, input } = call;
    let query = AppQuery {
        ids: values(input.ids).into_iter().map(|id| id.0).collect(),
        codes: items(input.codes),
        name: input.name.map(|name| name.0),
        undeployed: false,
        offset: input.offset.map_or(0, Whole::count),
        limit: input.limit.map_or(MAX_APPS, Whole::count),
    };
    let mut apps = Vec::new();
    for known in state.store.apps(&caller.actor, &query).await? {
        apps.push(info(&state, known).await?);
    }
    Ok(Answer(Apps { apps }))
}

request! {
    pub(crate) struct AddApp for User {
        name: AppName,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct AddedApp {
    app: String,
    revision: String,
}

/// Adds an app; it is in operation once it is deployed.
#[utoipa::path(post, path = "/k/v1/preview/app.json", tag = "apps",
    request_body = AddApp, responses((status = 200, body = AddedApp)))]
async fn add(
    State(state): State<Arc<AppState>>,
    call: Api<AddApp>,
) -> Result<Answer<AddedApp>, Error> {
    let Api { caller, input } = call;
    let user = caller.require_user()?;
    let new = NewApp {
        name: input.name.0,
        // The codes of built-in fields are in the creator's language, as Kintone's.
        fields: Fields::of_new_app(caller.locale == Locale::Ja),
        ..NewApp::default()
    };
    let added = state.store.add_app(new, user.id, state.clock.now()).await?;
    Ok(Answer(AddedApp {
        app: added.id.to_string(),
        revision: added.preview.to_string(),
    }))
}

request! {
    /// An app to delete.
    pub(crate) struct DeleteApp for Admin {
        /// The app.
        app: AppParam,
        /// Its name, letter for letter: nobody deletes the wrong one by a slip.
        name: Text<1>,
    }
}

/// Deletes an app for good, with its records, attachments, settings, saved credentials and tokens.
#[utoipa::path(delete, path = "/k/api/app.json", tag = "apps",
    request_body = DeleteApp, responses((status = 200, body = Nothing)))]
async fn delete(
    State(state): State<Arc<AppState>>,
    call: Api<DeleteApp>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let known = state.store.app(input.app.0).await?;
    let known = known.ok_or_else(|| Error::no_app(&input.app.0))?;
    if known.name.trim() != input.name.0.trim() {
        return Err(Error::invalid_at(
            "name",
            "errors.app_name_differs",
            Vec::new(),
        ));
    }
    let access = state.store.access(&caller.actor, input.app.0).await?;
    state.store.delete_app(&access, state.clock.now()).await?;
    Ok(Answer(Nothing {}))
}
