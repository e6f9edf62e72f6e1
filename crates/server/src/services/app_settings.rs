//! An app's settings: those that run, and those that wait for the next update (R40).

use std::sync::Arc;

use plugdock_schema::AppId;
use plugdock_store::{Access, Actor, AppSettings, Store};

use crate::error::Error;

/// The right to manage an app.
pub(crate) async fn managed(store: &Store, actor: &Actor, app: AppId) -> Result<Access, Error> {
    let access = store.access(actor, app).await?;
    if access.can_manage() {
        Ok(access)
    } else {
        Err(Error::no_privilege())
    }
}

/// The settings that run; an app that was never deployed has none and is not there.
pub(crate) async fn live(store: &Store, app: AppId) -> Result<Arc<AppSettings>, Error> {
    let live = store.live_settings(app).await?;
    live.ok_or_else(|| Error::no_app(&app))
}

/// The settings that wait.
pub(crate) async fn preview(store: &Store, app: AppId) -> Result<AppSettings, Error> {
    let known = store.app(app).await?.ok_or_else(|| Error::no_app(&app))?;
    let settings = store.settings(app, known.preview).await?;
    settings.ok_or_else(|| Error::no_app(&app))
}
