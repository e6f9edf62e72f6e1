//! The rights of an actor in an app. Every query for records or settings needs an [`Access`], so a
//! rule added here applies to all of them: lists, counts, reports and lookups.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use plugdock_schema::acl::{
    Accessibility, AppRights, FieldRights, FieldRules, Memberships, Person, RecordRight,
    RecordRules, Rights,
};
use plugdock_schema::query::plan::{Criterion, Scope};
use plugdock_schema::{Acl, AppId, FieldId, Revision, UserId};
use quick_cache::sync::Cache;

use crate::{
    ApiToken, App, AppSettings, By, Error, Permissions, Result, Store, User, app_settings::parse,
    db::Tx, uploads, with_tx,
};

/// The caller of a request, with the address that the request comes from. There is no address for
/// work of the server itself.
#[derive(Clone, Debug)]
pub enum Actor {
    /// A signed-in user.
    User(Arc<User>, Option<IpAddr>),
    /// Bearer of API tokens, each of one app.
    Tokens(Vec<ApiToken>, Option<IpAddr>),
}

impl Actor {
    /// Returns the user, or `None` for a bearer of tokens.
    pub fn user(&self) -> Option<&User> {
        match self {
            Self::User(user, _) => Some(user),
            Self::Tokens(..) => None,
        }
    }

    /// Returns the origin of the actor's actions, for the audit log. Of several tokens it names the
    /// first one.
    pub fn by(&self) -> By {
        self.by_token(|_| true)
    }

    fn by_token(&self, is_used: impl Fn(&ApiToken) -> bool) -> By {
        match self {
            Self::User(user, address) => By::user(user.id, *address),
            Self::Tokens(tokens, address) => By {
                user: None,
                token: tokens.iter().find(|it| is_used(it)).map(|it| it.id),
                address: *address,
            },
        }
    }
}

/// The rights of one actor in one app. Only [`Store::access`] and [`Access::to`] create one.
#[derive(Clone, Debug)]
pub struct Access {
    app: AppId,
    actor: Actor,
    by: By,
    memberships: Arc<Memberships>,
    is_creator: bool,
    rights: Rights,
    owner: Arc<str>,
}

impl Access {
    /// Returns the same as [`Store::access`], for an app that was just read. `memberships` are those
    /// of the actor ([`Store::memberships_of`]).
    ///
    /// # Errors
    /// [`Error::Denied`] if the actor has no right at all.
    pub fn to(app: &App, actor: &Actor, memberships: &Arc<Memberships>) -> Result<Self> {
        decide(actor, memberships, app.id, app.creator, &app.rights)
    }

    /// Returns the app.
    pub fn app(&self) -> AppId {
        self.app
    }

    /// Returns the user, or `None` for a bearer of tokens.
    pub fn user(&self) -> Option<UserId> {
        self.by.user
    }

    /// Returns the origin of the actor's actions in the app, for the audit log. Of several tokens it
    /// names the first one of the app.
    pub fn by(&self) -> By {
        self.by
    }

    /// Returns true if the actor may see records.
    pub fn can_view(&self) -> bool {
        self.rights.view
    }

    /// Returns true if the actor may add records.
    pub fn can_add(&self) -> bool {
        self.rights.add
    }

    /// Returns true if the actor may open the app's pages: a list of records, or the form for a new
    /// one.
    pub fn can_open(&self) -> bool {
        self.can_view() || self.can_add()
    }

    /// Returns true if the actor may change records.
    pub fn can_edit(&self) -> bool {
        self.rights.edit
    }

    /// Returns true if the actor may delete records.
    pub fn can_delete(&self) -> bool {
        self.rights.delete
    }

    /// Returns true if the actor may add and change records with a file.
    pub fn can_import(&self) -> bool {
        self.rights.import
    }

