//! `/k/v1/records.json`: many records.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::field::MAX_FIELDS;
use plugdock_schema::query::Query;
use plugdock_schema::{AppId, RecordId, Revision};
use plugdock_store::records::{Change, MAX_WRITES, Many, Search, Written};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use super::record::{UpdateKey, moment, target, values};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{Input, Params, Who};
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list, add, update, remove))
}

#[derive(Debug)]
pub(crate) struct List {
    app: AppId,
    query: String,
    fields: Option<Vec<String>>,
    total: bool,
}

impl Input for List {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        Self {
            app: params.app(),
            query: params.string("query").unwrap_or_default(),
            fields: params
                .strings("fields", MAX_FIELDS)
                .filter(|fields| !fields.is_empty()),
            total: params.flag("totalCount").unwrap_or(false),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Records {
    /// Each `{"type", "value"}` by field code.
    records: Vec<Map<String, Value>>,
    /// All that fulfil the condition, where `totalCount` asked for it.
    total_count: Option<String>,
}

/// Records by a query, newest first where it does not say.
#[utoipa::path(get, path = "/k/v1/records.json", tag = "records",
    params(
        ("app" = i64, Query, description = "The app"),
        ("query" = Option<String>, Query, description = "Condition, order by, limit (1 to 500, 100), offset (to 10,000)"),
        ("fields" = Option<Vec<String>>, Query, description = "Field codes; all"),
        ("totalCount" = Option<bool>, Query, description = "Count all; false"),
    ),
    responses((status = 200, body = Records)))]
async fn list(State(app): State<Arc<App>>, call: Api<List>) -> Result<Answer<Records>, Error> {
    let Api { caller, input } = call;
    let access = app.store.access(&caller.actor, input.app).await?;
    let search = Search {
        query: Query::parse(&input.query)?,
        fields: input.fields,
        total: input.total,
    };
    let moment = moment(&app, &caller);
    let page = app.store.records(&access, &search, &moment).await?;
    let records = page.records.into_iter().map(|record| record.values);
    Ok(Answer(Records {
        records: records.collect(),
        total_count: page.total.map(|total| total.to_string()),
    }))
}

#[derive(Debug)]
pub(crate) struct Add {
    app: AppId,
    records: Vec<Map<String, Value>>,
}

/// `records`, required.
pub(super) fn items(params: &mut Params) -> Vec<Value> {
    if !params.has("records") {
        params.required("records");
    }
    params.list("records", MAX_WRITES).unwrap_or_default()
}

impl Input for Add {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        let app = params.app();
        let items = items(params).into_iter().enumerate();
        let records = items
            .map(|(index, item)| values(Some(item), &format!("records[{index}]"), params))
            .collect();
        Self { app, records }
    }
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct AddBody {
    app: i64,
    /// At most 100, each `{"value"}` by field code.
    records: Vec<Map<String, Value>>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Added {
    ids: Vec<String>,
    revisions: Vec<String>,
}

/// Adds records: all of them, or none.
#[utoipa::path(post, path = "/k/v1/records.json", tag = "records",
    request_body = inline(AddBody), responses((status = 200, body = Added)))]
async fn add(State(app): State<Arc<App>>, call: Api<Add>) -> Result<Answer<Added>, Error> {
    let Api { caller, input } = call;
    let access = app.store.access(&caller.actor, input.app).await?;
    let moment = moment(&app, &caller);
    let added = app
        .store
        .add_records(&access, &input.records, Many::List, &moment)
        .await?;
    Ok(Answer(Added {
        ids: added.iter().map(|it| it.id.to_string()).collect(),
        revisions: added.iter().map(|it| it.revision.to_string()).collect(),
    }))
}

#[derive(Debug)]
pub(crate) struct Update {
    app: AppId,
    changes: Vec<Change>,
}

