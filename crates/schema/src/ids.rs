//! Numbers and keys that identify objects. They are newtypes, so that the number of an app cannot
//! be used as the number of a record.

use std::{fmt, num::ParseIntError, str::FromStr};

use serde::{Deserialize, Serialize};

/// A point in time in Unix milliseconds. It comes from the server's clock, never from the
/// database's.
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
    /// The number of an app. It counts from 1, and a number is never reused.
    AppId
}
number! {
    /// The number of a user. It counts from 1.
    UserId
}
number! {
    /// The number of a group or organization. It counts from 1. Kintone's built-in groups have the
    /// large numbers that Kintone uses.
    GroupId
}
number! {
    /// The number of a record. It counts from 1 in each app.
    RecordId
}
number! {
    /// A revision of an app's settings or of a record. It counts from 1 and is never reused.
    Revision
}
number! {
    /// The number of an API token. It is not the secret.
    ApiTokenId
}

macro_rules! key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// Returns the text that the REST API and the database use.
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
    /// The key of a saved proxy config. It never changes and is never reused, because the
    /// encryption of the proxy config depends on it.
    ProxyConfigId
}
key! {
    /// The key of an uploaded file, a UUID v4 (R34).
    FileKey
}
