//! An app's settings: the live ones and the preview ones (R40).

use std::sync::Arc;

use plugdock_schema::AppId;
use plugdock_store::{Access, Actor, AppSettings, Store};

use crate::error::Error;

/// Returns the access of a caller who may manage an app, or an error.
pub(crate) async fn managed(store: &Store, actor: &Actor, app: AppId) -> Result<Access, Error> {
    let access = store.access(actor, app).await?;
    if access.can_manage() {
        Ok(access)
    } else {
        Err(Error::no_privilege())
    }
}

/// Returns the live settings. An app that was never deployed counts as missing.
pub(crate) async fn live(store: &Store, app: AppId) -> Result<Arc<AppSettings>, Error> {
    let live = store.live_settings(app).await?;
    live.ok_or_else(|| Error::no_app(&app))
}

/// Returns the live settings with the fields that the caller may see in some records.
pub(crate) async fn seen(store: &Store, access: &Access) -> Result<Arc<AppSettings>, Error> {
    let seen = store.seen_settings(access).await?;
    seen.ok_or_else(|| Error::no_app(&access.app()))
}

/// Returns the preview settings.
pub(crate) async fn preview(store: &Store, app: AppId) -> Result<AppSettings, Error> {
    let known = store.app(app).await?.ok_or_else(|| Error::no_app(&app))?;
    let settings = store.settings(app, known.preview).await?;
    settings.ok_or_else(|| Error::no_app(&app))
}
