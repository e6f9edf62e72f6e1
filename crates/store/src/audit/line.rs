//! An audit line before it is stored.

use plugdock_package::PluginId;
use plugdock_schema::{AppId, Millis};

use super::By;

/// One action in the audit log. It never contains a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// The time of the action.
    pub at: Millis,
    /// The action, as dotted words: `proxy_config.read.app`.
    pub action: String,
    /// Who did it, and from where.
    pub by: By,
    /// The app, if the action concerns one.
    pub app: Option<AppId>,
    /// The plug-in, if the action concerns one.
    pub plugin: Option<PluginId>,
    /// Further details as free text.
    pub detail: String,
    /// Earlier times of the same action shortly before, oldest first. One line covers all of them.
    pub earlier: Vec<Millis>,
}

impl AuditLine {
    /// Creates a line with only action, origin and time. The methods below set the rest.
    pub fn new(action: &str, by: By, at: Millis) -> Self {
        Self {
            at,
            action: action.to_owned(),
            by,
            app: None,
            plugin: None,
            detail: String::new(),
            earlier: Vec::new(),
        }
    }

    /// Sets the app.
    #[must_use]
    pub fn app(mut self, app: AppId) -> Self {
        self.app = Some(app);
        self
    }

    /// Sets the plug-in.
    #[must_use]
    pub fn plugin(mut self, plugin: &PluginId) -> Self {
        self.plugin = Some(plugin.clone());
        self
    }

    /// Sets the details.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}
