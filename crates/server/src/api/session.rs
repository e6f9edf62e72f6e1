//! `/k/api/session.json`: signs in, returns the signed-in user, and signs out. The login page uses
//! it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::IntoResponse;
use plugdock_store::User;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::auth::{self, Api, TOKEN, Visitor};
use crate::error::Error;
use crate::http::small_body;
use crate::params::{Given, Secret, Text, request};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(begin, show, end))
}

request! {
    /// The credentials of the user who signs in.
    struct Credentials for Anyone {
        /// The login name.
        username: Text<1>,
        password: Secret,
    }
}

// Not Debug: it holds the request token.
#[derive(Serialize, ToSchema)]
struct SessionOf {
    user: SessionUser,
    /// The CSRF token of this session. Requests that change data must send it in the header
    /// `X-Plugdock-Csrf`, or as `__REQUEST_TOKEN__` in the body, the form or the query.
    csrf: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct SessionUser {
    id: String,
    code: String,
    name: String,
    admin: bool,
}

impl SessionUser {
    fn of(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            code: user.login.clone(),
            name: user.name.clone(),
            admin: user.admin,
        }
    }
}

/// Begins a session. The answer sets the session cookie.
#[utoipa::path(post, path = "/k/api/session.json", tag = "session",
    request_body = Credentials, responses((status = 200, body = SessionOf)))]
async fn begin(
    State(state): State<Arc<AppState>>,
    request: Request,
) -> Result<impl IntoResponse, Error> {
    let (parts, body) = request.into_parts();
    let body = small_body::read(body).await?;
    let (_, asked) = Given::of_body(&parts, body.into())
        .await?
        .read::<Credentials>(TOKEN)
        .await?;
    let Credentials { username, password } = asked?;
    let visitor = Visitor::of(&state, &parts);
    let begun = auth::sign_in(&state, &visitor, username.0, password.0).await?;
    let answer = Answer(SessionOf {
        user: SessionUser::of(&begun.user),
        csrf: begun.csrf,
    });
    Ok(([(header::SET_COOKIE, begun.cookie)], answer))
}

request! {
    /// A request without members. It needs only the session.
    pub(crate) struct Mine for Session {}
}

/// Returns the signed-in user and the CSRF token.
#[utoipa::path(get, path = "/k/api/session.json", tag = "session",
    responses((status = 200, body = SessionOf)))]
async fn show(call: Api<Mine>) -> Result<Answer<SessionOf>, Error> {
    let session = call.caller.session().ok_or_else(Error::please_login)?;
    Ok(Answer(SessionOf {
        user: SessionUser::of(&session.user),
        csrf: session.csrf.clone(),
    }))
}

/// Ends the session.
#[utoipa::path(delete, path = "/k/api/session.json", tag = "session",
    responses((status = 200, body = Nothing)))]
async fn end(
    State(state): State<Arc<AppState>>,
    call: Api<Mine>,
) -> Result<impl IntoResponse, Error> {
    let cookie = auth::sign_out(&state, &call.caller).await?;
    Ok(([(header::SET_COOKIE, cookie)], Answer(Nothing {})))
}
