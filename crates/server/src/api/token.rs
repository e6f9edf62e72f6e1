//! `/k/api/app/token.json`: the API tokens of an app, for those who manage it.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::{ApiTokenId, AppId};
use plugdock_store::{ApiToken, Permissions, TokenHash};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::auth::{Api, random};
use crate::error::Error;
use crate::params::{ByHand, Params, Who};
use crate::state::App;

/// API tokens an app may have (B8.1).
const MOST: usize = 20;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list, add, take_over, remove))
}

#[derive(Debug)]
pub(crate) struct List {
    app: AppId,
}

impl ByHand for List {
    // A token must not make another that may more.
    const WHO: Who = Who::User;

    fn read(params: &mut Params) -> Self {
        Self { app: params.app() }
    }
}

#[derive(Serialize, ToSchema)]
struct Tokens {
    tokens: Vec<Token>,
}

// Not Debug: it may hold the secret.
#[derive(Serialize, ToSchema)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "five rights that are given one by one, and whether they count"
)]
struct Token {
    id: String,
    /// The token itself; only in the answer that makes it.
    #[serde(rename = "token", skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    view: bool,
    add: bool,
    edit: bool,
    delete: bool,
    manage: bool,
    /// The login name of whoever made it or took it over; null where that is not on record.
    owner: Option<String>,
    /// It opens nothing, since its owner may not sign in. PUT takes it over.
    suspended: bool,
}

impl Token {
    fn of(known: &ApiToken, secret: Option<String>) -> Self {
        let may = known.permissions;
        Self {
            id: known.id.to_string(),
            secret,
            view: may.view,
            add: may.add,
            edit: may.edit,
            delete: may.delete,
            manage: may.manage,
            owner: known.owner.as_ref().map(|owner| owner.login.clone()),
            suspended: known.suspended,
        }
    }
}

/// The tokens of an app, without their secrets.
#[utoipa::path(get, path = "/k/api/app/token.json", tag = "tokens",
    params(("app" = i64, Query, description = "The app")),
    responses((status = 200, body = Tokens)))]
async fn list(State(app): State<Arc<App>>, call: Api<List>) -> Result<Answer<Tokens>, Error> {
    let access = app.store.access(&call.caller.actor, call.input.app).await?;
    let tokens = app.store.api_tokens(&access).await?;
    Ok(Answer(Tokens {
        tokens: tokens.iter().map(|token| Token::of(token, None)).collect(),
    }))
}

/// A token to make; what is not named it may not.
#[derive(Debug)]
pub(crate) struct Add {
    app: AppId,
    permissions: Permissions,
}

impl ByHand for Add {
    const WHO: Who = Who::User;

    fn read(params: &mut Params) -> Self {
        let app = params.app();
        let mut may = |name| params.flag(name).unwrap_or(false);
        Self {
            app,
            permissions: Permissions {
                view: may("view"),
                add: may("add"),
                edit: may("edit"),
                delete: may("delete"),
                manage: may("manage"),
            },
        }
    }
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "five rights that are given one by one"
)]
struct AddBody {
    app: i64,
    #[schema(default = false)]
    view: bool,
    #[schema(default = false)]
    add: bool,
    #[schema(default = false)]
    edit: bool,
    #[schema(default = false)]
    delete: bool,
    #[schema(default = false)]
    manage: bool,
}

/// Makes a token. The answer has the only copy of it.
#[utoipa::path(post, path = "/k/api/app/token.json", tag = "tokens",
    request_body = inline(AddBody), responses((status = 200, body = Token)))]
async fn add(State(app): State<Arc<App>>, call: Api<Add>) -> Result<Answer<Token>, Error> {
    let access = app.store.access(&call.caller.actor, call.input.app).await?;
    if app.store.api_tokens(&access).await?.len() >= MOST {
        let params = vec![("maximum", MOST.to_string())];
        return Err(Error::invalid_at("app", "errors.too_many", params));
    }
    let secret = random()?;
    let hash = TokenHash::of(&secret);
    let permissions = call.input.permissions;
    let token = app
        .store
        .add_api_token(&access, &hash, permissions, app.clock.now())
        .await?;
    Ok(Answer(Token::of(&token, Some(secret))))
}

/// A token of the app.
#[derive(Debug)]
pub(crate) struct One {
    app: AppId,
    id: ApiTokenId,
}

impl ByHand for One {
    const WHO: Who = Who::User;

    fn read(params: &mut Params) -> Self {
        Self {
            app: params.app(),
            id: ApiTokenId(params.required_int("id", 1..=i64::MAX)),
        }
    }
}

/// Makes the caller the owner of a token: one whose owner was put out opens the app again.
#[utoipa::path(put, path = "/k/api/app/token.json", tag = "tokens",
    params(
        ("app" = i64, Query, description = "The app"),
        ("id" = i64, Query, description = "The token's number"),
    ),
    responses((status = 200, body = Nothing)))]
async fn take_over(State(app): State<Arc<App>>, call: Api<One>) -> Result<Answer<Nothing>, Error> {
    let access = app.store.access(&call.caller.actor, call.input.app).await?;
    app.store
        .take_over_api_token(&access, call.input.id, app.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}

/// Removes a token; calls with it are refused from then on.
#[utoipa::path(delete, path = "/k/api/app/token.json", tag = "tokens",
    params(
        ("app" = i64, Query, description = "The app"),
        ("id" = i64, Query, description = "The token's number"),
    ),
    responses((status = 200, body = Nothing)))]
async fn remove(State(app): State<Arc<App>>, call: Api<One>) -> Result<Answer<Nothing>, Error> {
    let access = app.store.access(&call.caller.actor, call.input.app).await?;
    app.store
        .remove_api_token(&access, call.input.id, app.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}
