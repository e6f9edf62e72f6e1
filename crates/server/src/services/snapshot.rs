//! What a proxied call needs to know, without asking the database while nothing has changed.
//!
//! It is read anew when the app, one of its plug-ins or what administrators made stricter changes, and
//! stays when anything else does. Writes of this process count before they answer; those of others are
//! seen within the poll's interval, so that a deleted credential is used for no longer than a second.

use std::collections::HashMap;
use std::sync::Arc;

use plugdock_package::PluginId;
use plugdock_proxy::{Entry, Hosts, Lock};
use plugdock_schema::{AppId, EntryId, Revision};
use plugdock_store::{Cache, KeptEntry, Reads, Store, Topic};
use tokio::sync::OnceCell;

use crate::config::Credentials;
use crate::error::Error;
use crate::services::credential_policy;
use crate::services::egress_lock::{self, Hold};

/// Apps kept at once, live and preview apart; more are read again.
const APPS: u64 = 2_000;

/// Which of an app's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Stage {
    /// Those deployed.
    Live,
    /// Those to come.
    Preview,
}

impl Stage {
    /// Whether these settings hold the entry.
    fn holds(self, entry: &KeptEntry) -> bool {
        match self {
            Self::Live => entry.live,
            Self::Preview => entry.preview,
        }
    }
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
    pub(crate) allowed_hosts: Option<Arc<Hosts>>,
    /// Where it is held to, or reported for leaving.
    pub(crate) lock: Option<Arc<Lock>>,
    /// The revision that its entries are of.
    revision: (AppId, Revision),
    opened: OnceCell<Opened>,
}

/// The saved entries of a plug-in, credentials in clear.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) entries: Vec<Entry>,
    /// The ids of `entries`, in the same order.
    pub(crate) ids: Vec<EntryId>,
}

impl PluginView {
    /// Its saved entries, opened when they are first asked for: what needs none opens none, and one
    /// that does not open stops its own plug-in alone.
    ///
    /// They are as fresh as the view: a revision's entries can only be deleted, which ends the view.
    pub(crate) async fn opened(&self, store: &Store) -> Result<&Opened, Error> {
        let open = async || {
            let (app, revision) = self.revision;
            let open = store.open_entries(app, revision, &self.id).await?;
            let (ids, entries) = open.into_iter().unzip();
            Ok(Opened { entries, ids })
        };
        self.opened.get_or_try_init(open).await
    }
}

/// The cache. Shared by all requests.
#[derive(Debug)]
pub struct Snapshot {
    configured: Credentials,
    views: Cache<(AppId, Stage), Option<Arc<AppView>>>,
}

impl Snapshot {
    /// An empty one; `configured` is the server's profile (R01).
    pub fn new(configured: Credentials, store: &Store) -> Self {
        Self {
            configured,
            views: store.cache(APPS),
        }
    }

    /// The plug-ins of `app`; `None` where nothing is deployed yet.
    pub(crate) async fn view(
        &self,
        store: &Store,
        app: AppId,
        stage: Stage,
    ) -> Result<Option<Arc<AppView>>, Error> {
        let load = |mut reads| async move {
            let view = self.load(store, app, stage, &mut reads).await?;
            Ok::<_, Error>(Some((view.map(Arc::new), reads)))
        };
        let view = self.views.get_or(&(app, stage), load).await?;
        Ok(view.flatten())
    }

    async fn load(
        &self,
        store: &Store,
        id: AppId,
        stage: Stage,
        reads: &mut Reads,
    ) -> Result<Option<AppView>, Error> {
        reads.of(Topic::App, id);
        reads.of(Topic::Setting, credential_policy::KEY);
        reads.of(Topic::Setting, egress_lock::KEY);
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
        let saved = store.entries_of(id).await?;
        let stricter = credential_policy::stricter(store).await?;
        let chosen = egress_lock::chosen(store).await?;
        let mut plugins = HashMap::new();
        let mut any = Lock::default();
        let mut strictest = Hold::Off;
        for used in &settings.plugins {
            reads.of(Topic::Plugin, &used.id);
            // Uninstalled plug-ins keep their settings and do not run (R35).
            let Some(plugin) = store.plugin(&used.id).await? else {
                continue;
            };
            let allowed_hosts = plugin.manifest.allowed_hosts.as_deref().map(Hosts::new);
            let hold = chosen.of(id, &used.id);
            let counts =
                |entry: &&KeptEntry| entry.plugin == used.id && stage.holds(entry) && entry.adds();
            let urls = saved.iter().filter(counts).map(|entry| &*entry.url);
            let lock = Lock::new(urls, allowed_hosts.as_ref(), hold == Hold::Enforce);
            any = any.or(&lock);
            strictest = strictest.max(hold);
            let view = PluginView {
                id: used.id.clone(),
                caller: format!("{id}/{}", used.id).into(),
                enabled: used.enabled,
                sealed: self.configured == Credentials::Sealed || stricter.seals(id, &used.id),
                allowed_hosts: allowed_hosts.map(Arc::new),
                lock: (hold != Hold::Off).then(|| Arc::new(lock)),
                revision: (id, revision),
                opened: OnceCell::new(),
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
