//! A record with its values, and all that it takes to show them.

use std::sync::Arc;

use plugdock_schema::value::{Author, Head, Names, Shown, ShownRecord, Values};
use plugdock_schema::{Millis, RecordId, Revision};
use serde::{Serialize, Serializer};

use crate::AppSettings;

/// A record. It is written as REST shows it: `{"type", "value"}` by field code, with `$id` and
/// `$revision`.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its number.
    pub id: RecordId,
    /// How often it was written; 1 when new.
    pub revision: Revision,
    pub(super) created: Millis,
    pub(super) updated: Millis,
    pub(super) creator: Wrote,
    pub(super) modifier: Wrote,
    pub(super) values: Values,
    pub(super) found: Arc<Found>,
}

/// Login and name of who wrote a record.
#[derive(Clone, Debug)]
pub(super) struct Wrote {
    pub(super) login: Option<String>,
    pub(super) name: Option<String>,
}

/// What all records of one answer share.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) live: Arc<AppSettings>,
    pub(super) names: Names,
    pub(super) only: Option<Vec<String>>,
}

impl Record {
    /// The value of a field; `None` where the app has no such field, or records no value of it.
    pub fn get(&self, code: &str) -> Option<Shown<'_>> {
        self.shown().get(code)
    }

    /// As REST shows it.
    pub fn shown(&self) -> ShownRecord<'_> {
        let Found { live, names, only } = &*self.found;
        ShownRecord {
            fields: &live.fields,
            app_code: &live.code,
            head: Head {
                id: self.id,
                revision: self.revision,
                created: self.created,
                updated: self.updated,
                creator: self.creator.author(),
                modifier: self.modifier.author(),
            },
            values: &self.values,
            names,
            only: only.as_deref(),
        }
    }
}

impl Wrote {
    fn author(&self) -> Author<'_> {
        Author {
            login: self.login.as_deref(),
            name: self.name.as_deref(),
        }
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.shown().serialize(serializer)
    }
}
