//! A cache of what every request needs to know of an app: its creator and its live settings.

use std::sync::Arc;

use plugdock_schema::AppId;

use crate::{
    Access, App, AppSettings, Reads, Result, Store, Topic, access::Seen, app_settings, apps,
};

/// The maximum number of cached apps. Most of their size is the forms: about 10 KB each, at most
/// ten times that.
pub(crate) const APPS: u64 = 500;

/// An app with its live settings.
#[derive(Debug)]
pub(crate) struct KnownApp {
    pub(crate) app: App,
    /// The live settings; `None` if the app was never deployed.
    pub(crate) live: Option<Arc<AppSettings>>,
}

impl Store {
    /// Returns the app, or `None` if there is no such app.
    pub(crate) async fn known_app(&self, id: AppId) -> Result<Option<Arc<KnownApp>>> {
        let load = |mut reads: Reads| async move {
            reads.of(Topic::App, id);
            // A snapshot, because a deploy between the two reads could remove the live revision.
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

    /// Returns the live settings with the fields that a caller may see in some records. Returns
    /// `None` if there is no such app, or if it was never deployed.
    pub async fn seen_settings(&self, access: &Access) -> Result<Option<Arc<AppSettings>>> {
        let live = self.live_settings(access.app()).await?;
        Ok(live.map(|live| Seen::of(&self.inner.narrowed, access, &live).shown))
    }

    /// Returns the live settings. Returns `None` if there is no such app, or if it was never
    /// deployed.
    pub async fn live_settings(&self, app: AppId) -> Result<Option<Arc<AppSettings>>> {
        let known = self.known_app(app).await?;
        Ok(known.and_then(|known| known.live.clone()))
    }
}
