//! The rights of an actor in an app. Every query for records or settings needs an [`Access`], so a
//! rule added here applies to all of them: lists, counts, reports and lookups.

use std::sync::Arc;

use plugdock_schema::{AppId, UserId};

use crate::{ApiToken, App, Error, Permissions, Result, Store, User, db::Tx, uploads, with_tx};

/// The caller of a request.
#[derive(Clone, Debug)]
pub enum Actor {
    /// A signed-in user.
    User(Arc<User>),
    /// Bearer of API tokens, each of one app.
    Tokens(Vec<ApiToken>),
}

impl Actor {
    /// Returns the user, or `None` for a bearer of tokens.
    pub fn user(&self) -> Option<&User> {
        match self {
            Self::User(user) => Some(user),
            Self::Tokens(_) => None,
        }
    }
}

/// The rights of one actor in one app. Only [`Store::access`] and [`Access::to`] create one.
#[derive(Clone, Debug)]
pub struct Access {
    app: AppId,
    actor: Actor,
    user: Option<UserId>,
    rights: Permissions,
    owner: Arc<str>,
}

impl Access {
    /// Returns the same as [`Store::access`], for an app that was just read.
    pub fn to(app: &App, actor: &Actor) -> Result<Self> {
        decide(actor, app.id, app.creator)
    }

    /// Returns the app.
    pub fn app(&self) -> AppId {
        self.app
    }

    /// Returns the user, or `None` for a bearer of tokens.
    pub fn user(&self) -> Option<UserId> {
        self.user
    }

    /// Returns true if the actor may see records.
    pub fn can_view(&self) -> bool {
        self.rights.view
    }

    /// Returns true if the actor may add records.
    pub fn can_add(&self) -> bool {
        self.rights.add
    }

    /// Returns true if the actor may change records.
    pub fn can_edit(&self) -> bool {
        self.rights.edit
    }

    /// Returns true if the actor may delete records.
    pub fn can_delete(&self) -> bool {
        self.rights.delete
    }

    /// Returns true if the actor may change the app's settings, deploy them, and see its preview.
    pub fn can_manage(&self) -> bool {
        self.rights.manage
    }

    /// Returns true if the actor may add script to the app's pages: its own JavaScript and CSS, and
    /// custom views. Only a system administrator may; no API token may (R50).
    pub fn can_script(&self) -> bool {
        self.can_manage() && self.actor.user().is_some_and(|user| user.admin)
    }

    /// Returns the actor. Another app may be read only with the rights of the same actor.
    pub(crate) fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Returns the owner whose uploads this actor may use (R34).
    pub(crate) fn owner(&self) -> &str {
        &self.owner
    }

    pub(crate) fn need_manage(&self) -> Result<()> {
        if self.rights.manage {
            Ok(())
        } else {
            Err(Error::Denied)
        }
    }
}

impl Store {
    /// Returns the rights of `actor` in `app`. Every active user may view, add, edit and delete
    /// records. Administrators and the app's creator also manage the app. A bearer of several
    /// tokens has the permissions of all of them together.
    ///
    /// # Errors
    /// [`Error::Denied`] if the actor has no right at all, [`Error::NoApp`] if there is no such
    /// app.
    pub async fn access(&self, actor: &Actor, app: AppId) -> Result<Access> {
        let known = self.known_app(app).await?.ok_or(Error::NoApp(app))?;
        decide(actor, app, known.app.creator)
    }
}

const CREATOR: &str = "SELECT creator FROM apps WHERE id = $1";

/// Does the same inside a transaction, which must not wait for a second connection.
pub(crate) async fn within(tx: &mut Tx, actor: &Actor, app: AppId) -> Result<Access> {
    let row: Option<(Option<i64>,)> = with_tx!(tx, |db| sqlx::query_as(CREATOR)
        .bind(app.0)
        .fetch_optional(db)
        .await)?;
    let (creator,) = row.ok_or(Error::NoApp(app))?;
    decide(actor, app, creator.map(UserId))
}

fn decide(actor: &Actor, app: AppId, creator: Option<UserId>) -> Result<Access> {
    let (user, rights) = match actor {
        Actor::User(user) if !user.active => return Err(Error::Denied),
        Actor::User(user) => {
            let manage = user.admin || creator == Some(user.id);
            (
                Some(user.id),
                Permissions {
                    manage,
                    ..Permissions::ALL
                },
            )
        }
        Actor::Tokens(tokens) => {
            let own = tokens.iter().filter(|token| token.app == app);
            let rights = own.fold(Permissions::default(), |all, token| {
                all.or(token.permissions)
            });
            (None, rights)
        }
    };
    if rights == Permissions::default() {
        return Err(Error::Denied);
    }
    let owner = uploads::owner(actor).into();
    Ok(Access {
        app,
        actor: actor.clone(),
        user,
        rights,
        owner,
    })
}
