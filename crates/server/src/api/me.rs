//! `/k/api/me.json` and `/k/api/me/password.json`: one's own account.

use std::sync::Arc;

use axum::extract::{FromRequest, Request, State};
use plugdock_store::UserChange;
use secrecy::SecretString;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use super::users::About;
use crate::auth::{Api, hash_password};
use crate::error::Error;
use crate::params::{Input, Params, Who};
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(change))
        .routes(routes!(set_password))
}

/// A change of one's own account.
#[derive(Debug)]
pub(crate) struct Change(UserChange);

impl Input for Change {
    const WHO: Who = Who::User;

    fn read(params: &mut Params) -> Self {
        Self(About::read(params).change())
    }
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct ChangeBody {
    /// What is absent stays.
    name: Option<String>,
    email: Option<String>,
    /// `en` or `ja`; empty follows the browser.
    locale: Option<String>,
    /// IANA name.
    timezone: Option<String>,
}

/// Changes the caller's own name, mail address, language and time zone.
#[utoipa::path(put, path = "/k/api/me.json", tag = "users",
    request_body = inline(ChangeBody), responses((status = 200, body = Nothing)))]
async fn change(State(app): State<Arc<App>>, call: Api<Change>) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let own = caller.require_user()?.id;
    app.store
        .change_user(own, &input.0, Some(own), app.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}

/// A new password of one's own.
#[derive(Debug, ToSchema)]
pub(crate) struct SetPassword {
    /// The present one: a browser left open is not enough to take an account over.
    #[schema(value_type = String)]
    current: SecretString,
    /// 8 to 1,024 characters.
    #[schema(value_type = String)]
    password: SecretString,
}

impl Input for SetPassword {
    const WHO: Who = Who::User;

    fn read(params: &mut Params) -> Self {
        Self {
            current: params.required_string("current").into(),
            password: params.required_string("password").into(),
        }
    }
}

/// Sets the caller's own password and ends the caller's sessions, except the one that asks.
#[utoipa::path(put, path = "/k/api/me/password.json", tag = "users",
    request_body = inline(SetPassword), responses((status = 200, body = Nothing)))]
async fn set_password(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Answer<Nothing>, Error> {
    let address = app.door.client(request.extensions(), request.headers());
    let Api { caller, input } = Api::<SetPassword>::from_request(request, &app).await?;
    let own = caller.require_user()?;
    let is_right = app.auth.is_password_of(own, input.current, address).await?;
    if !is_right {
        return Err(Error::invalid_at(
            "current",
            "errors.password_wrong",
            Vec::new(),
        ));
    }
    let hash = hash_password(&app, input.password, &own.login).await?;
    app.store
        .set_password(
            own.id,
            &hash,
            caller.kept(own.id),
            Some(own.id),
            app.clock.now(),
        )
        .await?;
    Ok(Answer(Nothing {}))
}
