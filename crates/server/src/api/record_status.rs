//! `/k/v1/record/status.json`, `/k/v1/records/status.json` and `/k/v1/record/assignees.json`: records on their
//! way through the app's process.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::{AppId, RecordId, Revision};
use plugdock_store::records::{Change, Many, Step, Target};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Revised};
use super::record::{moment, values};
use super::records::{UpdatedRecords, expected, items};
use crate::auth::{Api, Caller};
use crate::error::Error;
use crate::params::{Input, Params, Who};
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(act))
        .routes(routes!(act_on_many))
        .routes(routes!(assign))
}

/// Assignees of one record (Kintone: 100).
const MAX_ASSIGNEES: usize = 100;

#[derive(Debug)]
pub(crate) struct Act {
    app: AppId,
    change: Change,
}

impl Input for Act {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        let app = params.app();
        let record = params.take("record");
        Self {
            app,
            change: Change {
                target: Target::Id(RecordId(params.required_int("id", 1..=i64::MAX))),
                revision: params.revision(),
                record: values(record, "record", params),
                step: Some(Step::Act {
                    action: params.required_string("action"),
                    assignee: chosen(params.string("assignee")),
                }),
            },
        }
    }
}

/// An empty name chooses nobody.
fn chosen(assignee: Option<String>) -> Option<String> {
    assignee.filter(|login| !login.is_empty())
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct ActBody {
    app: i64,
    id: i64,
    /// The action's name.
    action: String,
    /// Login name of who goes on, where the next state asks for one.
    assignee: Option<String>,
    /// What the caller takes for the newest; -1 or absent: any.
    revision: Option<i64>,
    /// Values that are saved with the step, `{"value"}` by field code.
    record: Option<Map<String, Value>>,
}

/// Takes an action on a record.
#[utoipa::path(put, path = "/k/v1/record/status.json", tag = "records",
    request_body = inline(ActBody), responses((status = 200, body = Revised)))]
async fn act(State(app): State<Arc<App>>, call: Api<Act>) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    write_one(&app, &caller, input.app, input.change).await
}

async fn write_one(
    app: &App,
    caller: &Caller,
    id: AppId,
    change: Change,
) -> Result<Answer<Revised>, Error> {
    let access = app.store.access(&caller.actor, id).await?;
    let written = app
        .store
        .update_records(&access, &[change], Many::One, &moment(app, caller))
        .await?;
    let revision = written.first().map_or(Revision(0), |it| it.revision);
    Ok(Answer(Revised {
        revision: revision.to_string(),
    }))
}

#[derive(Debug)]
pub(crate) struct ActOnMany {
    app: AppId,
    changes: Vec<Change>,
}

impl Input for ActOnMany {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        let app = params.app();
        let mut changes = Vec::new();
        for (index, item) in items(params).into_iter().enumerate() {
            let at = |name: &str| format!("records[{index}].{name}");
            let text = |name: &str| match &item[name] {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            };
            let id = params.whole(&at("id"), &item["id"], &(1..=i64::MAX));
            let revision = Some(&item["revision"]).filter(|it| !it.is_null());
            let action = text("action").unwrap_or_default();
            if action.is_empty() {
                params.wrong(at("action"), "errors.required", Vec::new());
            }
            changes.push(Change {
                target: Target::Id(RecordId(id.unwrap_or_default())),
                revision: revision.and_then(|it| expected(it, &at("revision"), params)),
                record: Map::new(),
                step: Some(Step::Act {
                    action,
                    assignee: chosen(text("assignee")),
                }),
            });
        }
        Self { app, changes }
    }
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct ActOnManyBody {
    app: i64,
    /// At most 100.
    #[schema(inline)]
    records: Vec<ActItem>,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct ActItem {
    id: i64,
    action: String,
    assignee: Option<String>,
    revision: Option<i64>,
}

/// Takes actions on records: all of them, or none.
#[utoipa::path(put, path = "/k/v1/records/status.json", tag = "records",
    request_body = inline(ActOnManyBody), responses((status = 200, body = UpdatedRecords)))]
async fn act_on_many(
    State(app): State<Arc<App>>,
    call: Api<ActOnMany>,
) -> Result<Answer<UpdatedRecords>, Error> {
    let Api { caller, input } = call;
    let access = app.store.access(&caller.actor, input.app).await?;
    let moment = moment(&app, &caller);
    let written = app
        .store
        .update_records(&access, &input.changes, Many::List, &moment)
        .await?;
    Ok(Answer(written.into()))
}

#[derive(Debug)]
pub(crate) struct Assign {
    app: AppId,
    change: Change,
}

impl Input for Assign {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        let app = params.app();
        if !params.has("assignees") {
            params.required("assignees");
        }
        let mut logins = params
            .strings("assignees", MAX_ASSIGNEES)
            .unwrap_or_default();
        let mut seen = std::collections::HashSet::new();
        logins.retain(|login| seen.insert(login.clone()));
        Self {
            app,
            change: Change {
                target: Target::Id(RecordId(params.required_int("id", 1..=i64::MAX))),
                revision: params.revision(),
                record: Map::new(),
                step: Some(Step::Assign(logins)),
            },
        }
    }
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct AssignBody {
    app: i64,
    id: i64,
    /// Login names; an empty list leaves the record to everybody.
    assignees: Vec<String>,
    revision: Option<i64>,
}

/// Gives a record to others in the state it is in.
#[utoipa::path(put, path = "/k/v1/record/assignees.json", tag = "records",
    request_body = inline(AssignBody), responses((status = 200, body = Revised)))]
async fn assign(State(app): State<Arc<App>>, call: Api<Assign>) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    write_one(&app, &caller, input.app, input.change).await
}
