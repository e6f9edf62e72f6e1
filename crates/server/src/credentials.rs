//! Who may read saved credentials, as far as administrators made it stricter than the server's
//! setting (R01).

use std::collections::HashSet;

use plugdock_package::PluginId;
use plugdock_store::{AppId, Store};

use crate::error::Error;

/// The server setting that holds what was made stricter: `{"all": bool, "plugins": ["3/abc…"]}`.
const KEY: &str = "credentials.sealed";

/// What administrators sealed beyond the server's own setting. It can only grow stricter than the
/// configuration, since it names what is sealed and never what is readable.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Stricter {
    /// Everything.
    all: bool,
    /// Plug-ins of single apps, as `{app}/{plug-in}`.
    plugins: HashSet<String>,
}

impl Stricter {
    /// Whether this plug-in's credentials are sealed in this app.
    pub(crate) fn seals(&self, app: AppId, plugin: &PluginId) -> bool {
        self.all || self.plugins.contains(&format!("{app}/{plugin}"))
    }

    /// Seals everything, or lifts that again.
    pub(crate) fn set_all(&mut self, sealed: bool) {
        self.all = sealed;
    }

    /// Seals one plug-in in one app, or lifts that again.
    pub(crate) fn set(&mut self, app: AppId, plugin: &PluginId, sealed: bool) {
        let name = format!("{app}/{plugin}");
        if sealed {
            self.plugins.insert(name);
        } else {
            self.plugins.remove(&name);
        }
    }
}

/// One change after the other: each reads what is in force and writes all of it again, and a seal
/// must not be lost to another's.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Changes what is in force from now on.
pub(crate) async fn change(
    store: &Store,
    now: plugdock_store::Millis,
    edit: impl FnOnce(&mut Stricter),
) -> Result<(), Error> {
    let _turn = TURN.lock().await;
    let mut stricter = stricter(store).await?;
    edit(&mut stricter);
    keep(store, &stricter, now).await
}

/// What is in force now.
pub(crate) async fn stricter(store: &Store) -> Result<Stricter, Error> {
    match store.server_setting(KEY).await? {
        None => Ok(Stricter::default()),
        Some(text) => serde_json::from_str(&text).map_err(|error| Error::internal(&error)),
    }
}

async fn keep(
    store: &Store,
    stricter: &Stricter,
    now: plugdock_store::Millis,
) -> Result<(), Error> {
    let text = serde_json::to_string(stricter).map_err(|error| Error::internal(&error))?;
    Ok(store.set_server_setting(KEY, &text, now).await?)
}
