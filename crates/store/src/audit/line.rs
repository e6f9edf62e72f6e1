//! A line before it is kept.

use plugdock_package::PluginId;
use plugdock_schema::{AppId, Millis, UserId};

/// One thing that was done. Never holds a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// When.
    pub at: Millis,
    /// What, as dotted words: `proxy config.read.app`.
    pub action: String,
    /// Who; `None` for a token or the server itself.
    pub user: Option<UserId>,
    /// In which app.
    pub app: Option<AppId>,
    /// With which plug-in.
    pub plugin: Option<PluginId>,
    /// What else there is to say.
    pub detail: String,
    /// When the very same was done shortly before, the oldest first: one line tells of all.
    pub earlier: Vec<Millis>,
}

impl AuditLine {
    /// A line that says no more than who did what and when; the setters below say the rest.
    pub fn new(action: &str, user: Option<UserId>, at: Millis) -> Self {
        Self {
            at,
            action: action.to_owned(),
            user,
            app: None,
            plugin: None,
            detail: String::new(),
            earlier: Vec::new(),
        }
    }

    /// In this app.
    #[must_use]
    pub fn app(mut self, app: AppId) -> Self {
        self.app = Some(app);
        self
    }

    /// With this plug-in.
    #[must_use]
    pub fn plugin(mut self, plugin: &PluginId) -> Self {
        self.plugin = Some(plugin.clone());
        self
    }

    /// With this to say.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}
