//! The kinds of things whose changes are published to other processes.

/// The kind of a thing that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Topic {
    /// An app's pointers, plug-ins or proxy configs; the key is the app's number.
    App,
    /// A plug-in was installed, updated or removed; the key is its ID.
    Plugin,
    /// A user changed; the key is the user's number.
    User,
    /// Sessions ended; the key is the user's number.
    Session,
    /// The API tokens of an app changed; the key is the app's number.
    ApiToken,
    /// A server setting changed; the key is its name.
    Setting,
    /// A group or organization, or its members, changed; the key is its number.
    Group,
}

impl Topic {
    const ALL: [(Self, &'static str); 7] = [
        (Self::App, "app"),
        (Self::Plugin, "plugin"),
        (Self::User, "user"),
        (Self::Session, "session"),
        (Self::ApiToken, "api_token"),
        (Self::Setting, "setting"),
        (Self::Group, "group"),
    ];

    pub(crate) fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(topic, _)| *topic == self)
            .map_or("", |(_, text)| text)
    }

    /// Parses a topic. Returns `None` for a topic of a newer release; the reader then clears its
    /// caches.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == text)
            .map(|(topic, _)| *topic)
    }
}
