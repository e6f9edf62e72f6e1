//! Commands for users, and the creation of the first administrator.

use plugdock_store::{By, NewUser, Role, Store, User};
use secrecy::{ExposeSecret, SecretString};

use crate::auth::passwords;
use crate::clock::Clock;
use crate::config::Config;

/// The commands for users.
#[derive(Debug)]
pub struct Users {
    store: Store,
    clock: Clock,
}

/// An administrator that was created at the first start.
#[derive(Debug)]
pub struct NewAdmin {
    /// The login name.
    pub name: String,
    /// The generated password. `None` if a password was given.
    pub made_password: Option<SecretString>,
}

/// The reason why a user could not be added or changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UsersError {
    /// The data could not be opened.
    #[error(transparent)]
    Open(#[from] plugdock_store::OpenError),
    /// The store refused the change.
    #[error(transparent)]
    Store(#[from] plugdock_store::Error),
    /// The user does not exist.
    #[error("there is no user `{0}`; run `plugdock user list` to see all users")]
    NoUser(String),
    /// The password or name is not accepted.
    #[error("{0}")]
    Unfit(String),
}

impl Users {
    /// Opens the data of `config`. A server may be running on it at the same time.
    pub async fn open(config: &Config) -> Result<Self, UsersError> {
        let clock = Clock::system();
        Ok(Self {
            store: Store::open(config.store(Role::Tool), clock.now()).await?,
            clock,
        })
    }

    pub(crate) fn of(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// Creates the administrator of a store that has no users.
    pub(crate) async fn first_admin(
        &self,
        name: &str,
        password: Option<&SecretString>,
    ) -> Result<Option<NewAdmin>, UsersError> {
        if !self.store.is_new() {
            return Ok(None);
        }
        let made_password = password.is_none().then(passwords::generate);
        let password = password
            .or(made_password.as_ref())
            .ok_or_else(|| UsersError::Unfit("no password".to_owned()))?;
        match self.add(name, name, true, password).await {
            Ok(()) => Ok(Some(NewAdmin {
                name: name.to_owned(),
                made_password,
            })),
            // Another process with the same database was faster.
            Err(UsersError::Store(plugdock_store::Error::LoginTaken(_))) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Adds a user.
    pub async fn add(
        &self,
        login: &str,
        name: &str,
        admin: bool,
        password: &SecretString,
    ) -> Result<(), UsersError> {
        let password_hash = hash(password, login)?;
        let user = NewUser {
            login: login.to_owned(),
            name: name.to_owned(),
            email: String::new(),
            locale: None,
            timezone: "UTC".to_owned(),
            admin,
            password_hash,
        };
        self.store
            .add_user(user, By::server(), self.clock.now())
            .await?;
        Ok(())
    }

    /// Changes a password and ends the user's sessions.
    pub async fn set_password(
        &self,
        login: &str,
        password: &SecretString,
    ) -> Result<(), UsersError> {
        let user = self
            .store
            .user_by_login(login)
            .await?
            .ok_or_else(|| UsersError::NoUser(login.to_owned()))?;
        self.store
            .set_password(
                user.id,
                &hash(password, login)?,
                None,
                By::server(),
                self.clock.now(),
            )
            .await?;
        Ok(())
    }

    /// Returns all users, sorted by login name.
    pub async fn list(&self) -> Result<Vec<User>, UsersError> {
        Ok(self.store.users().await?)
    }
}

fn hash(password: &SecretString, login: &str) -> Result<SecretString, UsersError> {
    passwords::hash(password.expose_secret(), login)
        .map_err(|error| UsersError::Unfit(error.to_string()))
}
