//! The scope of an app's own scripts, in the words of requests and answers.

use plugdock_store::ScriptScope;

use crate::params::choice;

choice! {
    /// The users for whom scripts and styles are loaded.
    pub(crate) enum CustomizeScope {
        /// All users.
        All = "ALL",
        /// Users who manage the app.
        Admin = "ADMIN",
        /// No users.
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
