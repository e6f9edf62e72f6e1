//! `/k/v1/app.json`, `/k/v1/apps.json` and `/k/v1/preview/app.json`: reading, listing, adding and
//! deleting apps.

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
use crate::services::app_makers;
use crate::state::AppState;

/// The maximum number of apps in one answer and of values in one filter (100 in Kintone).
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
    /// The app's code. Empty if the app has none.
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
    /// The user who made the newest change to the app's settings.
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

/// Returns the user's login name and display name. Changes made with an API token have no user;
/// Kintone names Administrator for them (B8.1).
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

/// Returns a moment as Kintone writes it, such as `2026-11-25T09:00:00.000Z`.
pub(super) fn instant(millis: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}

request! {
    pub(crate) struct GetApp for Anyone {
        /// The app's ID.
        id: AppParam,
    }
}

/// Returns one app.
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
        // An app that was never deployed is visible only to users who can manage it.
        .filter(|known| known.live.is_some() || access.can_manage())
        .ok_or_else(|| Error::no_app(&input.id.0))?;
    Ok(Answer(info(&state, known).await?))
}

type AppIds = List<AppParam, MAX_APPS>;
type AppCodes = List<Text, MAX_APPS>;

request! {
    pub(crate) struct ListApps for User {
        /// Returns only the apps with these IDs.
        ids: Option<AppIds>,
        /// Returns only the apps with exactly these codes.
        codes: Option<AppCodes>,
        /// Returns only the apps whose name contains this text. Case does not matter.
        name: Option<Text>,
        /// The number of apps to skip. The default is 0.
        offset: Option<Whole<0>>,
        /// The maximum number of apps to return. The default is 100.
        limit: Option<Whole<1, 100>>,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Apps {
    apps: Vec<AppInfo>,
}

/// Returns the deployed apps that the caller may open, in the order of their IDs.
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

/// Adds an app. Users can open it after it is deployed.
#[utoipa::path(post, path = "/k/v1/preview/app.json", tag = "apps",
    request_body = AddApp, responses((status = 200, body = AddedApp)))]
async fn add(
    State(state): State<Arc<AppState>>,
    call: Api<AddApp>,
) -> Result<Answer<AddedApp>, Error> {
    let Api { caller, input } = call;
    let user = caller.require_user()?;
    if !app_makers::may(&state, user).await? {
        return Err(Error::no_privilege());
    }
    let new = NewApp {
        name: input.name.0,
        // As in Kintone, the codes of built-in fields are in the creator's language.
        fields: Fields::of_new_app(caller.locale == Locale::Ja),
        ..NewApp::default()
    };
    let added = state
        .store
        .add_app(new, caller.by(), state.clock.now())
        .await?;
    Ok(Answer(AddedApp {
        app: added.id.to_string(),
        revision: added.preview.to_string(),
    }))
}

request! {
    /// An app to delete.
    pub(crate) struct DeleteApp for Admin {
        /// The app's ID.
        app: AppParam,
        /// The app's exact name. It protects against deleting the wrong app by mistake.
        name: Text<1>,
    }
}

/// Deletes an app permanently, with its records, attachments, settings, saved credentials and API
/// tokens.
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
