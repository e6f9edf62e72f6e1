//! A cache of the data that proxied calls need, so that a call needs no database query while
//! nothing has changed.
//!
//! An entry is loaded again when the app, one of its plug-ins or an administrator's restriction
//! changes. Other changes do not affect it. Writes of this process take effect before they are
//! answered. Writes of other processes take effect within the poll interval, so a deleted
//! credential is used for at most one more second.

use std::collections::HashMap;
use std::sync::Arc;

use plugdock_package::PluginId;
use plugdock_proxy::target::Target;
use plugdock_proxy::{Lock, Method, Origin, ProxyConfig, Secrets};
use plugdock_schema::{AppId, ProxyConfigId};
use plugdock_store::{AppSettings, Cache, OpenProxyConfig, Reads, Store, Topic};

use crate::config::Credentials;
use crate::error::Error;
use crate::services::credential_policy;
use crate::services::egress_lock::{self, Hold};

/// The maximum number of cached apps. Live and preview settings count separately.
const APPS: u64 = 2_000;

/// The choice between an app's live and preview settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Stage {
    /// The live settings.
    Live,
    /// The preview settings.
    Preview,
}

/// The plug-ins of an app, in the form that the proxy needs.
#[derive(Debug)]
pub(crate) struct AppView {
    pub(crate) app: AppId,
    /// The installed plug-ins by ID.
    pub(crate) plugins: HashMap<String, Arc<PluginView>>,
    /// The lock for calls without a plug-in (`kintone.proxy`). Every script of a page can make such
    /// calls, so the strictest lock of the app's plug-ins applies. It allows the origins of all of
    /// them.
    pub(crate) lock: Option<Arc<Lock>>,
    /// The sealed secrets of all plug-ins, by the origin that they are sent to. They are removed from
    /// its answers, whichever plug-in calls (R08.4). In answers of other origins they stay:
    /// otherwise a script could find out a secret by letting its own server send guesses.
    pub(crate) secrets: HashMap<Origin, Arc<Secrets>>,
}

/// A plug-in of an app.
#[derive(Debug)]
pub(crate) struct PluginView {
    pub(crate) id: PluginId,
    /// The app and the plug-in as one name.
    pub(crate) caller: Arc<str>,
    /// True if its scripts run (R44).
    pub(crate) enabled: bool,
    /// True if pages may not read its credentials (R01, R03).
    pub(crate) sealed: bool,
    /// The hosts in `manifest.allowed_hosts`.
    pub(crate) allowed_hosts: Option<Arc<[String]>>,
    /// The egress lock of the plug-in, if it has one.
    pub(crate) lock: Option<Arc<Lock>>,
    /// Its proxy configs with decrypted credentials.
    pub(crate) proxy_configs: Arc<[ProxyConfig]>,
    /// The IDs of `proxy_configs`, in the same order.
    pub(crate) proxy_config_ids: Vec<ProxyConfigId>,
}

/// The cache. All requests share it.
#[derive(Debug)]
pub struct Snapshot {
    configured: Credentials,
    views: Cache<(AppId, Stage), Option<Arc<AppView>>>,
}

impl Snapshot {
    /// Creates an empty cache. `configured` is the server's profile for credentials (R01).
    pub fn new(configured: Credentials, store: &Store) -> Self {
        Self {
            configured,
            views: store.cache(APPS),
        }
    }

