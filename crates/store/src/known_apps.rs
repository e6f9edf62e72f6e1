//! What every call asks of an app: whose it is, and what is deployed. Kept while the app stands.

use std::sync::Arc;

use plugdock_schema::AppId;

use crate::{App, AppSettings, Reads, Result, Store, Topic, app_settings, apps};

/// Apps kept at once. Their forms are the greatest part: some 10 KB each, ten times that at most.
pub(crate) const APPS: u64 = 500;

/// An app with its live settings.
#[derive(Debug)]
pub(crate) struct KnownApp {
    pub(crate) app: App,
    /// `None` where nothing was ever deployed.
    pub(crate) live: Option<Arc<AppSettings>>,
}

impl Store {
    /// The app; `None` where there is none.
    pub(crate) async fn known_app(&self, id: AppId) -> Result<Option<Arc<KnownApp>>> {
        let load = |mut reads: Reads| async move {
            reads.of(Topic::App, id);
            // One state of the database: a deploy in between would leave a revision that is gone.
            let mut tx = self.pool().snapshot().await?;
            let Some(app) = apps::load(&mut tx, id).await? else {
                return Ok(None);
            };
            let live = match app.live {
                Some(live) => Some(Arc::new(app_settings::must_load(&mut tx, id, live).await?)),
                None => None,
            };
            Ok(Some((Arc::new(KnownApp { app, live }), reads)))
        };
        self.inner.apps.get_or(&id, load).await
    }

    /// The settings that run; `None` where there is no such app, or nothing was ever deployed.
    pub async fn live_settings(&self, app: AppId) -> Result<Option<Arc<AppSettings>>> {
        let known = self.known_app(app).await?;
        Ok(known.and_then(|known| known.live.clone()))
    }
}
