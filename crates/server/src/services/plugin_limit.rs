//! How many plug-ins an app may have (R48): as configured, until an administrator says otherwise.

use plugdock_schema::{Millis, UserId};
use plugdock_store::AuditLine;

use crate::error::Error;
use crate::state::AppState;

/// The server setting that holds the number.
const KEY: &str = "app.plugins";

/// The most that may be chosen: each plug-in's scripts run on each page of the app.
pub(crate) const MAX_PLUGINS: i64 = 1_000;

/// What is in force now.
pub(crate) async fn in_force(state: &AppState) -> Result<usize, Error> {
    match state.store.server_setting(KEY).await? {
        None => Ok(state.config.plugins_per_app),
        Some(text) => text.parse().map_err(|error| Error::internal(&error)),
    }
}

/// Chooses another number. Apps that have more keep what they have.
pub(crate) async fn choose(
    state: &AppState,
    most: usize,
    by: UserId,
    now: Millis,
) -> Result<(), Error> {
    let line = AuditLine::new("settings.change", Some(by), now);
    let line = line.detail(format!("plugins_per_app={most}"));
    state
        .store
        .change_server_setting(KEY, now, |_| Ok((most.to_string(), line)))
        .await
}
