//! What a proxied call needs to know, without asking the database while nothing has changed.
//!
//! Everything here was read at one value of the store's counter of changes (`Store::head`) and is
//! used only while the counter stands there. Writes of this process raise it before they answer;
//! those of others are seen within the poll's interval (DESIGN: a deleted credential is used for
//! no longer than a second).

use std::collections::HashMap;
use std::sync::Arc;

use plugdock_package::PluginId;
use plugdock_proxy::{Entry, Lock, Method};
use plugdock_store::{Access, Actor, AppId, EntryId, Store, User, UserId};
use quick_cache::sync::Cache;

use crate::config::Credentials;
use crate::error::Error;
use crate::services::egress_lock::{self, Hold};
use crate::services::ttl_cache::cache;

/// Apps kept at once, live and preview apart; more are read again.
const APPS: u64 = 2_000;
/// Rights kept at once, one for each user and app.
const RIGHTS: u64 = 100_000;

/// Which of an app's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Stage {
    /// Those deployed.
    Live,
    /// Those to come.
    Preview,
}

/// An app's plug-ins as the proxy needs them.
#[derive(Debug)]
pub(crate) struct AppView {
    pub(crate) app: AppId,
    /// By plug-in ID; installed ones only.
    pub(crate) plugins: HashMap<String, Arc<PluginView>>,
    /// Holds calls in no plug-in's name (`kintone.proxy`): every script of a page can make them, so
    /// they are held as the strictest plug-in is, to where any of them may call.
    pub(crate) lock: Option<Arc<Lock>>,
}

/// One plug-in of an app.
#[derive(Debug)]
pub(crate) struct PluginView {
    pub(crate) id: PluginId,
    /// App and plug-in as one name.
    pub(crate) caller: Arc<str>,
    /// Its scripts run (R44).
    pub(crate) enabled: bool,
    /// Pages may not read its credentials (R01, R03).
    pub(crate) sealed: bool,
    /// `manifest.allowed_hosts`.
    pub(crate) allowed_hosts: Option<Arc<[String]>>,
    /// Where it is held to, or reported for leaving.
    pub(crate) lock: Option<Arc<Lock>>,
    /// Its saved entries, credentials in clear.
    pub(crate) entries: Arc<[Entry]>,
    /// The ids of `entries`, in the same order.
    pub(crate) entry_ids: Vec<EntryId>,
}

/// What was read of an app (`None`: there is none), and the number of changes it is valid for.
type Seen = (i64, Option<Arc<AppView>>);

/// The cache. Shared by all requests.
#[derive(Debug)]
pub struct Snapshot {
    configured: Credentials,
    views: Cache<(AppId, Stage), Seen>,
    rights: Cache<(UserId, AppId), (i64, Access)>,
}

impl Snapshot {
    /// An empty one; `configured` is the server's profile (R01).
    pub fn new(configured: Credentials) -> Self {
        Self {
            configured,
            views: cache(APPS),
            rights: cache(RIGHTS),
        }
    }

    /// What `user` may do in `app`.
    pub(crate) async fn access(
        &self,
        store: &Store,
        user: &Arc<User>,
        app: AppId,
    ) -> Result<Access, Error> {
        let head = store.head();
        if let Some((at, access)) = self.rights.get(&(user.id, app))
            && at == head
        {
            return Ok(access);
        }
        let actor = Actor::User(Arc::clone(user));
        // Boxed, as what is read below: calls that find it here need no room for it.
        let access = Box::pin(store.access(&actor, app)).await?;
        self.rights.insert((user.id, app), (head, access.clone()));
        Ok(access)
    }

    /// The plug-ins of `app`; `None` where nothing is deployed yet.
    pub(crate) async fn view(
        &self,
        store: &Store,
        app: AppId,
        stage: Stage,
    ) -> Result<Option<Arc<AppView>>, Error> {
        // Read before the store is: what changes meanwhile makes the entry stale, not wrong.
        let head = store.head();
        if let Some((at, view)) = self.views.get(&(app, stage))
            && at == head
        {
            return Ok(view);
        }
        let view = Box::pin(self.load(store, app, stage)).await?.map(Arc::new);
        self.views.insert((app, stage), (head, view.clone()));
        Ok(view)
    }

    async fn load(&self, store: &Store, id: AppId, stage: Stage) -> Result<Option<AppView>, Error> {
        let Some(app) = store.app(id).await? else {
            return Ok(None);
        };
        let revision = match stage {
            Stage::Live => app.live,
            Stage::Preview => Some(app.preview),
        };
        let Some(revision) = revision else {
            return Ok(None);
        };
        let Some(settings) = store.settings(id, revision).await? else {
            return Ok(None);
        };
        let mut saved: HashMap<PluginId, Vec<_>> = HashMap::new();
        for entry in store.open_entries(id, revision).await? {
            saved.entry(entry.plugin.clone()).or_default().push(entry);
        }
        let stricter = crate::services::credential_policy::stricter(store).await?;
        let chosen = egress_lock::chosen(store).await?;
        let mut plugins = HashMap::new();
        let mut any = Lock::default();
        let mut strictest = Hold::Off;
        for used in &settings.plugins {
            // Uninstalled plug-ins keep their settings and do not run (R35).
            let Some(plugin) = store.plugin(&used.id).await? else {
                continue;
            };
            let mut entries = Vec::new();
            let mut entry_ids = Vec::new();
            for entry in saved.remove(&used.id).unwrap_or_default() {
                let Ok(method) = Method::parse(&entry.method) else {
                    continue;
                };
                entries.push(Entry {
                    url: entry.url.into(),
                    method,
                    headers: entry.headers,
                    data: entry.data,
                });
                entry_ids.push(entry.id);
            }
            let allowed_hosts = plugin.manifest.allowed_hosts.clone();
            let hold = chosen.of(id, &used.id);
            let adds = |entry: &&Entry| !entry.headers.is_empty() || !entry.data.is_empty();
            let saved = entries.iter().filter(adds).map(|entry| entry.url.as_str());
            let lock = Lock::new(saved, allowed_hosts.as_deref(), hold == Hold::Enforce);
            any = any.or(&lock);
            strictest = strictest.max(hold);
            let view = PluginView {
                id: used.id.clone(),
                caller: format!("{id}/{}", used.id).into(),
                enabled: used.enabled,
                sealed: self.configured == Credentials::Sealed || stricter.seals(id, &used.id),
                allowed_hosts: allowed_hosts.map(Into::into),
                lock: (hold != Hold::Off).then(|| Arc::new(lock)),
                entries: entries.into(),
                entry_ids,
            };
            plugins.insert(used.id.to_string(), Arc::new(view));
        }
        Ok(Some(AppView {
            app: id,
            plugins,
            lock: (strictest != Hold::Off).then(|| Arc::new(any)),
        }))
    }
}
