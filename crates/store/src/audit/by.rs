//! The origin of an audited action.

use std::net::IpAddr;

use plugdock_schema::{ApiTokenId, UserId};

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
