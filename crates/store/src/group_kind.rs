//! The two kinds of groups.

/// The kind of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupKind {
    /// A group.
    Group,
    /// An organization (department).
    Organization,
}

impl GroupKind {
    /// Returns the name that the database and requests use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Organization => "organization",
        }
    }

    /// Parses the name that the database and requests use.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Group, Self::Organization]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}