    /// Returns true if the actor may save records as a file.
    pub fn can_export(&self) -> bool {
        self.rights.export
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

    /// Returns the condition for the records of the app to which the actor has a right. `rules` are
    /// the record permissions of the live settings. They do not narrow an API token (B8.1).
    ///
    /// # Errors
    /// [`Error::Denied`] if the actor has the right to no record.
    pub(crate) fn records(
        &self,
        right: RecordRight,
        rules: &RecordRules,
        scope: &Scope<'_>,
    ) -> Result<Criterion> {
        let may = match right {
            RecordRight::View => self.rights.view,
            RecordRight::Edit => self.rights.edit,
            RecordRight::Delete => self.rights.delete,
        };
        if !may {
            return Err(Error::Denied);
        }
        Ok(match &self.actor {
            Actor::Tokens(..) => Criterion::Always(true),
            Actor::User(user, _) => rules.criterion(right, &self.person(user), scope),
        })
    }

    /// Returns what the actor may do with fields. Field permissions do not narrow an API token (B8.1).
    pub(crate) fn fields(&self, rules: &FieldRules) -> FieldRights {
        match &self.actor {
            Actor::Tokens(..) => FieldRights::default(),
            Actor::User(user, _) => rules.of(&self.person(user)),
        }
    }

    pub(crate) fn person<'a>(&'a self, user: &'a User) -> Person<'a> {
        Person {
            login: &user.login,
            memberships: &self.memberships,
            is_creator: self.is_creator,
        }
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

/// Settings without the fields that [`AppSettings::without`] removed. The key has the app, the
/// revision, and the two sets of removed fields. A revision never changes, so the cache needs no
/// invalidation.
pub(crate) type Narrowed =
    Cache<(AppId, Revision, BTreeSet<FieldId>, BTreeSet<FieldId>), Arc<AppSettings>>;

/// The number of narrowed settings that are cached.
pub(crate) const NARROWED: usize = 500;

/// The live settings of an app, as far as one caller may see their fields.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// With the fields that the caller may see in some records.
    pub(crate) shown: Arc<AppSettings>,
    /// With the fields that the caller may see in every record. Conditions, sort orders and reports
    /// name only these. Other fields would reveal values in records where they are hidden.
    pub(crate) searched: Arc<AppSettings>,
    /// What the caller may do with each field.
    pub(crate) rights: FieldRights,
}

impl Seen {
    pub(crate) fn of(known: &Narrowed, access: &Access, live: &Arc<AppSettings>) -> Self {
        let rights = access.fields(&live.acl.fields);
        let without = |hides: &dyn Fn(FieldId) -> bool| -> BTreeSet<FieldId> {
            let ids = live.acl.fields.iter().map(|rule| rule.field);
            ids.filter(|id| hides(*id)).collect()
        };
        let hidden = without(&|id| rights.at_most(id) == Accessibility::None);
        let unsearched = without(&|id| rights.always(id) == Accessibility::None);
        let narrowed = |hidden: &BTreeSet<FieldId>| {
            if unsearched.is_empty() {
                return Arc::clone(live);
            }
            let key = (live.app, live.revision, hidden.clone(), unsearched.clone());
            let narrow = || {
                let settings = live.without(hidden, &unsearched);
                Ok::<_, Infallible>(Arc::new(settings))
            };
            match known.get_or_insert_with(&key, narrow) {
                Ok(narrowed) => narrowed,
                Err(never) => match never {},
            }
        };
        Self {
            shown: narrowed(&hidden),
            searched: narrowed(&unsearched),
            rights,
        }
    }

    /// Returns true if the caller may see other fields in one record than in another.
    pub(crate) fn differs(&self) -> bool {
        self.rights.differing().next().is_some()
    }
}

impl Store {
    /// Returns the rights of `actor` in `app`. The permissions for the app decide for a user; a
    /// system administrator manages every app too (R51). A bearer of several tokens has the
    /// permissions of all of them together.
    ///
    /// # Errors
    /// [`Error::Denied`] if the actor has no right at all, [`Error::NoApp`] if there is no such
    /// app.
    pub async fn access(&self, actor: &Actor, app: AppId) -> Result<Access> {
        let known = self.known_app(app).await?.ok_or(Error::NoApp(app))?;
        let memberships = self.memberships_of(actor).await?;
        Access::to(&known.app, actor, &memberships)
    }

    /// Returns the rights of the same actor as they are now, for work that takes long.
    ///
    /// # Errors
    /// Those of [`Store::access`].
    pub async fn access_now(&self, access: &Access) -> Result<Access> {
        let actor = match access.actor() {
            Actor::User(user, address) => {
                let user = self.user(user.id).await?.ok_or(Error::Denied)?;
                Actor::User(Arc::new(user), *address)
            }
            tokens @ Actor::Tokens(..) => tokens.clone(),
        };
        self.access(&actor, access.app()).await
    }

    /// Returns the groups and organizations of a user. A bearer of tokens has none.
    pub async fn memberships_of(&self, actor: &Actor) -> Result<Arc<Memberships>> {
        match actor {
            Actor::User(user, _) => self.memberships(user).await,
            Actor::Tokens(..) => Ok(Arc::default()),
        }
    }
}

/// Returns the rights of the same actor in another app. It runs inside a transaction, which must not
/// wait for a second connection.
pub(crate) async fn within(tx: &mut Tx, own: &Access, app: AppId) -> Result<Access> {
    const SQL: &str = "SELECT a.creator, r.acl FROM apps a JOIN app_revisions r
         ON r.app_id = a.id AND r.revision = COALESCE(a.live_revision, a.preview_revision)
         WHERE a.id = $1";
    let row: Option<(Option<i64>, String)> = with_tx!(tx, |db| sqlx::query_as(SQL)
        .bind(app.0)
        .fetch_optional(db)
        .await)?;
    let (creator, acl) = row.ok_or(Error::NoApp(app))?;
    let acl: Acl = parse("permissions", &acl)?;
    let creator = creator.map(UserId);
    decide(&own.actor, &own.memberships, app, creator, &acl.app)
}

fn decide(
    actor: &Actor,
    memberships: &Arc<Memberships>,
    app: AppId,
    creator: Option<UserId>,
    rights: &AppRights,
) -> Result<Access> {
    let is_creator = actor.user().is_some_and(|user| creator == Some(user.id));
    let rights = match actor {
        Actor::User(user, _) if !user.active => return Err(Error::Denied),
        Actor::User(user, _) => {
            let person = Person {
                login: &user.login,
                memberships,
                is_creator,
            };
            let (mut rights, _) = rights.of(&person);
            rights.manage |= user.admin;
            rights
        }
        Actor::Tokens(tokens, _) => {
            let own = tokens.iter().filter(|token| token.app == app);
            let permissions = own.fold(Permissions::default(), |all, token| {
                all.or(token.permissions)
            });
            permissions.into()
        }
    };
    if rights == Rights::NONE {
        return Err(Error::Denied);
    }
    let owner = uploads::owner(actor).into();
    Ok(Access {
        app,
        actor: actor.clone(),
        by: actor.by_token(|token| token.app == app),
        memberships: Arc::clone(memberships),
        is_creator,
        rights,
        owner,
    })
}

/// A token with the permission to add records may also import them, and one with the permission to
/// view them may export them.
impl From<Permissions> for Rights {
    fn from(permissions: Permissions) -> Self {
        let Permissions {
            view,
            add,
            edit,
            delete,
            manage,
        } = permissions;
        Self {
            view,
            add,
            edit,
            delete,
            manage,
            import: add,
            export: view,
        }
    }
}
