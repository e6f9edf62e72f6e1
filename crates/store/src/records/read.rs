//! Getting, listing and counting records.

use std::sync::Arc;

use plugdock_schema::query::time::Moment;
use plugdock_schema::value::columns::Bind;
use plugdock_schema::value::{Author, Defaults, Head, Values, Writer};
use plugdock_schema::{RecordId, Revision};
use sqlx::AssertSqlSafe;

use super::entities::load_names;
use super::filter::{self, Filter};
use super::record::{Found, Wrote};
use super::{
    DEFAULT_LIMIT, Open, Page, PageJson, Record, RecordJson, Search, bind_all, live_revision,
    permit, read_document,
};
use crate::{Access, Error, Result, Store, with_tx};

/// Number, revision, added at, changed at, document, who added (login, name), who changed, and the live
/// revision of the app's settings.
pub(super) type Row = (
    i64,
    i64,
    i64,
    i64,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<i64>,
);

/// Which rows, how many of them at most, and how many before them are left out.
pub(super) type Wanted = (Filter, i64, i64);

const COLUMNS: &str = "r.id, r.revision, r.created_at, r.updated_at, r.doc,
     c.login, c.name, m.login, m.name";
const JOINS: &str = "LEFT JOIN users c ON c.id = r.creator LEFT JOIN users m ON m.id = r.modifier";

impl Store {
    /// One record; `None` where there is none that the caller may see.
    pub async fn record(&self, access: &Access, id: RecordId) -> Result<Option<Record>> {
        let (mut open, rows) = self.rows(access, &|_| one(access, id)).await?;
        let found = open.read_rows(rows, None).await?;
        Ok(found.into_iter().next())
    }

    /// The same as the JSON that REST answers.
    pub async fn record_json(&self, access: &Access, id: RecordId) -> Result<Option<RecordJson>> {
        let (mut open, rows) = self.rows(access, &|_| one(access, id)).await?;
        let written = open.write_rows(&rows, None).await?;
        Ok(written.into_iter().next())
    }

    /// The records that a search wants, at most 500 of them.
    pub async fn records(&self, access: &Access, search: &Search, moment: &Moment) -> Result<Page> {
        let (mut open, rows, total) = self.found(access, search, moment).await?;
        let records = open.read_rows(rows, search.fields.clone()).await?;
        Ok(Page { records, total })
    }

    /// The same as the JSON that REST answers.
    pub async fn records_json(
        &self,
        access: &Access,
        search: &Search,
        moment: &Moment,
    ) -> Result<PageJson> {
        let (mut open, rows, total) = self.found(access, search, moment).await?;
        let records = open.write_rows(&rows, search.fields.as_deref()).await?;
        Ok(PageJson { records, total })
    }

    async fn found(
        &self,
        access: &Access,
        search: &Search,
        moment: &Moment,
    ) -> Result<(Open, Vec<Row>, Option<i64>)> {
        let permit = permit(access)?;
        let limit = search.query.limit.unwrap_or(DEFAULT_LIMIT);
        let offset = search.query.offset.unwrap_or(0);
        let wanted = |open: &Open| {
            let filter = filter::compile(&search.query, &open.scope(moment), permit)?;
            Ok((filter, limit, offset))
        };
        if !search.total {
            let (open, rows) = self.rows(access, &wanted).await?;
            return Ok((open, rows, None));
        }
        let mut open = Open::read(self, access).await?;
        let wanted = wanted(&open)?;
        let rows = open.rows(&wanted).await?;
        let total = open.total(&wanted, rows.len()).await?;
        Ok((open, rows, Some(total)))
    }

    /// Rows, and the settings that they belong to.
    pub(super) async fn rows(
        &self,
        access: &Access,
        wanted: &(dyn Fn(&Open) -> Result<Wanted> + Sync),
    ) -> Result<(Open, Vec<Row>)> {
        if let Some(found) = self.rows_at_once(access, wanted).await? {
            return Ok(found);
        }
        let mut open = Open::read(self, access).await?;
        let rows = open.rows(&wanted(&open)?).await?;
        Ok((open, rows))
    }

    /// The same by one statement, which needs no transaction: the live revision comes with the rows.
    /// `None` where other settings are live than this process knows.
    async fn rows_at_once(
        &self,
        access: &Access,
        wanted: &(dyn Fn(&Open) -> Result<Wanted> + Sync),
    ) -> Result<Option<(Open, Vec<Row>)>> {
        let app = access.app();
        let Some(live) = self.live_settings(app).await? else {
            return Ok(None);
        };
        let mut open = Open {
            tx: self.pool().reader().await?,
            live,
            defaults: Defaults::default(),
        };
        // By settings that were replaced a query may be wrong, and a column gone: the transaction tells.
        let Ok(wanted) = wanted(&open) else {
            return Ok(None);
        };
        let Ok(rows) = open.rows(&wanted).await else {
            return Ok(None);
        };
        let revision = match rows.first() {
            Some(row) => row.9.map(Revision),
            None => live_revision(&mut open.tx, app).await?,
        };
        Ok((revision == Some(open.live.revision)).then_some((open, rows)))
    }

