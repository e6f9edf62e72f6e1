//! A record with its values, and the data needed to show them.

use std::sync::Arc;

use plugdock_schema::value::{Author, Head, Names, Shown, ShownRecord, Values};
use plugdock_schema::{Millis, RecordId, Revision};
use serde::{Serialize, Serializer};

use super::RecordJson;
use crate::{AppSettings, Error, Result};

/// A record. It is serialized as REST shows it: `{"type", "value"}` by field code, with `$id` and
/// `$revision`.
#[derive(Clone, Debug)]
pub struct Record {
    /// The number.
    pub id: RecordId,
    /// The revision. It is 1 for a new record.
    pub revision: Revision,
    pub(super) created: Millis,
    pub(super) updated: Millis,
    pub(super) creator: Wrote,
    pub(super) modifier: Wrote,
    pub(super) values: Values,
    pub(super) found: Found,
}

/// The login name and display name of a record's creator or modifier.
#[derive(Clone, Debug)]
pub(super) struct Wrote {
    pub(super) login: Option<String>,
    pub(super) name: Option<String>,
}

/// The data needed to show a record. Records of one answer share it.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The live settings, with the fields that the caller may see in this record.
    pub(super) live: Arc<AppSettings>,
    pub(super) names: Arc<Names>,
    pub(super) only: Option<Arc<[String]>>,
}

impl Record {
    /// Returns the value of a field. Returns `None` if the app has no such field, or if records
    /// have no value for it.
    pub fn get(&self, code: &str) -> Option<Shown<'_>> {
        self.shown().get(code)
    }

    /// Returns the record in the form that REST shows.
    pub fn shown(&self) -> ShownRecord<'_> {
        let Found { live, names, only } = &self.found;
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

impl RecordJson {
    /// Writes a record.
    pub(super) fn of(record: &Record) -> Result<Self> {
        let json = serde_json::to_string(record);
        json.map(Self)
            .map_err(|error| Error::document("record", &error))
    }
}
