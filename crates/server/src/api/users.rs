//! `/k/api/users.json` and `/k/api/user/password.json`: who may sign in.

use std::sync::Arc;

use axum::extract::State;
use jiff::tz::TimeZone;
use plugdock_store::{NewUser, User, UserChange};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::auth::{Api, hash_password};
use crate::error::Error;
use crate::i18n::Locale;
use crate::params::{Flag, Secret, Text, UserParam, checked_text, filled, is_on, request};
use crate::state::AppState;

/// A user's name or mail address, or the name of a group.
pub(super) type Name = Text<0, 128>;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(list, add, change))
        .routes(routes!(set_password))
}

request! {
    pub(crate) struct ListUsers for Admin {}
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
async fn list(
    State(state): State<Arc<AppState>>,
    _: Api<ListUsers>,
) -> Result<Answer<Users>, Error> {
    let users = state.store.users().await?;
    Ok(Answer(Users {
        users: users.iter().map(OneUser::from).collect(),
    }))
}

checked_text! {
    /// What is typed to sign in; no colon, since the password header ends the name with one.
    LoginName(String) of Text<1, 128>, |login| {
        if login.contains(':') || login.chars().any(char::is_control) {
            return Err("errors.login_form");
        }
        Ok(login)
    }
}

request! {
    /// A user to add.
    pub(crate) struct AddUser for Admin {
        /// What is typed to sign in.
        login: LoginName,
        /// The login name where none is given.
        name: Option<Name>,
        /// Empty where none is given.
        email: Option<Name>,
        /// `en` or `ja`; empty or absent follows the browser.
        locale: Option<Language>,
        /// IANA name; UTC where none is given.
        timezone: Option<ZoneName>,
        /// Whether this is an administrator.
        admin: Option<Flag>,
        /// 8 to 1,024 characters.
        password: Secret,
    }
}

/// Adds a user.
#[utoipa::path(post, path = "/k/api/users.json", tag = "users",
    request_body = AddUser, responses((status = 200, body = OneUser)))]
async fn add(
    State(state): State<Arc<AppState>>,
    call: Api<AddUser>,
) -> Result<Answer<OneUser>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    let password_hash = hash_password(&state, input.password.0, &input.login.0).await?;
    let new = NewUser {
        name: filled(input.name).unwrap_or_else(|| input.login.0.clone()),
        login: input.login.0,
        email: input.email.map(|email| email.0).unwrap_or_default(),
        locale: input.locale.and_then(Language::code),
        timezone: input
            .timezone
            .map_or_else(|| "UTC".to_owned(), |zone| zone.0),
        admin: is_on(input.admin),
        password_hash,
    };
    let user = state
        .store
        .add_user(new, Some(by), state.clock.now())
        .await?;
    Ok(Answer(OneUser::from(&user)))
}

checked_text! {
    /// A language of the interface, or none: as the browser asks.
    pub(super) Language(Option<Locale>) of Text, |name| match Locale::parse(&name) {
        None if !name.is_empty() => Err("errors.enum"),
        locale => Ok(locale),
    }
}

impl Language {
    fn code(self) -> Option<String> {
        self.0.map(|locale| locale.as_str().to_owned())
    }
}

checked_text! {
    /// The IANA name of a time zone.
    pub(super) ZoneName(String) of Text, |name| match TimeZone::get(&name) {
        Ok(_) => Ok(name),
        Err(_) => Err("errors.timezone_unknown"),
    }
}

/// What somebody says of oneself; the account page asks for it too. A name that is cleared stays as
/// it was: lists would show an empty place.
pub(super) fn about(
    name: Option<Name>,
    email: Option<Name>,
    locale: Option<Language>,
    timezone: Option<ZoneName>,
) -> UserChange {
    UserChange {
        name: name.map(|it| it.0).filter(|it| !it.trim().is_empty()),
        email: email.map(|it| it.0),
        locale: locale.map(Language::code),
        timezone: timezone.map(|it| it.0),
        ..UserChange::default()
    }
}

request! {
    /// A change of a user.
    pub(crate) struct ChangeUser for Admin {
        /// The user's number; what else is absent stays.
        id: UserParam,
        name: Option<Name>,
        email: Option<Name>,
        /// `en` or `ja`; empty follows the browser.
        locale: Option<Language>,
        /// IANA name.
        timezone: Option<ZoneName>,
        /// The last administrator who may sign in stays one.
        admin: Option<Flag>,
        /// Whether the user may sign in; nobody shuts oneself out.
        active: Option<Flag>,
    }
}

/// Changes a user. One who may not sign in any more is signed out everywhere.
#[utoipa::path(put, path = "/k/api/users.json", tag = "users",
    request_body = ChangeUser, responses((status = 200, body = OneUser)))]
async fn change(
    State(state): State<Arc<AppState>>,
    call: Api<ChangeUser>,
) -> Result<Answer<OneUser>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    let change = UserChange {
        admin: input.admin.map(|flag| flag.0),
        active: input.active.map(|flag| flag.0),
        ..about(input.name, input.email, input.locale, input.timezone)
    };
    let user = state
        .store
        .change_user(input.id.0, &change, Some(by), state.clock.now())
        .await?;
    Ok(Answer(OneUser::from(&user)))
}

request! {
    /// A new password for a user.
    pub(crate) struct SetPassword for Admin {
        /// The user's number.
        id: UserParam,
        /// 8 to 1,024 characters.
        password: Secret,
    }
}

/// Sets a user's password and ends that user's sessions.
#[utoipa::path(put, path = "/k/api/user/password.json", tag = "users",
    request_body = SetPassword, responses((status = 200, body = Nothing)))]
async fn set_password(
    State(state): State<Arc<AppState>>,
    call: Api<SetPassword>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    let UserParam(id) = input.id;
    let user = state.store.user(id).await?.ok_or_else(Error::no_user)?;
    let hash = hash_password(&state, input.password.0, &user.login).await?;
    state
        .store
        .set_password(id, &hash, caller.kept(id), Some(by), state.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}
