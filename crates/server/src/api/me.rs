//! `/k/api/me.json` and `/k/api/me/password.json`: the caller's own account.

use std::sync::Arc;

use axum::extract::{FromRequest, Request, State};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use super::users::{Language, Name, ZoneName, about};
use crate::auth::{Api, hash_password};
use crate::error::Error;
use crate::params::{Secret, request};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(change))
        .routes(routes!(set_password))
}

request! {
    /// A change to the caller's own account. Absent values do not change.
    pub(crate) struct ChangeMe for User {
        name: Option<Name>,
        email: Option<Name>,
        /// `en` or `ja`. An empty text follows the browser's language.
        locale: Option<Language>,
        /// The IANA name of the time zone.
        timezone: Option<ZoneName>,
    }
}

/// Changes the caller's own name, email address, language and time zone.
#[utoipa::path(put, path = "/k/api/me.json", tag = "users",
    request_body = ChangeMe, responses((status = 200, body = Nothing)))]
async fn change(
    State(state): State<Arc<AppState>>,
    call: Api<ChangeMe>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let own = caller.require_user()?.id;
    let change = about(input.name, input.email, input.locale, input.timezone);
    state
        .store
        .change_user(own, &change, caller.by(), state.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}

request! {
    /// A new password for the caller.
    pub(crate) struct SetOwnPassword for User {
        /// The current password. It is required so that nobody can take over an account through an
        /// open browser.
        current: Secret,
        /// The new password, 8 to 1,024 characters.
        password: Secret,
    }
}

/// Sets the caller's own password and ends the caller's sessions, except the current one.
#[utoipa::path(put, path = "/k/api/me/password.json", tag = "users",
    request_body = SetOwnPassword, responses((status = 200, body = Nothing)))]
async fn set_password(
    State(state): State<Arc<AppState>>,
    request: Request,
) -> Result<Answer<Nothing>, Error> {
    let address = state.guard.client(request.extensions(), request.headers());
    let Api { caller, input } = Api::<SetOwnPassword>::from_request(request, &state).await?;
    let own = caller.require_user()?;
    let is_right = state
        .auth
        .is_password_of(own, input.current.0, address)
        .await?;
    if !is_right {
        return Err(Error::invalid_at(
            "current",
            "errors.password_wrong",
            Vec::new(),
        ));
    }
    let hash = hash_password(&state, input.password.0, &own.login).await?;
    state
        .store
        .set_password(
            own.id,
            &hash,
            caller.kept(own.id),
            caller.by(),
            state.clock.now(),
        )
        .await?;
    Ok(Answer(Nothing {}))
}
