//! What a proxied call needs to know, without asking the database while nothing has changed.
//!
//! It is read anew when the app, one of its plug-ins or what administrators made stricter changes, and
//! stays when anything else does. Writes of this process count before they answer; those of others are
//! seen within the poll's interval, so that a deleted credential is used for no longer than a second.

use std::collections::HashMap;
use std::sync::Arc;

use plugdock_package::PluginId;
use plugdock_proxy::{Lock, Method, ProxyConfig};
use plugdock_schema::{AppId, ProxyConfigId};
use plugdock_store::{AppSettings, Cache, Reads, Store, Topic};

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
    /// Its proxy configs, credentials in clear.
    pub(crate) proxy_configs: Arc<[ProxyConfig]>,
    /// The ids of `proxy_configs`, in the same order.
    pub(crate) proxy_config_ids: Vec<ProxyConfigId>,
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
        let Some(settings) = settings(store, id, stage).await? else {
            return Ok(None);
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
            // Uninstalled plug-ins keep their settings and do not run (R35).
            let Some(plugin) = store.plugin(&used.id).await? else {
                continue;
            };
            let mut proxy_configs = Vec::new();
            let mut proxy_config_ids = Vec::new();
            for proxy_config in saved.remove(&used.id).unwrap_or_default() {
                // A credential that silently stopped being added would be hard to find.
                let method = Method::parse(&proxy_config.method).map_err(|_| {
                    Error::internal(&format!(
                        "proxy config {}: unreadable method",
                        proxy_config.id
                    ))
                })?;
                proxy_configs.push(ProxyConfig {
                    url: proxy_config.url.into(),
                    method,
                    headers: proxy_config.headers,
                    data: proxy_config.data,
                });
                proxy_config_ids.push(proxy_config.id);
            }
            let allowed_hosts = plugin.manifest.allowed_hosts.clone();
            let hold = chosen.of(id, &used.id);
            let adds = |proxy_config: &&ProxyConfig| {
                !proxy_config.headers.is_empty() || !proxy_config.data.is_empty()
            };
            let saved = proxy_configs
                .iter()
                .filter(adds)
                .map(|proxy_config| proxy_config.url.as_str());
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
                proxy_configs: proxy_configs.into(),
                proxy_config_ids,
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

/// An app's settings; those that run are shared with whoever else asks for them.
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