    /// Returns the plug-ins of `app`, or `None` if the app was never deployed.
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
        let Some(settings) = settings(store, id, stage).await? else {
            return Ok(None);
        };
        // A lock counts deployed proxy configs only. Otherwise a script could open it by saving one
        // (R08.5).
        let live = match stage {
            Stage::Live => None,
            Stage::Preview => Box::pin(self.view(store, id, Stage::Live)).await?,
        };
        let mut saved: HashMap<PluginId, Vec<_>> = HashMap::new();
        for proxy_config in store.open_proxy_configs(id, settings.revision).await? {
            saved
                .entry(proxy_config.plugin.clone())
                .or_default()
                .push(proxy_config);
        }
        let stricter = credential_policy::stricter(store).await?;
        let chosen = egress_lock::chosen(store).await?;
        let mut plugins = HashMap::new();
        let mut any = Lock::default();
        let mut strictest = Hold::Off;
        for used in &settings.plugins {
            reads.of(Topic::Plugin, &used.id);
            // Uninstalled plug-ins keep their settings but do not run (R35).
            let Some(plugin) = store.plugin(&used.id).await? else {
                continue;
            };
            let saved = saved.remove(&used.id).unwrap_or_default();
            let (proxy_configs, proxy_config_ids) = prepared(saved)?;
            let allowed_hosts = plugin.manifest.allowed_hosts.clone();
            let hold = chosen.of(id, &used.id);
            let deployed = match (&live, stage) {
                (_, Stage::Live) => Some(&proxy_configs),
                (Some(live), _) => live
                    .plugins
                    .get(used.id.as_str())
                    .map(|plugin| &plugin.proxy_configs),
                (None, _) => None,
            };
            let deployed = deployed.into_iter().flat_map(|all| all.iter());
            let urls = deployed.filter(|one| adds(one)).map(|one| one.url.as_str());
            let lock = Lock::new(urls, allowed_hosts.as_deref(), hold == Hold::Enforce);
            any = any.or(&lock);
            strictest = strictest.max(hold);
            let sealed = self.configured == Credentials::Sealed || stricter.seals(id, &used.id);
            let view = PluginView {
                id: used.id.clone(),
                caller: format!("{id}/{}", used.id).into(),
                enabled: used.enabled,
                sealed,
                allowed_hosts: allowed_hosts.map(Into::into),
                lock: (hold != Hold::Off).then(|| Arc::new(lock)),
                proxy_configs,
                proxy_config_ids,
            };
            plugins.insert(used.id.to_string(), Arc::new(view));
        }
        // A plug-in that is removed in the preview settings still restricts calls without a plug-in.
        if let Some(lock) = live.as_ref().and_then(|live| live.lock.as_ref()) {
            any = any.or(lock);
            strictest = strictest.max(Hold::Report);
        }
        let deployed = live.iter().flat_map(|live| live.plugins.values());
        Ok(Some(AppView {
            app: id,
            secrets: secrets(plugins.values().chain(deployed)),
            lock: (strictest != Hold::Off).then(|| Arc::new(any)),
            plugins,
        }))
    }
}

/// Returns the secrets of sealed plug-ins by origin.
fn secrets<'a>(
    plugins: impl Iterator<Item = &'a Arc<PluginView>>,
) -> HashMap<Origin, Arc<Secrets>> {
    let sealed = plugins.filter(|plugin| plugin.sealed);
    let mut by_origin: HashMap<Origin, Vec<&ProxyConfig>> = HashMap::new();
    for proxy_config in sealed.flat_map(|plugin| plugin.proxy_configs.iter()) {
        if let Ok(target) = Target::parse(proxy_config.url.as_str()) {
            let origin = target.origin().clone();
            by_origin.entry(origin).or_default().push(proxy_config);
        }
    }
    let all = by_origin.into_iter();
    all.map(|(origin, proxy_configs)| (origin, Arc::new(Secrets::of(proxy_configs))))
        .filter(|(_, secrets)| !secrets.is_empty())
        .collect()
}

/// Returns the proxy configs of a plug-in as the proxy needs them, and their IDs.
fn prepared(
    saved: Vec<OpenProxyConfig>,
) -> Result<(Arc<[ProxyConfig]>, Vec<ProxyConfigId>), Error> {
    let mut proxy_configs = Vec::with_capacity(saved.len());
    let mut ids = Vec::with_capacity(saved.len());
    for saved in saved {
        // This is an error because a credential that silently stops being added is hard to find.
        let method = Method::parse(&saved.method).map_err(|_| {
            Error::internal(&format!("proxy config {}: unreadable method", saved.id))
        })?;
        proxy_configs.push(ProxyConfig {
            url: saved.url.into(),
            method,
            headers: saved.headers,
            data: saved.data,
        });
        ids.push(saved.id);
    }
    Ok((proxy_configs.into(), ids))
}

/// Returns true if the proxy config adds something to calls. One that adds nothing is no sign that
/// somebody intended such calls (R06).
fn adds(proxy_config: &ProxyConfig) -> bool {
    !proxy_config.headers.is_empty() || !proxy_config.data.is_empty()
}

impl AppView {
    /// Returns true if the deployment of these preview settings would let a plug-in with an enforced
    /// egress lock call another origin.
    pub(crate) fn widens(&self) -> bool {
        self.plugins.values().any(|plugin| {
            let is_new = |lock: &Lock| {
                let mut urls = plugin.proxy_configs.iter().filter(|one| adds(one));
                urls.any(|one| {
                    let target = Target::parse(one.url.as_str());
                    target.is_ok_and(|target| !lock.permits(&target))
                })
            };
            let lock = plugin.lock.as_ref().filter(|lock| lock.is_enforced());
            lock.is_some_and(|lock| is_new(lock))
        })
    }
}

/// Returns an app's settings. Deployed settings are shared with all other readers.
async fn settings(
    store: &Store,
    id: AppId,
    stage: Stage,
) -> Result<Option<Arc<AppSettings>>, Error> {
    if stage == Stage::Live {
        return Ok(store.live_settings(id).await?);
    }
    let Some(app) = store.app(id).await? else {
        return Ok(None);
    };
    let settings = store.settings(id, app.preview).await?;
    Ok(settings.map(Arc::new))
}
