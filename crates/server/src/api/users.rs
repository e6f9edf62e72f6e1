//! `/k/api/users.json` and `/k/api/user/password.json`: who may sign in.

use std::sync::Arc;

use axum::extract::State;
use plugdock_store::{NewUser, User, UserId};
use secrecy::SecretString;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::app::App;
use crate::auth::{Api, hash_password};
use crate::error::Error;
use crate::i18n::Locale;
use crate::params::{Input, Params, Who};

/// Characters of a login name or a name.
const LONGEST: usize = 128;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(set_password))
}

#[derive(Debug)]
pub(crate) struct List;

impl Input for List {
    const WHO: Who = Who::Admin;

    fn read(_: &mut Params) -> Self {
        Self
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Users {
    users: Vec<OneUser>,
}

#[derive(Debug, Serialize, ToSchema)]
struct OneUser {
    id: String,
    login: String,
    name: String,
    email: String,
    /// `en`, `ja` or null: as the browser asks.
    locale: Option<String>,
    admin: bool,
    active: bool,
}

impl From<&User> for OneUser {
    fn from(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            login: user.login.clone(),
            name: user.name.clone(),
            email: user.email.clone(),
            locale: user.locale.clone(),
            admin: user.admin,
            active: user.active,
        }
    }
}

/// All users.
#[utoipa::path(get, path = "/k/api/users.json", tag = "users",
    responses((status = 200, body = Users)))]
async fn list(State(app): State<Arc<App>>, _: Api<List>) -> Result<Answer<Users>, Error> {
    let users = app.store.users().await?;
    Ok(Answer(Users {
        users: users.iter().map(OneUser::from).collect(),
    }))
}

/// A user to add.
#[derive(Debug, ToSchema)]
pub(crate) struct Add {
    /// What is typed to sign in; no colon, since the password header ends the name with one.
    login: String,
    /// The login name where none is given.
    name: Option<String>,
    /// Empty where none is given.
    email: Option<String>,
    /// `en` or `ja`.
    locale: Option<String>,
    /// Whether this is an administrator.
    admin: Option<bool>,
    /// 8 to 1,024 characters.
    #[schema(value_type = String)]
    password: SecretString,
}

impl Input for Add {
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        let login = params.required_string("login");
        if login.contains(':') || login.chars().any(char::is_control) {
            params.wrong("login", "errors.login_form", Vec::new());
        }
        let name = params.string("name");
        for (at, text) in [("login", Some(&login)), ("name", name.as_ref())] {
            if text.is_some_and(|text| text.chars().count() > LONGEST) {
                params.wrong(
                    at,
                    "errors.too_long",
                    vec![("maximum", LONGEST.to_string())],
                );
            }
        }
        let locale = params.string("locale");
        if locale
            .as_deref()
            .is_some_and(|name| Locale::parse(name).is_none())
        {
            params.wrong("locale", "errors.enum", Vec::new());
        }
        Self {
            login,
            name,
            email: params.string("email"),
            locale,
            admin: params.flag("admin"),
            password: params.required_string("password").into(),
        }
    }
}

/// Adds a user.
#[utoipa::path(post, path = "/k/api/users.json", tag = "users",
    request_body = inline(Add), responses((status = 200, body = OneUser)))]
async fn add(State(app): State<Arc<App>>, call: Api<Add>) -> Result<Answer<OneUser>, Error> {
    let input = call.input;
    let password_hash = hash_password(&app, input.password).await?;
    let locale = input.locale.as_deref().and_then(Locale::parse);
    let new = NewUser {
        name: input.name.unwrap_or_else(|| input.login.clone()),
        login: input.login,
        email: input.email.unwrap_or_default(),
        locale: locale.map(|locale| locale.as_str().to_owned()),
        timezone: "UTC".to_owned(),
        admin: input.admin.unwrap_or(false),
        password_hash,
    };
    let user = app.store.add_user(new, app.clock.now()).await?;
    Ok(Answer(OneUser::from(&user)))
}

/// A new password for a user.
#[derive(Debug, ToSchema)]
pub(crate) struct SetPassword {
    /// The user's number.
    id: i64,
    /// 8 to 1,024 characters.
    #[schema(value_type = String)]
    password: SecretString,
}

impl Input for SetPassword {
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        Self {
            id: params.required_int("id", 1..=i64::MAX),
            password: params.required_string("password").into(),
        }
    }
}

/// Sets a user's password and ends that user's sessions.
#[utoipa::path(put, path = "/k/api/user/password.json", tag = "users",
    request_body = inline(SetPassword), responses((status = 200, body = Nothing)))]
async fn set_password(
    State(app): State<Arc<App>>,
    call: Api<SetPassword>,
) -> Result<Answer<Nothing>, Error> {
    let hash = hash_password(&app, call.input.password).await?;
    let id = UserId(call.input.id);
    app.store.set_password(id, &hash, app.clock.now()).await?;
    Ok(Answer(Nothing {}))
}
