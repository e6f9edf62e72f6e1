//! The people who sign in.

use secrecy::{ExposeSecret as _, SecretString};

use crate::{Error, Millis, Result, Store, Topic, UserId, db::is_duplicate, with_db, with_tx};

/// Someone who may sign in.
#[derive(Clone, Debug)]
pub struct User {
    /// Its number.
    pub id: UserId,
    /// What is typed to sign in; unique.
    pub login: String,
    /// As others see it.
    pub name: String,
    /// May be empty.
    pub email: String,
    /// `en` or `ja`; `None` follows the browser.
    pub locale: Option<String>,
    /// IANA name.
    pub timezone: String,
    /// May do everything.
    pub admin: bool,
    /// May sign in.
    pub active: bool,
    /// PHC string; made and checked by the server.
    pub password_hash: SecretString,
    /// Rises with each new password: a remembered verification of an older one is void.
    pub credential_version: i64,
}

/// A user to add; active from the start.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Unique.
    pub login: String,
    /// As others see it.
    pub name: String,
    /// May be empty.
    pub email: String,
    /// `en` or `ja`; `None` follows the browser.
    pub locale: Option<String>,
    /// IANA name.
    pub timezone: String,
    /// May do everything.
    pub admin: bool,
    /// PHC string.
    pub password_hash: SecretString,
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
    /// Adds a user; [`Error::LoginTaken`] where the login name is in use.
    pub async fn add_user(&self, new: NewUser, now: Millis) -> Result<User> {
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
        self.commit(tx, now).await?;
        self.user(UserId(id)).await?.ok_or(Error::NoUser)
    }

    /// The user of that number.
    pub async fn user(&self, id: UserId) -> Result<Option<User>> {
        let row: Option<Row> =
            with_db!(self.pool(), |db| sqlx::query_as(select!("WHERE id = $1"))
                .bind(id.0)
                .fetch_optional(db)
                .await)?;
        Ok(row.map(user))
    }

    /// The user of that login name, letter for letter.
    pub async fn user_by_login(&self, login: &str) -> Result<Option<User>> {
        let row: Option<Row> = with_db!(self.pool(), |db| sqlx::query_as(select!(
            "WHERE login = $1"
        ))
        .bind(login)
        .fetch_optional(db)
        .await)?;
        Ok(row.map(user))
    }

    /// All users, by number.
    pub async fn users(&self) -> Result<Vec<User>> {
        let rows: Vec<Row> = with_db!(self.pool(), |db| sqlx::query_as(select!("ORDER BY id"))
            .fetch_all(db)
            .await)?;
        Ok(rows.into_iter().map(user).collect())
    }

    /// Sets a password and ends the user's sessions: who knew the old one is out.
    pub async fn set_password(&self, id: UserId, hash: &SecretString, now: Millis) -> Result<()> {
        const SQL: &str = "UPDATE users SET password_hash = $1, credential_version = credential_version + 1 WHERE id = $2";
        let mut tx = self.begin().await?;
        let done = with_tx!(tx, |db| sqlx::query(SQL)
            .bind(hash.expose_secret())
            .bind(id.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        if done == 0 {
            return Err(Error::NoUser);
        }
        with_tx!(tx, |db| sqlx::query(
            "DELETE FROM sessions WHERE user_id = $1"
        )
        .bind(id.0)
        .execute(db)
        .await
        .map(drop))?;
        tx.note(Topic::User, id);
        tx.note(Topic::Session, id);
        self.commit(tx, now).await
    }

    /// Sets the language of a user's pages and messages.
    pub async fn set_locale(&self, id: UserId, locale: Option<&str>, now: Millis) -> Result<()> {
        let mut tx = self.begin().await?;
        let done = with_tx!(tx, |db| sqlx::query(
            "UPDATE users SET locale = $1 WHERE id = $2"
        )
        .bind(locale)
        .bind(id.0)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        if done == 0 {
            return Err(Error::NoUser);
        }
        tx.note(Topic::User, id);
        self.commit(tx, now).await
    }

    /// Lets a user in or keeps it out; out ends its sessions.
    pub async fn set_active(&self, id: UserId, active: bool, now: Millis) -> Result<()> {
        let mut tx = self.begin().await?;
        let done = with_tx!(tx, |db| sqlx::query(
            "UPDATE users SET is_active = $1 WHERE id = $2"
        )
        .bind(active)
        .bind(id.0)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        if done == 0 {
            return Err(Error::NoUser);
        }
        if !active {
            with_tx!(tx, |db| sqlx::query(
                "DELETE FROM sessions WHERE user_id = $1"
            )
            .bind(id.0)
            .execute(db)
            .await
            .map(drop))?;
            tx.note(Topic::Session, id);
        }
        tx.note(Topic::User, id);
        self.commit(tx, now).await
    }
}
