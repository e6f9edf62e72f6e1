//! Records: one table an app, a typed column a field, the whole value in a document.
//!
//! Every function takes an [`Access`]; what it permits is a predicate of every statement. What is
//! asked and what is written are those of the app's live settings.

use std::sync::Arc;

use plugdock_schema::query::Query;
use plugdock_schema::query::plan::Scope;
use plugdock_schema::query::time::Moment;
use plugdock_schema::value::{Defaults, Given, Values};
use plugdock_schema::{AppId, Fields, Place, Problem, RecordId, Revision, Wrong};

use crate::db::Tx;
use crate::{Access, AppSettings, Error, Result, Store, app_settings, with_tx};

mod blank;
mod compute;
mod entities;
pub mod export;
mod files;
mod filter;
pub mod import;
mod lookup;
mod read;
mod recompute;
mod record;
mod related;
pub mod report;
mod step;
mod table;
mod write;

pub(crate) use recompute::recompute;
pub use record::Record;
pub use related::{Offer, Related, Wanted};
pub use step::NextStep;
pub(crate) use table::{deploy_table, has_table};

/// Records of one request that writes (Kintone: 100).
pub const MAX_WRITES: usize = 100;
/// Records of an answer where the query says nothing (Kintone: 100).
pub const DEFAULT_LIMIT: i64 = 100;

/// Records of one answer.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The records, in the order of the query.
    pub records: Vec<Record>,
    /// All that fulfil the condition, where it was asked for; counting a million is not free.
    pub total: Option<i64>,
}

/// A record as the JSON object that REST answers: `{"type", "value"}` by field code, with `$id` and
/// `$revision`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordJson(pub String);

/// Records of one answer as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageJson {
    /// The records, in the order of the query.
    pub records: Vec<RecordJson>,
    /// As in [`Page`].
    pub total: Option<i64>,
}

/// Which records are wanted, and what of them.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Condition, order, limit and offset.
    pub query: Query,
    /// Field codes; all where it is absent.
    pub fields: Option<Vec<String>>,
    /// Whether all are counted.
    pub total: bool,
}

/// One record to change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which.
    pub target: Target,
    /// The revision the caller saw; any where it is absent ([`Error::Conflict`] if another).
    pub revision: Option<Revision>,
    /// Fields that are not named stay.
    pub record: Given,
    /// A step in the app's process that is taken with it.
    pub step: Option<Step>,
}

/// A step of a record in the app's process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// An action is taken.
    Act {
        /// Its name.
        action: String,
        /// Login name of who was chosen to go on.
        assignee: Option<String>,
    },
    /// Others get the record as it stands, by login name; for who manages the app.
    Assign(Vec<String>),
}

/// How a record is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// By its number.
    Id(RecordId),
    /// By the value of a unique field.
    Key {
        /// The field's code.
        field: String,
        /// Its value, as written.
        value: String,
    },
}

/// A record that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its number.
    pub id: RecordId,
    /// Its revision now.
    pub revision: Revision,
}

/// An app's records, inside a transaction.
#[derive(Debug)]
pub(crate) struct Open {
    tx: Tx,
    live: Arc<AppSettings>,
    /// Loaded where new values are read.
    defaults: Defaults,
}

impl Open {
    /// For reading: one moment of the database.
    async fn read(store: &Store, access: &Access) -> Result<Self> {
        let app = access.app();
        let known = store.live_settings(app).await?;
        let mut tx = store.pool().snapshot().await?;
        let live = live_revision(&mut tx, app).await?;
        Self::live(tx, app, live, known).await
    }

    /// For writing: a deploy, which may change columns, waits until it is done.
    async fn write(store: &Store, access: &Access) -> Result<Self> {
        // Asked before the transaction is open: it must not wait for a second connection.
        let app = access.app();
        let known = store.live_settings(app).await?;
        let (tx, live) = store.pool().begin_asking(LIVE_REVISION, app.0).await?;
        let live = live.and_then(|(live,)| live).map(Revision);
        Self::live(tx, app, live, known).await
    }

    /// With the settings that are `live` in the transaction; `known` are those that were a moment before.
    async fn live(
        mut tx: Tx,
        app: AppId,
        live: Option<Revision>,
        known: Option<Arc<AppSettings>>,
    ) -> Result<Self> {
        // An app that was never deployed has no records (Kintone: GAIA_AP01).
        let revision = live.ok_or(Error::NoApp(app))?;
        let live = match known.filter(|known| known.revision == revision) {
            Some(known) => known,
            None => Arc::new(app_settings::must_load(&mut tx, app, revision).await?),
        };
        Ok(Self {
            tx,
            live,
            defaults: Defaults::default(),
        })
    }

    /// Finds whom defaults stand for.
    async fn load_defaults(&mut self, moment: &Moment) -> Result<()> {
        self.defaults = entities::load_defaults(&mut self.tx, &self.live.fields, moment).await?;
        Ok(())
    }

    fn table(&self) -> String {
        table::name(self.live.app)
    }

    fn scope<'a>(&'a self, moment: &'a Moment) -> Scope<'a> {
        Scope {
            fields: &self.live.fields,
            app_code: &self.live.code,
            moment,
        }
    }
}

/// Asks for the revision of an app's settings that is live.
const LIVE_REVISION: &str = "SELECT live_revision FROM apps WHERE id = $1";

async fn live_revision(tx: &mut Tx, app: AppId) -> Result<Option<Revision>> {
    let row: Option<(Option<i64>,)> = with_tx!(tx, |db| sqlx::query_as(LIVE_REVISION)
        .bind(app.0)
        .fetch_optional(db)
        .await)?;
    Ok(row.and_then(|(live,)| live).map(Revision))
}

/// What an access lets see, as a predicate over the table `r`. Today a caller sees all records of
/// an app or none; rules on single records go here and reach every statement.
fn permit(access: &Access) -> Result<&'static str> {
    if access.can_view() {
        Ok("1 = 1")
    } else {
        Err(Error::Denied)
    }
}

/// Everything wrong with the values of a request, or nothing.
fn checked(problems: Vec<Problem>) -> Result<()> {
    plugdock_schema::problem::none_of(problems).map_err(Error::Invalid)
}

/// Binds values in their order; a macro, since the two databases' queries are two types.
macro_rules! bind_all {
    ($query:expr, $binds:expr) => {{
        let mut query = $query;
        for bind in $binds {
            query = match bind {
                plugdock_schema::value::columns::Bind::Text(text) => query.bind(text),
                plugdock_schema::value::columns::Bind::Int(number) => query.bind(number),
            };
        }
        query
    }};
}
use bind_all;

/// A duplicate that the database found first: only PostgreSQL lets two writers come so far. Whoever
/// knows where the record stands tells the place ([`Error::within`]).
fn taken(error: sqlx::Error) -> Error {
    match &error {
        sqlx::Error::Database(inner) if inner.is_unique_violation() => {
            Problem::new(&Place::Top, Wrong::ValueTaken).into()
        }
        _ => error.into(),
    }
}

/// Reads a record's document.
fn read_document(document: &str, fields: &Fields) -> Result<Values> {
    Values::read(document, fields).map_err(|error| Error::document("record", &error))
}

/// No such record of that app.
fn missing(app: AppId, id: RecordId) -> Error {
    Error::NoRecord { app, id }
}

/// Removes an app's records with their table; an app that was never deployed has none.
pub(crate) async fn remove_all(tx: &mut Tx, app: AppId) -> Result<()> {
    table::drop_table(tx, app).await
}
