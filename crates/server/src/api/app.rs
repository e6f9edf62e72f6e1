//! `/k/v1/app.json`, `/k/v1/apps.json`, `/k/v1/preview/app.json`: which apps there are.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::{AppId, Fields, UserId};
use plugdock_store::{AppQuery, NewApp};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use super::app_settings::NAME;
use super::form::Person;
use crate::auth::Api;
use crate::error::Error;
use crate::i18n::Locale;
use crate::params::{Input, Params, Who};
use crate::state::App;

/// Apps of one answer, and entries of a filter (Kintone: 100).
const MOST: usize = 100;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
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
    creator: Person,
    modified_at: String,
    /// Who made the app's newest settings.
    modifier: Person,
}

async fn info(app: &App, known: plugdock_store::App) -> Result<AppInfo, Error> {
    let modifier = app.store.app_modifier(known.id).await?;
    Ok(AppInfo {
        app_id: known.id.to_string(),
        code: known.code,
        name: known.name,
        description: known.description,
        space_id: None,
        thread_id: None,
        created_at: instant(known.created_at),
        creator: person(app, known.creator).await?,
        modified_at: instant(known.updated_at),
        modifier: person(app, modifier).await?,
    })
}

/// What a token did was done by nobody; Kintone says Administrator (B8.1).
async fn person(app: &App, id: Option<UserId>) -> Result<Person, Error> {
    let user = match id {
        Some(id) => app.store.user(id).await?,
        None => None,
    };
    let (code, name) = user.map_or_else(
        || ("Administrator".to_owned(), "Administrator".to_owned()),
        |user| (user.login, user.name),
    );
    Ok(Person { code, name })
}

fn instant(millis: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}

#[derive(Debug)]
pub(crate) struct One {
    id: AppId,
}

impl Input for One {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        Self {
            id: AppId(params.required_int("id", 1..=i64::MAX)),
        }
    }
}

/// One app.
#[utoipa::path(get, path = "/k/v1/app.json", tag = "apps",
    params(("id" = i64, Query, description = "The app")),
    responses((status = 200, body = AppInfo)))]
async fn one(State(app): State<Arc<App>>, call: Api<One>) -> Result<Answer<AppInfo>, Error> {
    let Api { caller, input } = call;
    let access = app.store.access(&caller.actor, input.id).await?;
    let known = app.store.app(input.id).await?;
    let known = known
        // An app that was never deployed is known to those who manage it.
        .filter(|known| known.live.is_some() || access.can_manage())
        .ok_or_else(|| Error::no_app(&input.id))?;
    Ok(Answer(info(&app, known).await?))
}

#[derive(Debug)]
pub(crate) struct List {
    query: AppQuery,
}

impl Input for List {
    const WHO: Who = Who::User;

    fn read(params: &mut Params) -> Self {
        let window = params.window(i64::try_from(MOST).unwrap_or(i64::MAX));
        let ids = params.list("ids", MOST).unwrap_or_default();
        let mut known = Vec::with_capacity(ids.len());
        for (index, id) in ids.iter().enumerate() {
            let at = format!("ids[{index}]");
            known.extend(params.whole(&at, id, &(1..=i64::MAX)).map(AppId));
        }
        Self {
            query: AppQuery {
                ids: known,
                codes: params.strings("codes", MOST).unwrap_or_default(),
                name: params.string("name"),
                undeployed: false,
                offset: usize::try_from(window.offset).unwrap_or(usize::MAX),
                limit: usize::try_from(window.limit).unwrap_or(MOST),
            },
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Apps {
    apps: Vec<AppInfo>,
}

/// The apps in operation that the caller may open, by number.
#[utoipa::path(get, path = "/k/v1/apps.json", tag = "apps",
    params(
        ("ids" = Option<Vec<i64>>, Query, description = "At most 100"),
        ("codes" = Option<Vec<String>>, Query, description = "At most 100, letter for letter"),
        ("name" = Option<String>, Query, description = "A part of the name, in any case"),
        ("offset" = Option<i64>, Query, description = "How many to skip, 0"),
        ("limit" = Option<i64>, Query, description = "How many at most, 1 to 100, 100"),
    ),
    responses((status = 200, body = Apps)))]
async fn list(State(app): State<Arc<App>>, call: Api<List>) -> Result<Answer<Apps>, Error> {
    let Api { caller, input } = call;
    let mut apps = Vec::new();
    for known in app.store.apps(&caller.actor, &input.query).await? {
        apps.push(info(&app, known).await?);
    }
    Ok(Answer(Apps { apps }))
}

#[derive(Debug)]
pub(crate) struct Add {
    name: String,
}

impl Input for Add {
    const WHO: Who = Who::User;

    fn read(params: &mut Params) -> Self {
        let name = params.required_string("name");
        if name.chars().count() > NAME {
            let most = vec![("maximum", NAME.to_string())];
            params.wrong("name", "errors.too_long", most);
        }
        Self { name }
    }
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct AddBody {
    /// 1 to 64 characters.
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct Added {
    app: String,
    revision: String,
}

/// Adds an app; it is in operation once it is deployed.
#[utoipa::path(post, path = "/k/v1/preview/app.json", tag = "apps",
    request_body = inline(AddBody), responses((status = 200, body = Added)))]
async fn add(State(app): State<Arc<App>>, call: Api<Add>) -> Result<Answer<Added>, Error> {
    let Api { caller, input } = call;
    let user = caller.require_user()?;
    let new = NewApp {
        name: input.name,
        // The codes of built-in fields are in the creator's language, as Kintone's.
        fields: Fields::of_new_app(caller.locale == Locale::Ja),
        layout: json!([]),
        views: json!({}),
        ..NewApp::default()
    };
    let added = app.store.add_app(new, user.id, app.clock.now()).await?;
    Ok(Answer(Added {
        app: added.id.to_string(),
        revision: added.preview.to_string(),
    }))
}

/// An app to delete.
#[derive(Debug, ToSchema)]
pub(crate) struct Delete {
    /// The app.
    #[schema(value_type = i64)]
    app: AppId,
    /// Its name, letter for letter: nobody deletes the wrong one by a slip.
    name: String,
}

impl Input for Delete {
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        Self {
            app: params.app(),
            name: params.required_string("name"),
        }
    }
}

/// Deletes an app for good, with its records, attachments, settings, saved credentials and tokens.
#[utoipa::path(delete, path = "/k/api/app.json", tag = "apps",
    request_body = inline(Delete), responses((status = 200, body = Nothing)))]
async fn delete(State(app): State<Arc<App>>, call: Api<Delete>) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let known = app.store.app(input.app).await?;
    let known = known.ok_or_else(|| Error::no_app(&input.app))?;
    if known.name.trim() != input.name.trim() {
        return Err(Error::invalid_at(
            "name",
            "errors.app_name_differs",
            Vec::new(),
        ));
    }
    let access = app.store.access(&caller.actor, input.app).await?;
    app.store.delete_app(&access, app.clock.now()).await?;
    Ok(Answer(Nothing {}))
}
