//! `/k/v1/record/status.json`, `/k/v1/records/status.json` and `/k/v1/record/assignees.json`:
//! changes the status and the assignees of records.

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::value::Given;
use plugdock_schema::{AppId, Revision};
use plugdock_store::records::{Change, MAX_WRITES, Step, Target};
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Revised};
use super::record::moment;
use super::records::UpdatedRecords;
use crate::auth::{Api, Caller};
use crate::error::Error;
use crate::params::{AppParam, Expected, List, RecordParam, Text, filled, items, request};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(act))
        .routes(routes!(act_on_many))
        .routes(routes!(assign))
}

/// The maximum number of assignees of one record (100 in Kintone).
const MAX_ASSIGNEES: usize = 100;

request! {
    pub(crate) struct TakeAction for Anyone {
        /// The app's ID.
        app: AppParam,
        /// The record's ID.
        id: RecordParam,
        /// The name of the action.
        action: Text<1>,
        /// The login name of the next assignee, if the next status requires one.
        assignee: Option<Text>,
        /// The revision that the caller expects to be the newest. -1 or absent skips the check.
        revision: Option<Expected>,
        /// Values that are saved together with the status: `{"value"}` by field code.
        record: Option<Map<String, Value>>,
    }
}

/// Performs an action on a record.
#[utoipa::path(put, path = "/k/v1/record/status.json", tag = "records",
    request_body = TakeAction, responses((status = 200, body = Revised)))]
async fn act(
    State(state): State<Arc<AppState>>,
    call: Api<TakeAction>,
) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let change = Change {
        target: Target::Id(input.id.0),
        revision: Expected::of(input.revision),
        record: input.record.unwrap_or_default().into(),
        step: Some(Step::Act {
            action: input.action.0,
            assignee: filled(input.assignee),
        }),
    };
    write_one(&state, &caller, input.app.0, change).await
}

async fn write_one(
    state: &AppState,
    caller: &Caller,
    id: AppId,
    change: Change,
) -> Result<Answer<Revised>, Error> {
    let access = state.store.access(&caller.actor, id).await?;
    let written = state
        .store
        .update_records(&access, &[change], &moment(state, caller))
        .await
        .map_err(Error::of_record)?;
    let revision = written.first().map_or(Revision(0), |it| it.revision);
    Ok(revision.into())
}

request! {
    pub(crate) struct TakeActions for Anyone {
        /// The app's ID.
        app: AppParam,
        records: Actions,
    }
}

type Actions = List<ActionOnRecord, MAX_WRITES>;

request! {
    struct ActionOnRecord {
        /// The record's ID.
        id: RecordParam,
        /// The name of the action.
        action: Text<1>,
        /// The login name of the next assignee, if the next status requires one.
        assignee: Option<Text>,
        /// The revision that the caller expects to be the newest. -1 or absent skips the check.
        revision: Option<Expected>,
    }
}

/// Performs actions on records: all of them or none.
#[utoipa::path(put, path = "/k/v1/records/status.json", tag = "records",
    request_body = TakeActions, responses((status = 200, body = UpdatedRecords)))]
async fn act_on_many(
    State(state): State<Arc<AppState>>,
    call: Api<TakeActions>,
) -> Result<Answer<UpdatedRecords>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    let moment = moment(&state, &caller);
    let changes = input.records.0.into_iter().map(|it| Change {
        target: Target::Id(it.id.0),
        revision: Expected::of(it.revision),
        record: Given::default(),
        step: Some(Step::Act {
            action: it.action.0,
            assignee: filled(it.assignee),
        }),
    });
    let changes: Vec<Change> = changes.collect();
    let written = state
        .store
        .update_records(&access, &changes, &moment)
        .await
        .map_err(Error::of_records)?;
    Ok(Answer(written.into()))
}

type Assignees = List<Text, MAX_ASSIGNEES>;

request! {
    pub(crate) struct Assign for Anyone {
        /// The app's ID.
        app: AppParam,
        /// The record's ID.
        id: RecordParam,
        /// Login names. An empty list removes all assignees, so every user may act on the record.
        assignees: Assignees,
        /// The revision that the caller expects to be the newest. -1 or absent skips the check.
        revision: Option<Expected>,
    }
}

/// Changes the assignees of a record. Its status does not change.
#[utoipa::path(put, path = "/k/v1/record/assignees.json", tag = "records",
    request_body = Assign, responses((status = 200, body = Revised)))]
async fn assign(
    State(state): State<Arc<AppState>>,
    call: Api<Assign>,
) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let mut logins = items(Some(input.assignees));
    let mut seen = HashSet::new();
    logins.retain(|login| seen.insert(login.clone()));
    let change = Change {
        target: Target::Id(input.id.0),
        revision: Expected::of(input.revision),
        record: Given::default(),
        step: Some(Step::Assign(logins)),
    };
    write_one(&state, &caller, input.app.0, change).await
}
