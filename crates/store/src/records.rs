//! Records. Each app has a table with a typed column for each searchable field, and a JSON document
//! with all values of a record.
//!
//! Every function takes an [`Access`], and its rights are part of the condition of every statement.
//! Queries and writes use the app's live settings.

use std::sync::Arc;

use plugdock_schema::acl::RecordRight;
use plugdock_schema::query::Query;
use plugdock_schema::query::plan::{Criterion, Scope};
use plugdock_schema::query::time::Moment;
use plugdock_schema::value::{Defaults, Given, Values};
use plugdock_schema::{AppId, Fields, Place, Problem, RecordId, Revision, Wrong};

use crate::access::Seen;
use crate::db::Tx;
use crate::lanes::Lane;
use crate::{Access, AppSettings, Error, Result, Store, app_settings, with_tx};

mod count;
mod entities;
pub mod export;
mod files;
mod filter;
mod form_values;
pub mod import;
mod lookup;
mod read;
mod recompute;
mod record;
mod related;
pub mod report;
mod rights;
mod seen;
mod step;
mod table;
mod write;

pub(crate) use count::{Counts, raise_versions};
use filter::bind_all;
pub(crate) use recompute::recompute;
pub use record::Record;
pub use related::{Offer, Related, Wanted};
pub use rights::{EvaluatedRecord, MayFields, RecordCan};
pub use step::NextStep;
pub(crate) use table::{deploy_table, has_table};

/// The maximum number of records in one request that writes (Kintone: 100).
pub const MAX_WRITES: usize = 100;
/// The number of records in an answer if the query has no limit (Kintone: 100).
pub const DEFAULT_LIMIT: i64 = 100;

/// The records of one answer.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The records, in the order of the query.
    pub records: Vec<Record>,
    /// The number of all records that match the condition, if the search asked for it. Counting a
    /// million records takes time.
    pub total: Option<i64>,
}

/// A record as the JSON object that REST returns: `{"type", "value"}` by field code, with `$id` and
/// `$revision`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordJson(pub String);

/// The records of one answer as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageJson {
    /// The records, in the order of the query.
    pub records: Vec<RecordJson>,
    /// The number of all matching records, as in [`Page`].
    pub total: Option<i64>,
}

/// A search: the records to return, and the fields to return of each.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// The condition, order, limit and offset.
    pub query: Query,
    /// The codes of the fields to return; `None` means all.
    pub fields: Option<Vec<String>>,
    /// True to count all matching records.
    pub total: bool,
}

/// A change of one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The record.
    pub target: Target,
    /// The revision that the caller has seen; `None` accepts any. A different revision is an
    /// [`Error::Conflict`].
    pub revision: Option<Revision>,
    /// The new values. Fields that are not given stay as they are.
    pub record: Given,
    /// A step in the app's process to take in the same transaction.
    pub step: Option<Step>,
}

/// A step of a record in the app's process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Takes an action.
    Act {
        /// The name of the action.
        action: String,
        /// The login name of the chosen assignee.
        assignee: Option<String>,
    },
    /// Sets the assignees of the current state, by login name. Only users who manage the app may.
    Assign(Vec<String>),
}

/// The way in which a request names a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// By the record's number.
    Id(RecordId),
    /// By the value of a unique field.
    Key {
        /// The field's code.
        field: String,
        /// The value, as the request has it.
        value: String,
    },
}

/// The result of writing a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The record's number.
    pub id: RecordId,
    /// The record's new revision.
    pub revision: Revision,
}

/// An app's records inside a transaction.
#[derive(Debug)]
pub(crate) struct Open {
    tx: Tx,
    /// All live settings. Writes and permissions use them.
    live: Arc<AppSettings>,
    /// The same settings, as far as the caller may see their fields.
    seen: Seen,
    access: Access,
    counts: Arc<Counts>,
    /// The values that defaults stand for. They are loaded only before new values are read.
    defaults: Defaults,
}

impl Store {
    /// Answers a question about records on a lane, where it can be stopped ([`crate::lanes`]).
    async fn asked<T, F>(&self, access: &Access, ask: impl Fn(Lane) -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let lanes = &self.inner.lanes;
        lanes.ask(access.app(), access.user(), ask).await
    }
}

impl Open {
    /// Opens the records for reading in one snapshot.
    async fn read(store: &Store, access: &Access) -> Result<Self> {
        let app = access.app();
        let known = store.live_settings(app).await?;
        let mut tx = store.pool().snapshot().await?;
        let live = live_revision(&mut tx, app).await?;
        Self::live(store, access, tx, live, known).await
    }

