//! `/k/api/sessions.json`: lists the sessions of a user, and ends one or all of them.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use plugdock_schema::UserId;
use plugdock_store::{Session, TokenHash};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use super::app::instant;
use crate::auth::{self, Api, Caller};
use crate::error::Error;
use crate::params::{Flag, Text, UserParam, Who, is_on, request};
use crate::services::browser_name::Browser;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(list, end))
}

request! {
    /// The sessions to list.
    pub(crate) struct ListSessions for User {
        /// The user's ID. The default is the caller.
        user: Option<UserParam>,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Sessions {
    /// The sessions, the most recently used first.
    sessions: Vec<OneSession>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OneSession {
    /// The session's ID. It cannot be used to sign in.
    id: String,
    /// The time of the sign-in.
    created_at: String,
    /// The time of the last use. It may be up to a minute too early.
    last_seen_at: String,
    /// The address from which the user signed in. Empty if it is not recorded.
    address: String,
    /// The `User-Agent` header of the sign-in, at most 300 characters. Empty if it is not recorded.
    user_agent: String,
    /// The browser and its system, such as `Firefox on Linux`. Empty if they are unknown.
    browser: String,
    /// True for the session of this request.
    current: bool,
}

impl OneSession {
    fn of(token: &TokenHash, session: Session, current: Option<&TokenHash>) -> Self {
        let browser = Browser::of(&session.user_agent).map(|browser| browser.to_string());
        let address = session.address.map(|address| address.to_string());
        Self {
            id: token.session_id(),
            created_at: instant(session.created_at),
            last_seen_at: instant(session.last_seen),
            address: address.unwrap_or_default(),
            browser: browser.unwrap_or_default(),
            user_agent: session.user_agent,
            current: current == Some(token),
        }
    }
}

/// Returns the sessions of the caller. An administrator may list those of another user.
#[utoipa::path(get, path = "/k/api/sessions.json", tag = "session",
    request_body = ListSessions, responses((status = 200, body = Sessions)))]
async fn list(
    State(state): State<Arc<AppState>>,
    call: Api<ListSessions>,
) -> Result<Answer<Sessions>, Error> {
    let Api { caller, input } = call;
    let user = whose(&state, &caller, input.user).await?;
    let current = caller.kept(user);
    let sessions = state.store.sessions_of(user, state.clock.now()).await?;
    let sessions = sessions.into_iter();
    Ok(Answer(Sessions {
        sessions: sessions
            .map(|(token, session)| OneSession::of(&token, session, current))
            .collect(),
    }))
}

request! {
    /// The sessions to end.
    pub(crate) struct EndSessions for User {
        /// The user's ID. The default is the caller.
        user: Option<UserParam>,
        /// The ID of the only session to end. The default is all sessions of the user.
        id: Option<Text<1, 16>>,
        /// True to keep the current session. The default is false. It has no effect if `id` is set.
        others: Option<Flag>,
    }
}

/// Ends one session of the caller, or all of them on all devices. An administrator may end the
/// sessions of another user. `others` keeps the current session.
#[utoipa::path(delete, path = "/k/api/sessions.json", tag = "session",
    request_body = EndSessions, responses((status = 200, body = Nothing)))]
async fn end(
    State(state): State<Arc<AppState>>,
    call: Api<EndSessions>,
) -> Result<Response, Error> {
    let Api { caller, input } = call;
    let user = whose(&state, &caller, input.user).await?;
    let current = caller.kept(user);
    let (by, now) = (caller.by(), state.clock.now());
    let is_current_over = if let Some(id) = input.id {
        if !state.store.remove_session_of(user, &id.0, by, now).await? {
            return Err(Error::no_session());
        }
        current.is_some_and(|token| token.session_id() == id.0)
    } else {
        let kept = current.filter(|_| is_on(input.others));
        state.store.remove_sessions_of(user, kept, by, now).await?;
        current.is_some() && kept.is_none()
    };
    let mut answer = Answer(Nothing {}).into_response();
    if is_current_over {
        let cookie = auth::no_cookie(&state, &caller)?;
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}

/// Returns the user whose sessions a request is about. Only administrators may name another user
/// than themselves.
async fn whose(
    state: &AppState,
    caller: &Caller,
    user: Option<UserParam>,
) -> Result<UserId, Error> {
    let own = caller.require_user()?.id;
    let user = user.map_or(own, |user| user.0);
    if user != own {
        caller.must_be(Who::Admin)?;
        state.store.user(user).await?.ok_or_else(Error::no_user)?;
    }
    Ok(user)
}
