//! For whom an app's own scripts are loaded, as requests and answers say it.

use plugdock_store::ScriptScope;

use crate::params::choice;

choice! {
    /// For whom scripts and styles are loaded.
    pub(crate) enum CustomizeScope {
        /// Everybody.
        All = "ALL",
        /// Who manages the app.
        Admin = "ADMIN",
        /// Nobody.
        None = "NONE",
    }
}

impl From<CustomizeScope> for ScriptScope {
    fn from(scope: CustomizeScope) -> Self {
        match scope {
            CustomizeScope::All => Self::All,
            CustomizeScope::Admin => Self::Admin,
            CustomizeScope::None => Self::None,
        }
    }
}

impl From<ScriptScope> for CustomizeScope {
    fn from(scope: ScriptScope) -> Self {
        match scope {
            ScriptScope::All => Self::All,
            ScriptScope::Admin => Self::Admin,
            ScriptScope::None => Self::None,
        }
    }
}