    /// Opens the records for a question that can be stopped, in one snapshot.
    async fn ask(store: &Store, access: &Access, lane: &Lane) -> Result<Self> {
        let app = access.app();
        let known = store.live_settings(app).await?;
        let mut tx = lane.snapshot().await?;
        let live = live_revision(&mut tx, app).await?;
        Self::live(store, access, tx, live, known).await
    }

    /// Opens the records for writing. A deploy, which may change columns, waits for this
    /// transaction.
    async fn write(store: &Store, access: &Access) -> Result<Self> {
        // The settings are read before the transaction begins, because a transaction must not wait
        // for a second connection.
        let app = access.app();
        let known = store.live_settings(app).await?;
        let (tx, live) = store.pool().begin_asking(LIVE_REVISION, app.0).await?;
        let live = live.and_then(|(live,)| live).map(Revision);
        Self::live(store, access, tx, live, known).await
    }

    /// Uses `known`, the settings that were live a moment ago, if their revision is still `live` in
    /// the transaction. Otherwise reads the settings.
    async fn live(
        store: &Store,
        access: &Access,
        mut tx: Tx,
        live: Option<Revision>,
        known: Option<Arc<AppSettings>>,
    ) -> Result<Self> {
        let app = access.app();
        // An app that was never deployed has no records (Kintone: GAIA_AP01).
        let revision = live.ok_or(Error::NoApp(app))?;
        let live = match known.filter(|known| known.revision == revision) {
            Some(known) => known,
            None => Arc::new(app_settings::must_load(&mut tx, app, revision).await?),
        };
        Ok(Self::new(store, access, tx, live))
    }

    fn new(store: &Store, access: &Access, tx: Tx, live: Arc<AppSettings>) -> Self {
        Self {
            tx,
            seen: Seen::of(&store.inner.narrowed, access, &live),
            access: access.clone(),
            counts: Arc::clone(&store.inner.counts),
            live,
            defaults: Defaults::default(),
        }
    }

    /// Loads the users, groups and organizations that the form's defaults stand for.
    async fn load_defaults(&mut self, moment: &Moment) -> Result<()> {
        self.defaults = entities::load_defaults(&mut self.tx, &self.live.fields, moment).await?;
        Ok(())
    }

    /// Returns the condition for the records to which the caller has a right.
    ///
    /// # Errors
    /// [`Error::Denied`] if there can be none.
    fn permit(&self, access: &Access, right: RecordRight, moment: &Moment) -> Result<Criterion> {
        access.records(right, &self.live.acl.records, &self.scope(moment))
    }

    fn table(&self) -> String {
        table::name(self.live.app)
    }

    /// Returns the scope of a caller's query, which must not name fields that the caller may not
    /// see in every record.
    fn search_scope<'a>(&'a self, moment: &'a Moment) -> Scope<'a> {
        Scope {
            fields: &self.seen.searched.fields,
            ..self.scope(moment)
        }
    }

    /// Returns the scope of a condition in the settings, which may name every field.
    fn scope<'a>(&'a self, moment: &'a Moment) -> Scope<'a> {
        Scope {
            fields: &self.live.fields,
            app_code: &self.live.code,
            moment,
        }
    }
}

/// Selects the live revision of an app.
const LIVE_REVISION: &str = "SELECT live_revision FROM apps WHERE id = $1";

async fn live_revision(tx: &mut Tx, app: AppId) -> Result<Option<Revision>> {
    let row: Option<(Option<i64>,)> = with_tx!(tx, |db| sqlx::query_as(LIVE_REVISION)
        .bind(app.0)
        .fetch_optional(db)
        .await)?;
    Ok(row.and_then(|(live,)| live).map(Revision))
}

/// Returns an error if there are any problems.
fn checked(problems: Vec<Problem>) -> Result<()> {
    plugdock_schema::problem::none_of(problems).map_err(Error::Invalid)
}

/// Turns a unique violation into a problem. Only PostgreSQL reports one here: two concurrent
/// writers can both pass the earlier check. A caller that knows the record's place adds it with
/// [`Error::within`].
fn taken(error: sqlx::Error) -> Error {
    match &error {
        sqlx::Error::Database(inner) if inner.is_unique_violation() => {
            Problem::new(&Place::Top, Wrong::ValueTaken).into()
        }
        _ => error.into(),
    }
}

/// Parses a record's document.
fn read_document(document: &str, fields: &Fields) -> Result<Values> {
    Values::read(document, fields).map_err(|error| Error::document("record", &error))
}

/// Creates the error for a missing record.
fn missing(app: AppId, id: RecordId) -> Error {
    Error::NoRecord { app, id }
}

/// Removes an app's records with their table. An app that was never deployed has none.
pub(crate) async fn remove_all(tx: &mut Tx, app: AppId) -> Result<()> {
    table::drop_table(tx, app).await
}
