//! The restrictions that administrators add to the server's setting for reading saved credentials
//! (R01).

use std::collections::HashSet;

use plugdock_package::PluginId;
use plugdock_schema::{AppId, Millis};
use plugdock_store::{AuditLine, By, Store};

use crate::error::Error;

/// The name of the server setting with the restrictions: `{"all": bool, "plugins": ["3/abc…"]}`.
pub(crate) const KEY: &str = "credentials.sealed";

/// The credentials that administrators sealed in addition to the server's own setting. It lists
/// sealed credentials and never readable ones, so it can only be stricter than the configuration.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Stricter {
    /// True if all credentials are sealed.
    all: bool,
    /// The sealed plug-ins of single apps, as `{app}/{plug-in}`.
    plugins: HashSet<String>,
}

impl Stricter {
    /// Returns true if this plug-in's credentials are sealed in this app.
    pub(crate) fn seals(&self, app: AppId, plugin: &PluginId) -> bool {
        self.all || self.plugins.contains(&format!("{app}/{plugin}"))
    }

    /// Returns true if all credentials are sealed.
    pub(crate) fn seals_all(&self) -> bool {
        self.all
    }

    fn set(&mut self, app: AppId, plugin: &PluginId, sealed: bool) {
        let name = format!("{app}/{plugin}");
        if sealed {
            self.plugins.insert(name);
        } else {
            self.plugins.remove(&name);
        }
    }
}

/// Seals or unseals one plug-in in one app, or all credentials. Every server process applies the
/// change within a second, and the audit log records it.
pub(crate) async fn seal(
    store: &Store,
    one: Option<(AppId, PluginId)>,
    sealed: bool,
    by: By,
    now: Millis,
) -> Result<(), Error> {
    let action = if sealed {
        "credentials.seal"
    } else {
        "credentials.unseal"
    };
    let mut line = AuditLine::new(action, by, now);
    if let Some((app, plugin)) = &one {
        line = line.app(*app).plugin(plugin);
    }
    store
        .change_server_setting(KEY, now, |before| {
            let mut stricter = before.map_or_else(|| Ok(Stricter::default()), parse)?;
            match &one {
                None => stricter.all = sealed,
                Some((app, plugin)) => stricter.set(*app, plugin, sealed),
            }
            let text = serde_json::to_string(&stricter).map_err(|error| Error::internal(&error))?;
            Ok((text, line))
        })
        .await
}

/// Returns the restrictions that currently apply.
pub(crate) async fn stricter(store: &Store) -> Result<Stricter, Error> {
    let text = store.server_setting(KEY).await?;
    text.map_or_else(|| Ok(Stricter::default()), |text| parse(&text))
}

fn parse(text: &str) -> Result<Stricter, Error> {
    serde_json::from_str(text).map_err(|error| Error::internal(&error))
}
