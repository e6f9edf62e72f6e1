//! `/k/v1/record.json`: reads, adds and changes one record.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use plugdock_schema::Revision;
use plugdock_schema::query::time::Moment;
use plugdock_schema::value::Given;
use plugdock_store::records::{Change, RecordJson, Target};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Revised, written};
use crate::auth::{Api, Caller};
use crate::error::Error;
use crate::params::{AppParam, Expected, Faults, Place, RecordParam, Text, request};
use crate::services::shapes::FieldValue;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(get, add, update))
}

/// Returns the moment of a call with the caller's time zone. API tokens use UTC.
pub(super) fn moment(state: &AppState, caller: &Caller) -> Moment {
    let zone = caller.user().map_or("UTC", |user| user.timezone.as_str());
    let login = caller.user().map(|user| user.login.clone());
    Moment::new(state.clock.now(), zone, login)
}

request! {
    /// A key that identifies a record: the value of a field that prohibits duplicate values.
    pub(super) struct UpdateKey {
        field: Text,
        value: Text,
    }
}

/// Returns the record that the request names, or `None` unless the request has exactly one of ID
/// and key.
pub(super) fn target(id: Option<RecordParam>, key: Option<UpdateKey>) -> Option<Target> {
    match (id, key) {
        (Some(id), None) => Some(Target::Id(id.0)),
        (None, Some(UpdateKey { field, value })) => Some(Target::Key {
            field: field.0,
            value: value.0,
        }),
        _ => None,
    }
}

/// Notes a fault if the request does not name exactly one record.
pub(super) fn one_target(
    id: Option<RecordParam>,
    key: Option<&UpdateKey>,
    place: &Place<'_>,
    faults: &mut Faults,
) {
    if id.is_some() == key.is_some() {
        faults.note::<()>(&place.member("id"), "records.id_or_key");
    }
}

request! {
    pub(crate) struct GetRecord for Anyone {
        /// The app's ID.
        app: AppParam,
        /// The record's ID.
        id: RecordParam,
    }
}

#[derive(Debug, ToSchema)]
struct OneRecord {
    /// `{"type", "value"}` by field code, including `$id` and `$revision`.
    #[schema(value_type = BTreeMap<String, FieldValue>)]
    record: RecordJson,
}

impl IntoResponse for OneRecord {
    fn into_response(self) -> Response {
        written(format!("{{\"record\":{}}}", self.record.0))
    }
}

/// Returns one record.
#[utoipa::path(get, path = "/k/v1/record.json", tag = "records",
    request_body = GetRecord, responses((status = 200, body = OneRecord)))]
async fn get(State(state): State<Arc<AppState>>, call: Api<GetRecord>) -> Result<OneRecord, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    let moment = moment(&state, &caller);
    let record = state
        .store
        .record_json(&access, input.id.0, &moment)
        .await?;
    let record = record.ok_or_else(|| Error::no_record(&input.id.0))?;
    Ok(OneRecord { record })
}

request! {
    pub(crate) struct AddRecord for Anyone {
        /// The app's ID.
        app: AppParam,
        /// `{"value"}` by field code. Fields that are not listed get their default value.
        record: Option<Map<String, Value>>,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct AddedRecord {
    id: String,
    revision: String,
}

/// Adds a record.
#[utoipa::path(post, path = "/k/v1/record.json", tag = "records",
    request_body = AddRecord, responses((status = 200, body = AddedRecord)))]
async fn add(
    State(state): State<Arc<AppState>>,
    call: Api<AddRecord>,
) -> Result<Answer<AddedRecord>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    let moment = moment(&state, &caller);
    let records = [Given::from(input.record.unwrap_or_default())];
    let added = state
        .store
        .add_records(&access, &records, &moment)
        .await
        .map_err(Error::of_new_record)?;
    let added = added
        .first()
        .ok_or_else(|| Error::internal("nothing was added"))?;
    Ok(Answer(AddedRecord {
        id: added.id.to_string(),
        revision: added.revision.to_string(),
    }))
}

request! {
    pub(crate) struct UpdateRecord for Anyone checked by names_one {
        /// The app's ID.
        app: AppParam,
        /// The record's ID. Exactly one of `id` and `updateKey` is required.
        id: Option<RecordParam>,
        update_key: Option<UpdateKey>,
        /// The revision that the caller expects to be the newest. -1 or absent skips the check.
        revision: Option<Expected>,
        /// `{"value"}` by field code. Fields that are not listed do not change.
        record: Option<Map<String, Value>>,
    }
}

fn names_one(asked: &UpdateRecord, place: &Place<'_>, faults: &mut Faults) {
    one_target(asked.id, asked.update_key.as_ref(), place, faults);
}

/// Changes a record.
#[utoipa::path(put, path = "/k/v1/record.json", tag = "records",
    request_body = UpdateRecord, responses((status = 200, body = Revised)))]
async fn update(
    State(state): State<Arc<AppState>>,
    call: Api<UpdateRecord>,
) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    let moment = moment(&state, &caller);
    let change = [Change {
        target: target(input.id, input.update_key).ok_or_else(Error::illegal_request)?,
        revision: Expected::of(input.revision),
        record: input.record.unwrap_or_default().into(),
        step: None,
    }];
    let written = state
        .store
        .update_records(&access, &change, &moment)
        .await
        .map_err(Error::of_record)?;
    let revision = written.first().map_or(Revision(0), |it| it.revision);
    Ok(revision.into())
}
