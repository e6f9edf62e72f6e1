//! The maximum number of plug-ins in an app (R48): the configured number, unless an administrator
//! chose another.

use plugdock_schema::Millis;
use plugdock_store::{AuditLine, By};

use crate::error::Error;
use crate::state::AppState;

/// The name of the server setting with the number.
const KEY: &str = "app.plugins";

/// The largest number that may be chosen. The scripts of each plug-in run on each page of the app.
pub(crate) const MAX_PLUGINS: i64 = 1_000;

/// Returns the number that currently applies.
pub(crate) async fn in_force(state: &AppState) -> Result<usize, Error> {
    match state.store.server_setting(KEY).await? {
        None => Ok(state.config.plugins_per_app),
        Some(text) => text.parse().map_err(|error| Error::internal(&error)),
    }
}

/// Changes the number. Apps with more plug-ins keep them.
pub(crate) async fn choose(
    state: &AppState,
    most: usize,
    by: By,
    now: Millis,
) -> Result<(), Error> {
    let line = AuditLine::new("settings.change", by, now);
    let line = line.detail(format!("plugins_per_app={most}"));
    state
        .store
        .change_server_setting(KEY, now, |_| Ok((most.to_string(), line)))
        .await
}
