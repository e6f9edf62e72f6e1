//! Getting, listing and counting records.

use plugdock_schema::query::time::Moment;
use plugdock_schema::value::columns::Bind;
use plugdock_schema::value::{self, Kept, Names};
use plugdock_schema::{FieldType, RecordId, Revision};
use serde_json::{Map, Value, json};
use sqlx::AssertSqlSafe;

use super::filter::{self, Filter};
use super::{DEFAULT_LIMIT, Open, Page, Record, Search, bind_all, permit};
use crate::{Access, Result, Settings, Store, settings, with_tx};

/// Number, revision, added at, changed at, document, who added (login, name), who changed.
type Row = (
    i64,
    i64,
    i64,
    i64,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);

const COLUMNS: &str = "r.id, r.revision, r.created_at, r.updated_at, r.doc,
     c.login, c.name, m.login, m.name";
const JOINS: &str = "LEFT JOIN users c ON c.id = r.creator LEFT JOIN users m ON m.id = r.modifier";

impl Store {
    /// One record; `None` where there is none that the caller may see.
    pub async fn record(&self, access: &Access, id: RecordId) -> Result<Option<Record>> {
        let filter = Filter {
            condition: format!("{} AND r.id = $1", permit(access)?),
            order: "r.id".to_owned(),
            binds: vec![Bind::Int(Some(id.0))],
        };
        let mut open = Open::read(self, access).await?;
        let found = open.select(filter, 1, 0, None).await?;
        Ok(found.into_iter().next())
    }

    /// The records that a search wants, at most 500 of them.
    pub async fn records(&self, access: &Access, search: &Search, moment: &Moment) -> Result<Page> {
        let permit = permit(access)?;
        let mut open = Open::read(self, access).await?;
        let filter = filter::compile(&search.query, &open.scope(moment), permit)?;
        let total = if search.total {
            Some(open.count(&filter).await?)
        } else {
            None
        };
        let limit = search.query.limit.unwrap_or(DEFAULT_LIMIT);
        let offset = search.query.offset.unwrap_or(0);
        let fields = search.fields.as_deref();
        Ok(Page {
            records: open.select(filter, limit, offset, fields).await?,
            total,
        })
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

    pub(super) async fn select(
        &mut self,
        filter: Filter,
        limit: i64,
        offset: i64,
        only: Option<&[String]>,
    ) -> Result<Vec<Record>> {
        let bound = filter.binds.len();
        let sql = format!(
            "SELECT {COLUMNS} FROM {} r {JOINS} WHERE {} ORDER BY {} LIMIT ${} OFFSET ${}",
            self.table(),
            filter.condition,
            filter.order,
            bound + 1,
            bound + 2
        );
        let rows: Vec<Row> = with_tx!(self.tx, |db| {
            let query = bind_all!(sqlx::query_as(AssertSqlSafe(sql)), filter.binds);
            query.bind(limit).bind(offset).fetch_all(db).await
        })?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let kept: Kept = settings::parse("record", &row.4)?;
            found.push((row, kept));
        }
        let names = self.names(found.iter().map(|(_, kept)| kept)).await?;
        let records = found.iter();
        Ok(records
            .map(|(row, kept)| show(&self.live, row, kept, &names, only))
            .collect())
    }
}

fn show(live: &Settings, row: &Row, kept: &Kept, names: &Names, only: Option<&[String]>) -> Record {
    let (id, revision, created_at, updated_at, ..) = row;
    let wanted = |code: &str| only.is_none_or(|only| only.iter().any(|it| it == code));
    let mut values = Map::new();
    for field in live.fields.iter().filter(|it| it.kind.has_value()) {
        if !wanted(&field.code) {
            continue;
        }
        let built_in = match field.kind {
            FieldType::RecordNumber if live.code.is_empty() => id.to_string().into(),
            FieldType::RecordNumber => format!("{}-{id}", live.code).into(),
            FieldType::Creator => person(row.5.as_deref(), row.6.as_deref()),
            FieldType::Modifier => person(row.7.as_deref(), row.8.as_deref()),
            FieldType::CreatedTime => value::instant(*created_at).into(),
            FieldType::UpdatedTime => value::instant(*updated_at).into(),
            _ => {
                let kept = kept.get(&field.id.to_string());
                values.insert(field.code.clone(), value::show(field, kept, names));
                continue;
            }
        };
        let value = json!({ "type": field.kind.as_str(), "value": built_in });
        values.insert(field.code.clone(), value);
    }
    for (code, kind, number) in [
        ("$id", "__ID__", id),
        ("$revision", "__REVISION__", revision),
    ] {
        if wanted(code) {
            let value = json!({ "type": kind, "value": number.to_string() });
            values.insert(code.to_owned(), value);
        }
    }
    Record {
        id: RecordId(*id),
        revision: Revision(*revision),
        values,
    }
}

/// What a token did was done by nobody; Kintone says Administrator (B8.1).
fn person(login: Option<&str>, name: Option<&str>) -> Value {
    let code = login.unwrap_or("Administrator");
    json!({ "code": code, "name": name.unwrap_or(code) })
}
