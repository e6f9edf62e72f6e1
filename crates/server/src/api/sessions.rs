//! `/k/api/sessions.json`: signing out everywhere.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use plugdock_schema::UserId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::auth::{self, Api};
use crate::error::Error;
use crate::params::{ByHand, Params, Who};
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(end))
}

/// Whose sessions to end.
#[derive(Debug)]
pub(crate) struct End {
    user: Option<i64>,
    others: bool,
}

impl ByHand for End {
    const WHO: Who = Who::User;

    fn read(params: &mut Params) -> Self {
        Self {
            user: params.int("user", 1..=i64::MAX),
            others: params.flag("others").unwrap_or(false),
        }
    }
}

/// Ends every session of the caller at once, on every device; of another user for an administrator.
/// `others` leaves the session that asks.
#[utoipa::path(delete, path = "/k/api/sessions.json", tag = "session",
    params(("user" = Option<i64>, Query, description = "The user's number; the caller's own where none is given"),
        ("others" = Option<bool>, Query, description = "Leave the session that asks")),
    responses((status = 200, body = Nothing)))]
async fn end(State(app): State<Arc<App>>, call: Api<End>) -> Result<Response, Error> {
    let Api { caller, input } = call;
    let own = caller.require_user()?.id;
    let user = input.user.map_or(own, UserId);
    if user != own {
        caller.must_be(Who::Admin)?;
        app.store.user(user).await?.ok_or_else(Error::no_user)?;
    }
    let kept = caller.kept(user).filter(|_| input.others);
    app.store
        .remove_sessions_of(user, kept, Some(own), app.clock.now())
        .await?;
    let mut answer = Answer(Nothing {}).into_response();
    if caller.kept(user).is_some() && kept.is_none() {
        let cookie = auth::no_cookie(&app)?;
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}