impl Input for Update {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        let app = params.app();
        let mut changes = Vec::new();
        for (index, item) in items(params).into_iter().enumerate() {
            let Value::Object(mut item) = item else {
                params.wrong(format!("records[{index}]"), "errors.not_object", Vec::new());
                continue;
            };
            let mut take = |name: &str| item.remove(name).filter(|value| !value.is_null());
            let (id, key) = (take("id"), take("updateKey"));
            let (revision, record) = (take("revision"), take("record"));
            let at = format!("records[{index}].");
            changes.push(Change {
                target: target(id, key, &at, params),
                revision: revision.and_then(|it| expected(&it, &format!("{at}revision"), params)),
                record: values(record, &format!("{at}record"), params),
                step: None,
            });
        }
        Self { app, changes }
    }
}

/// -1 means any.
pub(super) fn expected(value: &Value, at: &str, params: &mut Params) -> Option<Revision> {
    params
        .whole(at, value, &(-1..=i64::MAX))
        .filter(|revision| *revision != -1)
        .map(Revision)
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct UpdateBody {
    app: i64,
    /// At most 100.
    #[schema(inline)]
    records: Vec<UpdateItem>,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
#[serde(rename_all = "camelCase")]
struct UpdateItem {
    /// This or `updateKey`.
    id: Option<i64>,
    #[schema(inline)]
    update_key: Option<UpdateKey>,
    /// What the caller takes for the newest; -1 or absent: any.
    revision: Option<i64>,
    /// `{"value"}` by field code; fields that are not named stay.
    record: Option<Map<String, Value>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UpdatedRecords {
    records: Vec<UpdatedRecord>,
}

impl From<Vec<Written>> for UpdatedRecords {
    fn from(written: Vec<Written>) -> Self {
        let records = written.into_iter().map(|it| UpdatedRecord {
            id: it.id.to_string(),
            revision: it.revision.to_string(),
        });
        Self {
            records: records.collect(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct UpdatedRecord {
    id: String,
    revision: String,
}

/// Changes records: all of them, or none.
#[utoipa::path(put, path = "/k/v1/records.json", tag = "records",
    request_body = inline(UpdateBody), responses((status = 200, body = UpdatedRecords)))]
async fn update(
    State(app): State<Arc<App>>,
    call: Api<Update>,
) -> Result<Answer<UpdatedRecords>, Error> {
    let Api { caller, input } = call;
    let access = app.store.access(&caller.actor, input.app).await?;
    let moment = moment(&app, &caller);
    let changed = app
        .store
        .update_records(&access, &input.changes, Many::List, &moment)
        .await?;
    Ok(Answer(changed.into()))
}

#[derive(Debug)]
pub(crate) struct Remove {
    app: AppId,
    records: Vec<(RecordId, Option<Revision>)>,
}

impl Input for Remove {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        let app = params.app();
        if !params.has("ids") {
            params.required("ids");
        }
        let ids = params.list("ids", MAX_WRITES).unwrap_or_default();
        let revisions = params.list("revisions", MAX_WRITES).unwrap_or_default();
        if !revisions.is_empty() && revisions.len() != ids.len() {
            params.wrong("revisions", "records.revisions_count", Vec::new());
        }
        let mut records = Vec::with_capacity(ids.len());
        for (index, id) in ids.iter().enumerate() {
            let id = params.whole(&format!("ids[{index}]"), id, &(1..=i64::MAX));
            let revision = revisions
                .get(index)
                .filter(|revision| !revision.is_null())
                .and_then(|it| expected(it, &format!("revisions[{index}]"), params));
            records.extend(id.map(|id| (RecordId(id), revision)));
        }
        Self { app, records }
    }
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct RemoveBody {
    app: i64,
    /// At most 100.
    ids: Vec<i64>,
    /// One for each of `ids`; -1 or absent: any.
    revisions: Option<Vec<i64>>,
}

/// Deletes records: all of them, or none.
#[utoipa::path(delete, path = "/k/v1/records.json", tag = "records",
    request_body = inline(RemoveBody), responses((status = 200, body = Nothing)))]
async fn remove(State(app): State<Arc<App>>, call: Api<Remove>) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let access = app.store.access(&caller.actor, input.app).await?;
    app.store
        .delete_records(&access, &input.records, app.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}
