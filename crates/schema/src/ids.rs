//! Numbers and keys that name things. Newtypes, so that an app's number is never taken for a record's.

use std::{fmt, num::ParseIntError, str::FromStr};

use serde::{Deserialize, Serialize};

/// A point in time: Unix milliseconds, from the server's clock, never the database's.
pub type Millis = i64;

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }
    };
}

number! {
    /// An app. Counts from 1; a number is never given twice.
    AppId
}
number! {
    /// A user. Counts from 1.
    UserId
}
number! {
    /// A group or department. Counts from 1; the vendor's built-in groups have the vendor's large numbers.
    GroupId
}
number! {
    /// A record of one app. Counts from 1 in each app.
    RecordId
}
number! {
    /// A revision of one app's settings. Counts from 1 in each app and never comes back.
    Revision
}
number! {
    /// An API token (not its secret).
    ApiTokenId
}

macro_rules! key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The text that stands in REST and in the database.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }
    };
}

key! {
    /// A saved proxy setting. Never changes and is never given twice: it is part of what seals the proxy config.
    ProxyConfigId
}
key! {
    /// An uploaded file, UUID v4 (R34).
    FileKey
}
