//! `/k/api/app/token.json`: lists, adds, takes over and removes the API tokens of an app, for users
//! who manage the app.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::ApiTokenId;
use plugdock_store::{ApiToken, Permissions, TokenHash};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::auth::{Api, api_token};
use crate::error::Error;
use crate::params::{AppParam, Flag, Whole, is_on, request};
use crate::state::AppState;

/// The maximum number of API tokens of an app (B8.1).
const MAX_TOKENS: usize = 20;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(list, add, take_over, remove))
}

request! {
    // An API token must not create another token with more permissions.
    pub(crate) struct ListTokens for User {
        /// The app's ID.
        app: AppParam,
    }
}

#[derive(Serialize, ToSchema)]
struct Tokens {
    tokens: Vec<Token>,
}

// Does not implement Debug, because it may contain the secret.
#[derive(Serialize, ToSchema)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "five independent permissions, and a flag that suspends them"
)]
struct Token {
    id: String,
    /// The token itself. Only the answer that creates the token contains it.
    #[serde(rename = "token", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    secret: Option<String>,
    view: bool,
    add: bool,
    edit: bool,
    delete: bool,
    manage: bool,
    /// The login name of the user who created the token or took it over. Null if it is unknown.
    owner: Option<String>,
    /// True if the token is unusable because its owner may not sign in. `PUT` takes the token over.
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

/// Returns the API tokens of an app, without their secrets.
#[utoipa::path(get, path = "/k/api/app/token.json", tag = "tokens",
    request_body = ListTokens, responses((status = 200, body = Tokens)))]
async fn list(
    State(state): State<Arc<AppState>>,
    call: Api<ListTokens>,
) -> Result<Answer<Tokens>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    let tokens = state.store.api_tokens(&access).await?;
    Ok(Answer(Tokens {
        tokens: tokens.iter().map(|token| Token::of(token, None)).collect(),
    }))
}

request! {
    /// An API token to create. Permissions that are absent are not granted.
    pub(crate) struct AddToken for User, confirmed if manages {
        /// The app's ID.
        app: AppParam,
        view: Option<Flag>,
        add: Option<Flag>,
        edit: Option<Flag>,
        delete: Option<Flag>,
        manage: Option<Flag>,
    }
}

impl AddToken {
    /// Returns true if the token may change the app's settings.
    fn manages(&self) -> bool {
        is_on(self.manage)
    }
}

/// Creates an API token. The answer contains the only copy of the secret.
#[utoipa::path(post, path = "/k/api/app/token.json", tag = "tokens",
    request_body = AddToken, responses((status = 200, body = Token)))]
async fn add(
    State(state): State<Arc<AppState>>,
    call: Api<AddToken>,
) -> Result<Answer<Token>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    if state.store.api_tokens(&access).await?.len() >= MAX_TOKENS {
        let params = vec![("maximum", MAX_TOKENS.to_string())];
        return Err(Error::invalid_at("app", "errors.too_many", params));
    }
    let secret = api_token()?;
    let hash = TokenHash::of(&secret);
    let permissions = Permissions {
        view: is_on(input.view),
        add: is_on(input.add),
        edit: is_on(input.edit),
        delete: is_on(input.delete),
        manage: is_on(input.manage),
    };
    let token = state
        .store
        .add_api_token(&access, &hash, permissions, state.clock.now())
        .await?;
    Ok(Answer(Token::of(&token, Some(secret))))
}

request! {
    /// An API token of the app.
    pub(crate) struct OneToken for User {
        /// The app's ID.
        app: AppParam,
        /// The token's ID.
        id: Whole<1>,
    }
}

request! {
    /// An API token to take over. It may have the right to manage the app.
    pub(crate) struct TakeOver for User, confirmed {
        /// The app's ID.
        app: AppParam,
        /// The token's ID.
        id: Whole<1>,
    }
}

/// Makes the caller the owner of an API token. A token whose owner was deactivated works again.
#[utoipa::path(put, path = "/k/api/app/token.json", tag = "tokens",
    request_body = TakeOver, responses((status = 200, body = Nothing)))]
async fn take_over(
    State(state): State<Arc<AppState>>,
    call: Api<TakeOver>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    state
        .store
        .take_over_api_token(&access, ApiTokenId(input.id.0), state.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}

/// Removes an API token. Later calls with it are refused.
#[utoipa::path(delete, path = "/k/api/app/token.json", tag = "tokens",
    request_body = OneToken, responses((status = 200, body = Nothing)))]
async fn remove(
    State(state): State<Arc<AppState>>,
    call: Api<OneToken>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    state
        .store
        .remove_api_token(&access, ApiTokenId(input.id.0), state.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}
