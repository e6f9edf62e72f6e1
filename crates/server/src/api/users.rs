//! `/k/api/users.json` and `/k/api/user/password.json`: who may sign in.

use std::sync::Arc;

use axum::extract::State;
use jiff::tz::TimeZone;
use plugdock_schema::UserId;
use plugdock_store::{NewUser, User, UserChange};
use secrecy::SecretString;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::auth::{Api, hash_password};
use crate::error::Error;
use crate::i18n::Locale;
use crate::params::{Input, Params, Who};
use crate::state::App;

/// Characters of a login name or a name.
const LONGEST: usize = 128;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, add, change))
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
    /// IANA name.
    timezone: String,
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
            timezone: user.timezone.clone(),
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
    /// `en` or `ja`; empty or absent follows the browser.
    locale: Option<String>,
    /// IANA name; UTC where none is given.
    timezone: Option<String>,
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
        short(params, "login", &login);
        let about = About::read(params);
        Self {
            login,
            name: about.name.filter(|name| !name.is_empty()),
            email: about.email,
            locale: about.locale.flatten(),
            timezone: about.timezone,
            admin: params.flag("admin"),
            password: params.required_string("password").into(),
        }
    }
}

/// Adds a user.
#[utoipa::path(post, path = "/k/api/users.json", tag = "users",
    request_body = inline(Add), responses((status = 200, body = OneUser)))]
async fn add(State(app): State<Arc<App>>, call: Api<Add>) -> Result<Answer<OneUser>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    let password_hash = hash_password(&app, input.password, &input.login).await?;
    let new = NewUser {
        name: input.name.unwrap_or_else(|| input.login.clone()),
        login: input.login,
        email: input.email.unwrap_or_default(),
        locale: input.locale,
        timezone: input.timezone.unwrap_or_else(|| "UTC".to_owned()),
        admin: input.admin.unwrap_or(false),
        password_hash,
    };
    let user = app.store.add_user(new, Some(by), app.clock.now()).await?;
    Ok(Answer(OneUser::from(&user)))
}

/// What somebody says of oneself; the account page asks for it too.
#[derive(Debug)]
pub(super) struct About {
    name: Option<String>,
    email: Option<String>,
    /// `Some(None)` follows the browser.
    #[expect(clippy::option_option, reason = "unsaid, the browser's, or a language")]
    locale: Option<Option<String>>,
    timezone: Option<String>,
}

impl About {
    pub(super) fn read(params: &mut Params) -> Self {
        let name = params.string("name");
        let email = params.string("email");
        for (at, text) in [("name", &name), ("email", &email)] {
            if let Some(text) = text {
                short(params, at, text);
            }
        }
        let locale = params.string("locale").map(|name| {
            let locale = Locale::parse(&name);
            if locale.is_none() && !name.is_empty() {
                params.wrong("locale", "errors.enum", Vec::new());
            }
            locale.map(|locale| locale.as_str().to_owned())
        });
        let timezone = params.string("timezone");
        if timezone
            .as_deref()
            .is_some_and(|name| TimeZone::get(name).is_err())
        {
            params.wrong("timezone", "errors.timezone_unknown", Vec::new());
        }
        Self {
            name,
            email,
            locale,
            timezone,
        }
    }

    /// A name that is cleared stays as it was: lists would show an empty place.
    pub(super) fn change(self) -> UserChange {
        UserChange {
            name: self.name.filter(|name| !name.trim().is_empty()),
            email: self.email,
            locale: self.locale,
            timezone: self.timezone,
            ..UserChange::default()
        }
    }
}

/// Notes a text that is longer than a name may be.
pub(super) fn short(params: &mut Params, at: &'static str, text: &str) {
    if text.chars().count() > LONGEST {
        let most = vec![("maximum", LONGEST.to_string())];
        params.wrong(at, "errors.too_long", most);
    }
}

/// A change of a user.
#[derive(Debug)]
pub(crate) struct Change {
    id: i64,
    change: UserChange,
}

impl Input for Change {
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        Self {
            id: params.required_int("id", 1..=i64::MAX),
            change: UserChange {
                admin: params.flag("admin"),
                active: params.flag("active"),
                ..About::read(params).change()
            },
        }
    }
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct ChangeBody {
    /// The user's number; what else is absent stays.
    id: i64,
    name: Option<String>,
    email: Option<String>,
    /// `en` or `ja`; empty follows the browser.
    locale: Option<String>,
    /// IANA name.
    timezone: Option<String>,
    /// The last administrator who may sign in stays one.
    admin: Option<bool>,
    /// Whether the user may sign in; nobody shuts oneself out.
    active: Option<bool>,
}

/// Changes a user. One who may not sign in any more is signed out everywhere.
#[utoipa::path(put, path = "/k/api/users.json", tag = "users",
    request_body = inline(ChangeBody), responses((status = 200, body = OneUser)))]
async fn change(State(app): State<Arc<App>>, call: Api<Change>) -> Result<Answer<OneUser>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    let user = app
        .store
        .change_user(UserId(input.id), &input.change, Some(by), app.clock.now())
        .await?;
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
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    let id = UserId(input.id);
    let user = app.store.user(id).await?.ok_or_else(Error::no_user)?;
    let hash = hash_password(&app, input.password, &user.login).await?;
    app.store
        .set_password(id, &hash, caller.kept(id), Some(by), app.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}
