//! `/k/api/users.json` and `/k/api/user/password.json`: lists, adds and changes users and their
//! passwords.

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

/// A user's name or email address, or a group's name.
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
    /// `en` or `ja`. Null follows the browser's language.
    locale: Option<String>,
    /// The IANA name of the time zone.
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

/// Returns all users.
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
    /// A login name. It contains no colon, because the password header ends the name with one.
    LoginName(String) of Text<1, 128>, |login| {
        if login.contains(':') || login.chars().any(char::is_control) {
            return Err("errors.login_form");
        }
        Ok(login)
    }
}

request! {
    /// A user to add.
    pub(crate) struct AddUser for Admin, confirmed {
        /// The login name, which the user types to sign in.
        login: LoginName,
        /// The display name. The default is the login name.
        name: Option<Name>,
        /// The email address. The default is empty.
        email: Option<Name>,
        /// `en` or `ja`. If empty or absent, the browser's language is used.
        locale: Option<Language>,
        /// The IANA name of the time zone. The default is UTC.
        timezone: Option<ZoneName>,
        /// True if the user is an administrator. The default is false.
        admin: Option<Flag>,
        /// The password, 8 to 1,024 characters.
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
    let by = caller.by();
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
    let user = state.store.add_user(new, by, state.clock.now()).await?;
    Ok(Answer(OneUser::from(&user)))
}

checked_text! {
    /// A language of the pages. The empty text follows the browser's language.
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

/// Builds the part of a change that users may also make to their own account. An empty name is
/// ignored, because lists would show nothing for it.
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
    /// A change to a user.
    pub(crate) struct ChangeUser for Admin, confirmed if raises {
        /// The user's ID. Other absent values do not change.
        id: UserParam,
        name: Option<Name>,
        email: Option<Name>,
        /// `en` or `ja`. An empty text follows the browser's language.
        locale: Option<Language>,
        /// The IANA name of the time zone.
        timezone: Option<ZoneName>,
        /// True if the user is an administrator. The last active administrator cannot lose this
        /// role.
        admin: Option<Flag>,
        /// True if the user may sign in. Administrators cannot deactivate themselves.
        active: Option<Flag>,
    }
}

impl ChangeUser {
    /// Returns true if the user becomes an administrator or may sign in again.
    fn raises(&self) -> bool {
        is_on(self.admin) || is_on(self.active)
    }
}

/// Changes a user. A user who may no longer sign in is signed out everywhere.
#[utoipa::path(put, path = "/k/api/users.json", tag = "users",
    request_body = ChangeUser, responses((status = 200, body = OneUser)))]
async fn change(
    State(state): State<Arc<AppState>>,
    call: Api<ChangeUser>,
) -> Result<Answer<OneUser>, Error> {
    let Api { caller, input } = call;
    let by = caller.by();
    let change = UserChange {
        admin: input.admin.map(|flag| flag.0),
        active: input.active.map(|flag| flag.0),
        ..about(input.name, input.email, input.locale, input.timezone)
    };
    let user = state
        .store
        .change_user(input.id.0, &change, by, state.clock.now())
        .await?;
    Ok(Answer(OneUser::from(&user)))
}

request! {
    /// A new password for a user.
    pub(crate) struct SetPassword for Admin, confirmed {
        /// The user's ID.
        id: UserParam,
        /// The new password, 8 to 1,024 characters.
        password: Secret,
    }
}

/// Sets a user's password and ends the user's sessions.
#[utoipa::path(put, path = "/k/api/user/password.json", tag = "users",
    request_body = SetPassword, responses((status = 200, body = Nothing)))]
async fn set_password(
    State(state): State<Arc<AppState>>,
    call: Api<SetPassword>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let by = caller.by();
    let UserParam(id) = input.id;
    let user = state.store.user(id).await?.ok_or_else(Error::no_user)?;
    let hash = hash_password(&state, input.password.0, &user.login).await?;
    state
        .store
        .set_password(id, &hash, caller.kept(id), by, state.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}
