//! What a record has beside its document, and who is named.

use crate::{Millis, RecordId, Revision};

/// What a record has beside its document.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// Its number.
    pub id: RecordId,
    /// How often it was written.
    pub revision: Revision,
    /// When it was added.
    pub created: Millis,
    /// When it was written last.
    pub updated: Millis,
    /// Who added it.
    pub creator: Author<'a>,
    /// Who wrote it last.
    pub modifier: Author<'a>,
}

/// Who wrote a record; nobody where an API token did.
#[derive(Clone, Copy, Debug, Default)]
pub struct Author<'a> {
    /// The login name.
    pub login: Option<&'a str>,
    /// The name that people see.
    pub name: Option<&'a str>,
}

/// Someone whom a value names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Named<'a> {
    /// The login name or code.
    pub code: &'a str,
    /// The name; the code again where nobody has it.
    pub name: &'a str,
}

impl<'a> Author<'a> {
    /// What a token did was done by nobody; Kintone says Administrator (B8.1).
    pub(super) fn named(self) -> Named<'a> {
        let code = self.login.unwrap_or("Administrator");
        let name = self.name.unwrap_or(code);
        Named { code, name }
    }
}
