//! Users.

use plugdock_schema::{Millis, UserId};
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    AuditLine, By, Error, Result, Store, TokenHash, Topic,
    db::{Tx, is_duplicate},
    sessions::end_sessions,
    with_db, with_tx,
};

/// A user account.
#[derive(Clone, Debug)]
pub struct User {
    /// The number.
    pub id: UserId,
    /// The unique login name.
    pub login: String,
    /// The display name.
    pub name: String,
    /// The email address; may be empty.
    pub email: String,
    /// The language, `en` or `ja`. `None` follows the browser.
    pub locale: Option<String>,
    /// The IANA name of the time zone.
    pub timezone: String,
    /// True for a system administrator.
    pub admin: bool,
    /// True if the user may sign in.
    pub active: bool,
    /// The hash of the password as a PHC string. The server creates and checks it.
    pub password_hash: SecretString,
    /// A number that rises with each new password. It invalidates cached checks of older passwords.
    pub credential_version: i64,
}

/// A new user. It is active from the start.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The login name. It must be unique.
    pub login: String,
    /// The display name.
    pub name: String,
    /// The email address; may be empty.
    pub email: String,
    /// The language, `en` or `ja`. `None` follows the browser.
    pub locale: Option<String>,
    /// The IANA name of the time zone.
    pub timezone: String,
    /// True for a system administrator.
    pub admin: bool,
    /// The hash of the password as a PHC string.
    pub password_hash: SecretString,
}

/// A change of a user. Parts that are `None` stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserChange {
    /// The display name.
    pub name: Option<String>,
    /// The email address; may be empty.
    pub email: Option<String>,
    /// The language, `en` or `ja`. `Some(None)` follows the browser.
    pub locale: Option<Option<String>>,
    /// The IANA name of the time zone.
    pub timezone: Option<String>,
    /// True to make the user a system administrator.
    pub admin: Option<bool>,
    /// True to let the user sign in.
    pub active: Option<bool>,
}

impl UserChange {
    /// Returns the names of the parts that change, for the audit log.
    fn changed_names(&self) -> String {
        let flag = |name: &str, to: Option<bool>| to.map(|to| format!("{name}={to}"));
        let named = |name: &str, given: bool| given.then(|| name.to_owned());
        let parts = [
            named("name", self.name.is_some()),
            named("email", self.email.is_some()),
            named("locale", self.locale.is_some()),
            named("timezone", self.timezone.is_some()),
            flag("admin", self.admin),
            flag("active", self.active),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

type Row = (
    i64,
    String,
    String,
    String,
    Option<String>,
    String,
    bool,
    bool,
    String,
    i64,
);

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, login, name, email, locale, timezone, is_admin, is_active, password_hash, credential_version
             FROM users ",
            $rest
        )
    };
}

fn user(row: Row) -> User {
    let (id, login, name, email, locale, timezone, admin, active, hash, credential_version) = row;
    User {
        id: UserId(id),
        login,
        name,
        email,
        locale,
        timezone,
        admin,
        active,
        password_hash: hash.into(),
        credential_version,
    }
}