    /// How many records fulfil a search's condition.
    pub async fn count_records(
        &self,
        access: &Access,
        search: &Search,
        moment: &Moment,
    ) -> Result<i64> {
        let permit = permit(access)?;
        let mut open = Open::read(self, access).await?;
        let filter = filter::compile(&search.query, &open.scope(moment), permit)?;
        open.count(&filter).await
    }
}

impl Open {
    async fn count(&mut self, filter: &Filter) -> Result<i64> {
        let sql = format!(
            "SELECT COUNT(*) FROM {} r WHERE {}",
            self.table(),
            filter.condition
        );
        let binds = filter.binds.clone();
        let count = with_tx!(self.tx, |db| {
            let query = bind_all!(sqlx::query_scalar(AssertSqlSafe(sql)), binds);
            query.fetch_one(db).await
        })?;
        Ok(count)
    }

    /// How many records there are, where a page that was read has so many rows: one that is not full is
    /// the last, and tells.
    async fn total(&mut self, (filter, limit, offset): &Wanted, rows: usize) -> Result<i64> {
        let rows = i64::try_from(rows).unwrap_or(i64::MAX);
        if rows < *limit && (rows > 0 || *offset == 0) {
            return Ok(offset + rows);
        }
        self.count(filter).await
    }

    /// Reads rows, with the names of whom they name; `only` these members are shown.
    pub(super) async fn read_rows(
        &mut self,
        rows: Vec<Row>,
        only: Option<Vec<String>>,
    ) -> Result<Vec<Record>> {
        let fields = &self.live.fields;
        let values = rows.iter().map(|row| read_document(&row.4, fields));
        let values: Vec<Values> = values.collect::<Result<_>>()?;
        let found = Arc::new(Found {
            live: Arc::clone(&self.live),
            names: self.names(values.iter()).await?,
            only,
        });
        let records = rows.into_iter().zip(values).map(|(row, values)| {
            let (id, revision, created, updated, _, login, name, by_login, by_name, _) = row;
            Record {
                id: RecordId(id),
                revision: Revision(revision),
                created,
                updated,
                creator: Wrote { login, name },
                modifier: Wrote {
                    login: by_login,
                    name: by_name,
                },
                values,
                found: Arc::clone(&found),
            }
        });
        Ok(records.collect())
    }

    async fn rows(&mut self, (filter, limit, offset): &Wanted) -> Result<Vec<Row>> {
        let (table, app) = (self.table(), self.live.app);
        let Filter {
            condition,
            order,
            is_sorted,
            binds,
        } = filter;
        let bound = binds.len();
        let part = format!(
            "WHERE {condition} ORDER BY {order} LIMIT ${} OFFSET ${}",
            bound + 1,
            bound + 2
        );
        // Only keys are sorted: with documents and names, 100 of 2,000 records took 0.9 ms instead of 0.5.
        let part = if *is_sorted {
            format!("WHERE r.id IN (SELECT r.id FROM {table} r {part}) ORDER BY {order}")
        } else {
            part
        };
        let sql = format!(
            "SELECT {COLUMNS}, (SELECT live_revision FROM apps WHERE id = {app})
             FROM {table} r {JOINS} {part}"
        );
        Ok(with_tx!(self.tx, |db| {
            let query = bind_all!(sqlx::query_as(AssertSqlSafe(sql)), binds.clone());
            query.bind(limit).bind(offset).fetch_all(db).await
        })?)
    }

    /// Writes rows as REST shows them, with the names of whom they name.
    async fn write_rows(
        &mut self,
        rows: &[Row],
        only: Option<&[String]>,
    ) -> Result<Vec<RecordJson>> {
        let writer = Writer::new(&self.live.fields, &self.live.code, only);
        let documents = rows.iter().map(|row| writer.read(&row.4));
        let documents = documents.collect::<serde_json::Result<Vec<_>>>();
        let documents = documents.map_err(|error| Error::document("record", &error))?;
        let names = load_names(&mut self.tx, &writer.codes(&documents)).await?;
        let mut size = 0;
        let written = rows.iter().zip(&documents).map(|(row, document)| {
            // Records of one form are about as long as each other.
            let mut json = String::with_capacity(size);
            writer.write(&mut json, head(row), document, &names);
            size = json.len();
            RecordJson(json)
        });
        Ok(written.collect())
    }
}

/// The record of a number, where the caller may see it.
fn one(access: &Access, id: RecordId) -> Result<Wanted> {
    let filter = Filter {
        condition: format!("{} AND r.id = $1", permit(access)?),
        order: "r.id".to_owned(),
        is_sorted: false,
        binds: vec![Bind::Int(Some(id.0))],
    };
    Ok((filter, 1, 0))
}

fn head(row: &Row) -> Head<'_> {
    let (id, revision, created, updated, _, login, name, by_login, by_name, _) = row;
    Head {
        id: RecordId(*id),
        revision: Revision(*revision),
        created: *created,
        updated: *updated,
        creator: Author {
            login: login.as_deref(),
            name: name.as_deref(),
        },
        modifier: Author {
            login: by_login.as_deref(),
            name: by_name.as_deref(),
        },
    }
}
