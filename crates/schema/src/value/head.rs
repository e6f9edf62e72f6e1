//! The metadata of a record, and the users that appear in it.

use crate::{Millis, RecordId, Revision};

/// The metadata of a record, which is stored beside its document.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// The number of the record.
    pub id: RecordId,
    /// The revision, which counts the writes.
    pub revision: Revision,
    /// The time at which the record was added.
    pub created: Millis,
    /// The time of the last write.
    pub updated: Millis,
    /// The user who added the record.
    pub creator: Author<'a>,
    /// The user who last wrote the record.
    pub modifier: Author<'a>,
}

/// The author of a change to a record. Both members are `None` for an API token.
#[derive(Clone, Copy, Debug, Default)]
pub struct Author<'a> {
    /// The login name.
    pub login: Option<&'a str>,
    /// The name that people see.
    pub name: Option<&'a str>,
}

/// A user, group or organization in a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Named<'a> {
    /// The login name or code.
    pub code: &'a str,
    /// The name, or the code if there is no name.
    pub name: &'a str,
}

impl<'a> Author<'a> {
    /// Returns the author as the REST API shows it. A change by a token has no author, and Kintone
    /// shows Administrator for it (B8.1).
    pub(super) fn named(self) -> Named<'a> {
        let code = self.login.unwrap_or("Administrator");
        let name = self.name.unwrap_or(code);
        Named { code, name }
    }
}
