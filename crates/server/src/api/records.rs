//! `/k/v1/records.json`: lists, adds, changes and deletes records.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use plugdock_schema::field::MAX_FIELDS;
use plugdock_schema::query::Query;
use plugdock_schema::value::Given;
use plugdock_store::records::{Change, MAX_WRITES, RecordJson, Search, Written};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing, written};
use super::record::{UpdateKey, moment, one_target, target};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{
    AppParam, Expected, Faults, Flag, Item, List, Place, RecordParam, Text, is_on, items, request,
    values,
};
use crate::services::shapes::FieldValue;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(list, add, update, remove))
}

/// A list of field codes.
type FieldCodes = List<Text, MAX_FIELDS>;

request! {
    pub(crate) struct ListRecords for Anyone {
        /// The app's ID.
        app: AppParam,
        /// A query with a condition, an order, a limit (1 to 500, default 100) and an offset (up to
        /// 10,000).
        query: Option<Text>,
        /// The codes of the fields to return. If absent or empty, all fields are returned.
        fields: Option<FieldCodes>,
        /// True to count all records that match the condition. The default is false.
        total_count: Option<Flag>,
    }
}

#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
struct Records {
    /// The records. Each has `{"type", "value"}` by field code.
    #[schema(value_type = Vec<BTreeMap<String, FieldValue>>)]
    records: Vec<RecordJson>,
    /// The number of all records that match the condition, if `totalCount` was requested.
    #[schema(value_type = Option<String>)]
    total_count: Option<i64>,
}

impl IntoResponse for Records {
    fn into_response(self) -> Response {
        let records: Vec<&str> = self.records.iter().map(|it| it.0.as_str()).collect();
        let records = records.join(",");
        let total = self.total_count.map(|total| format!("\"{total}\""));
        let total = total.as_deref().unwrap_or("null");
        written(format!(
            "{{\"records\":[{records}],\"totalCount\":{total}}}"
        ))
    }
}

/// Returns the records that match a query. Without an order, the newest record comes first.
#[utoipa::path(get, path = "/k/v1/records.json", tag = "records",
    request_body = ListRecords, responses((status = 200, body = Records)))]
async fn list(
    State(state): State<Arc<AppState>>,
    call: Api<ListRecords>,
) -> Result<Records, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    let search = Search {
        query: Query::parse(input.query.as_ref().map_or("", |query| &query.0))?,
        fields: Some(items(input.fields)).filter(|fields| !fields.is_empty()),
        total: is_on(input.total_count),
    };
    let moment = moment(&state, &caller);
    let page = state.store.records_json(&access, &search, &moment).await?;
    Ok(Records {
        records: page.records,
        total_count: page.total,
    })
}

type NewRecords = List<Item, MAX_WRITES>;

request! {
    pub(crate) struct AddRecords for Anyone {
        /// The app's ID.
        app: AppParam,
        /// The new records. Each has `{"value"}` by field code. Fields that are not listed get
        /// their default value.
        records: NewRecords,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct AddedRecords {
    ids: Vec<String>,
    revisions: Vec<String>,
}

/// Adds records: all of them or none.
#[utoipa::path(post, path = "/k/v1/records.json", tag = "records",
    request_body = AddRecords, responses((status = 200, body = AddedRecords)))]
async fn add(
    State(state): State<Arc<AppState>>,
    call: Api<AddRecords>,
) -> Result<Answer<AddedRecords>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    let moment = moment(&state, &caller);
    let records = input.records.0.into_iter();
    let records: Vec<Given> = records.map(|it| it.0.into()).collect();
    let added = state
        .store
        .add_records(&access, &records, &moment)
        .await
        .map_err(Error::of_records)?;
    Ok(Answer(AddedRecords {
        ids: added.iter().map(|it| it.id.to_string()).collect(),
        revisions: added.iter().map(|it| it.revision.to_string()).collect(),
    }))
}

request! {
    pub(crate) struct UpdateRecords for Anyone {
        /// The app's ID.
        app: AppParam,
        records: RecordUpdates,
    }
}

type RecordUpdates = List<RecordUpdate, MAX_WRITES>;

request! {
    struct RecordUpdate checked by names_one {
        /// The record's ID. Exactly one of `id` and `updateKey` is required.
        id: Option<RecordParam>,
        update_key: Option<UpdateKey>,
        /// The revision that the caller expects to be the newest. -1 or absent skips the check.
        revision: Option<Expected>,
        /// `{"value"}` by field code. Fields that are not listed do not change.
        record: Option<Map<String, Value>>,
    }
}

fn names_one(asked: &RecordUpdate, place: &Place<'_>, faults: &mut Faults) {
    one_target(asked.id, asked.update_key.as_ref(), place, faults);
}

impl RecordUpdate {
    fn into_change(self) -> Option<Change> {
        Some(Change {
            target: target(self.id, self.update_key)?,
            revision: Expected::of(self.revision),
            record: self.record.unwrap_or_default().into(),
            step: None,
        })
    }
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

/// Changes records: all of them or none.
#[utoipa::path(put, path = "/k/v1/records.json", tag = "records",
    request_body = UpdateRecords, responses((status = 200, body = UpdatedRecords)))]
async fn update(
    State(state): State<Arc<AppState>>,
    call: Api<UpdateRecords>,
) -> Result<Answer<UpdatedRecords>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    let moment = moment(&state, &caller);
    let changes = input.records.0.into_iter().map(RecordUpdate::into_change);
    let changes: Vec<Change> = changes
        .collect::<Option<_>>()
        .ok_or_else(Error::illegal_request)?;
    let written = state
        .store
        .update_records(&access, &changes, &moment)
        .await
        .map_err(Error::of_records)?;
    Ok(Answer(written.into()))
}

type RecordIds = List<RecordParam, MAX_WRITES>;
type Revisions = List<Expected, MAX_WRITES>;

request! {
    pub(crate) struct DeleteRecords for Anyone checked by match_ids {
        /// The app's ID.
        app: AppParam,
        ids: RecordIds,
        /// The expected revision for each of `ids`. -1, null or an absent list skips the check.
        revisions: Option<Revisions>,
    }
}

fn match_ids(asked: &DeleteRecords, place: &Place<'_>, faults: &mut Faults) {
    let revisions = asked.revisions.as_ref().map_or(0, |given| given.0.len());
    if revisions != 0 && revisions != asked.ids.0.len() {
        faults.note::<()>(&place.member("revisions"), "records.revisions_count");
    }
}

/// Deletes records: all of them or none.
#[utoipa::path(delete, path = "/k/v1/records.json", tag = "records",
    request_body = DeleteRecords, responses((status = 200, body = Nothing)))]
async fn remove(
    State(state): State<Arc<AppState>>,
    call: Api<DeleteRecords>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    let mut revisions = values(input.revisions).into_iter();
    let ids = input.ids.0.into_iter();
    let records: Vec<_> = ids
        .map(|id| (id.0, Expected::of(revisions.next())))
        .collect();
    state
        .store
        .delete_records(&access, &records, &moment(&state, &caller))
        .await?;
    Ok(Answer(Nothing {}))
}
