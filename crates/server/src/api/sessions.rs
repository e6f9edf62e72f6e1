//! `/k/api/sessions.json`: signs a user out everywhere.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::auth::{self, Api};
use crate::error::Error;
use crate::params::{Flag, UserParam, Who, is_on, request};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(end))
}

request! {
    /// The sessions to end.
    pub(crate) struct EndSessions for User {
        /// The user's ID. The default is the caller.
        user: Option<UserParam>,
        /// True to keep the current session. The default is false.
        others: Option<Flag>,
    }
}

/// Ends all sessions of the caller on all devices. An administrator may end the sessions of another
/// user. `others` keeps the current session.
#[utoipa::path(delete, path = "/k/api/sessions.json", tag = "session",
    request_body = EndSessions, responses((status = 200, body = Nothing)))]
async fn end(
    State(state): State<Arc<AppState>>,
    call: Api<EndSessions>,
) -> Result<Response, Error> {
    let Api { caller, input } = call;
    let own = caller.require_user()?.id;
    let user = input.user.map_or(own, |user| user.0);
    if user != own {
        caller.must_be(Who::Admin)?;
        state.store.user(user).await?.ok_or_else(Error::no_user)?;
    }
    let kept = caller.kept(user).filter(|_| is_on(input.others));
    state
        .store
        .remove_sessions_of(user, kept, Some(own), state.clock.now())
        .await?;
    let mut answer = Answer(Nothing {}).into_response();
    if caller.kept(user).is_some() && kept.is_none() {
        let cookie = auth::no_cookie(&state)?;
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}
