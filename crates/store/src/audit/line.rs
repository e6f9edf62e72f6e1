//! An audit line before it is stored, and the origin of its action.

use std::net::IpAddr;

use plugdock_package::PluginId;
use plugdock_schema::{ApiTokenId, AppId, Millis, UserId};

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

/// The origin of an action: who, with which API token, and from where. `Actor` and `Access` provide
/// it for a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct By {
    /// The user. `None` for an API token, a caller who is not signed in, and the server itself.
    pub user: Option<UserId>,
    /// The API token, if the caller sent one.
    pub token: Option<ApiTokenId>,
    /// The address that the request comes from. `None` for the server itself and its commands.
    pub address: Option<IpAddr>,
}

impl By {
    /// Returns the origin of an action of the server itself, or of a command beside it.
    pub fn server() -> Self {
        Self::default()
    }

    /// Returns the origin of an action of a user.
    pub fn user(user: UserId, address: Option<IpAddr>) -> Self {
        Self {
            user: Some(user),
            token: None,
            address,
        }
    }

    /// Returns the origin of an action of a caller who is not signed in.
    pub fn stranger(address: IpAddr) -> Self {
        Self {
            address: Some(address),
            ..Self::default()
        }
    }
}

/// Returns an address as the database stores it. An unknown one is an empty text.
pub(crate) fn address_text(address: Option<IpAddr>) -> String {
    address.map_or_else(String::new, |address| address.to_string())
}