impl Store {
    /// Adds a user. `by` is the server for the command line and the first start.
    ///
    /// # Errors
    /// [`Error::LoginTaken`] if another user has the login name.
    pub async fn add_user(&self, new: NewUser, by: By, now: Millis) -> Result<User> {
        const SQL: &str =
            "INSERT INTO users (login, name, email, locale, timezone, is_admin, is_active,
             password_hash, credential_version, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9) RETURNING id";
        let mut tx = self.begin().await?;
        let added: Result<i64, _> = with_tx!(tx, |db| sqlx::query_scalar(SQL)
            .bind(&new.login)
            .bind(&new.name)
            .bind(&new.email)
            .bind(&new.locale)
            .bind(&new.timezone)
            .bind(new.admin)
            .bind(true)
            .bind(new.password_hash.expose_secret())
            .bind(now)
            .fetch_one(db)
            .await);
        let id = match added {
            Ok(id) => id,
            Err(error) if is_duplicate(&error) => return Err(Error::LoginTaken(new.login)),
            Err(error) => return Err(error.into()),
        };
        tx.note(Topic::User, id);
        tx.audit(AuditLine::new("user.add", by, now).detail(&new.login));
        self.commit(tx, now).await?;
        self.user(UserId(id)).await?.ok_or(Error::NoUser)
    }

    /// Returns the user with this number.
    pub async fn user(&self, id: UserId) -> Result<Option<User>> {
        let row: Option<Row> =
            with_db!(self.pool(), |db| sqlx::query_as(select!("WHERE id = $1"))
                .bind(id.0)
                .fetch_optional(db)
                .await)?;
        Ok(row.map(user))
    }

    /// Returns the user with this login name (exact match).
    pub async fn user_by_login(&self, login: &str) -> Result<Option<User>> {
        let row: Option<Row> = with_db!(self.pool(), |db| sqlx::query_as(select!(
            "WHERE login = $1"
        ))
        .bind(login)
        .fetch_optional(db)
        .await)?;
        Ok(row.map(user))
    }

    /// Returns all users, ordered by number.
    pub async fn users(&self) -> Result<Vec<User>> {
        let rows: Vec<Row> = with_db!(self.pool(), |db| sqlx::query_as(select!("ORDER BY id"))
            .fetch_all(db)
            .await)?;
        Ok(rows.into_iter().map(user).collect())
    }

    /// Sets a password and ends the user's sessions except `keep`. So a person who only knew the
    /// old password is signed out. `by` is the server for the command line.
    pub async fn set_password(
        &self,
        id: UserId,
        hash: &SecretString,
        keep: Option<&TokenHash>,
        by: By,
        now: Millis,
    ) -> Result<()> {
        const SQL: &str =
            "UPDATE users SET password_hash = $1, credential_version = credential_version + 1
             WHERE id = $2 RETURNING login";
        let mut tx = self.begin().await?;
        let login: Option<String> = with_tx!(tx, |db| sqlx::query_scalar(SQL)
            .bind(hash.expose_secret())
            .bind(id.0)
            .fetch_optional(db)
            .await)?;
        let login = login.ok_or(Error::NoUser)?;
        tx.audit(AuditLine::new("user.password", by, now).detail(login));
        end_sessions(&mut tx, id, keep).await?;
        // Places of sign-ins with the old password are no longer trusted.
        with_tx!(tx, |db| sqlx::query(
            "DELETE FROM sign_in_places WHERE user_id = $1"
        )
        .bind(id.0)
        .execute(db)
        .await
        .map(drop))?;
        tx.note(Topic::User, id);
        tx.note(Topic::Session, id);
        self.commit(tx, now).await
    }

    /// Changes a user. Deactivating a user also ends the user's sessions.
    ///
    /// # Errors
    /// [`Error::LastAdmin`] if no active administrator would be left, [`Error::OwnAccount`] if `by`
    /// would deactivate themselves.
    pub async fn change_user(
        &self,
        id: UserId,
        change: &UserChange,
        by: By,
        now: Millis,
    ) -> Result<User> {
        if by.user == Some(id) && change.active == Some(false) {
            return Err(Error::OwnAccount);
        }
        let mut tx = self.begin().await?;
        if change.admin == Some(false) || change.active == Some(false) {
            keep_an_admin(&mut tx, id).await?;
        }
        let login = write(&mut tx, id, change).await?.ok_or(Error::NoUser)?;
        if change.active == Some(false) {
            end_sessions(&mut tx, id, None).await?;
            tx.note(Topic::Session, id);
        }
        tx.note(Topic::User, id);
        let line = AuditLine::new("user.change", by, now);
        tx.audit(line.detail(format!("{login}: {}", change.changed_names())));
        self.commit(tx, now).await?;
        self.user(id).await?.ok_or(Error::NoUser)
    }
}

/// Refuses if `id` is the last active administrator. Locks the rows of all administrators in the
/// order of their numbers, so that two administrators cannot deactivate each other at the same
/// time.
async fn keep_an_admin(tx: &mut Tx, id: UserId) -> Result<()> {
    const TAKE: &str = "UPDATE users SET is_admin = is_admin WHERE id = $1
         RETURNING is_admin, is_active";
    let admins: Vec<i64> = with_tx!(tx, |db| sqlx::query_scalar(
        "SELECT id FROM users WHERE is_admin = $1 ORDER BY id"
    )
    .bind(true)
    .fetch_all(db)
    .await)?;
    let (mut is_one, mut others) = (false, 0);
    for admin in admins {
        let row: Option<(bool, bool)> = with_tx!(tx, |db| sqlx::query_as(TAKE)
            .bind(admin)
            .fetch_optional(db)
            .await)?;
        if row != Some((true, true)) {
            continue;
        }
        if admin == id.0 {
            is_one = true;
        } else {
            others += 1;
        }
    }
    if is_one && others == 0 {
        return Err(Error::LastAdmin);
    }
    Ok(())
}

/// Writes a change. Returns the login name, or `None` if there is no such user.
async fn write(tx: &mut Tx, id: UserId, change: &UserChange) -> Result<Option<String>> {
    const SQL: &str = "UPDATE users SET name = COALESCE($1, name), email = COALESCE($2, email),
         locale = CASE WHEN $3 = 1 THEN $4 ELSE locale END, timezone = COALESCE($5, timezone),
         is_admin = COALESCE($6, is_admin), is_active = COALESCE($7, is_active)
         WHERE id = $8 RETURNING login";
    let sets_locale = i64::from(change.locale.is_some());
    let locale = change.locale.clone().flatten();
    Ok(with_tx!(tx, |db| sqlx::query_scalar(SQL)
        .bind(&change.name)
        .bind(&change.email)
        .bind(sets_locale)
        .bind(&locale)
        .bind(&change.timezone)
        .bind(change.admin)
        .bind(change.active)
        .bind(id.0)
        .fetch_optional(db)
        .await)?)
}
