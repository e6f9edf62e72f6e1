//! `/k/v1/record.json`: one record.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::query::time::Moment;
use plugdock_schema::{AppId, RecordId, Revision};
use plugdock_store::records::{Change, Many, Target};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Revised};
use crate::auth::{Api, Caller};
use crate::error::Error;
use crate::params::{Input, Params, Who};
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(get, add, update))
}

/// The moment of a call, with the caller's time zone; API tokens are in UTC.
pub(super) fn moment(app: &App, caller: &Caller) -> Moment {
    let zone = caller.user().map_or("UTC", |user| user.timezone.as_str());
    let login = caller.user().map(|user| user.login.clone());
    Moment::new(app.clock.now(), zone, login)
}

/// Values by field code; absent is empty.
pub(super) fn values(value: Option<Value>, at: &str, params: &mut Params) -> Map<String, Value> {
    match value {
        Some(Value::Object(values)) => values,
        None | Some(Value::Null) => Map::new(),
        Some(_) => {
            params.wrong(at, "errors.not_object", Vec::new());
            Map::new()
        }
    }
}

/// `id` or `updateKey` of an object that names a record; `prefix` is where the object stands.
pub(super) fn target(
    id: Option<Value>,
    key: Option<Value>,
    prefix: &str,
    params: &mut Params,
) -> Target {
    let none = Target::Id(RecordId(0));
    match (id, key) {
        (Some(id), None) => {
            let id = params.whole(&format!("{prefix}id"), &id, &(1..=i64::MAX));
            id.map_or(none, |id| Target::Id(RecordId(id)))
        }
        (None, Some(key)) => {
            let text = |name: &str| match &key[name] {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            };
            let mut member = |name: &str| {
                text(name).unwrap_or_else(|| {
                    let at = format!("{prefix}updateKey.{name}");
                    params.wrong(at, "errors.required", Vec::new());
                    String::new()
                })
            };
            Target::Key {
                field: member("field"),
                value: member("value"),
            }
        }
        _ => {
            params.wrong(format!("{prefix}id"), "records.id_or_key", Vec::new());
            none
        }
    }
}

#[derive(Debug)]
pub(crate) struct Get {
    app: AppId,
    id: RecordId,
}

impl Input for Get {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        Self {
            app: params.app(),
            id: RecordId(params.required_int("id", 1..=i64::MAX)),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct OneRecord {
    /// `{"type", "value"}` by field code, with `$id` and `$revision`.
    record: Map<String, Value>,
}

/// One record.
#[utoipa::path(get, path = "/k/v1/record.json", tag = "records",
    params(
        ("app" = i64, Query, description = "The app"),
        ("id" = i64, Query, description = "The record"),
    ),
    responses((status = 200, body = OneRecord)))]
async fn get(State(app): State<Arc<App>>, call: Api<Get>) -> Result<Answer<OneRecord>, Error> {
    let Api { caller, input } = call;
    let access = app.store.access(&caller.actor, input.app).await?;
    let record = app.store.record(&access, input.id).await?;
    let record = record.ok_or_else(|| Error::no_record(&input.id))?;
    Ok(Answer(OneRecord {
        record: record.values,
    }))
}

#[derive(Debug)]
pub(crate) struct Add {
    app: AppId,
    record: Map<String, Value>,
}

impl Input for Add {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        let app = params.app();
        let record = params.take("record");
        Self {
            app,
            record: values(record, "record", params),
        }
    }
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct AddBody {
    app: i64,
    /// `{"value"}` by field code; fields that are not named get their default.
    record: Option<Map<String, Value>>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Added {
    id: String,
    revision: String,
}

/// Adds a record.
#[utoipa::path(post, path = "/k/v1/record.json", tag = "records",
    request_body = inline(AddBody), responses((status = 200, body = Added)))]
async fn add(State(app): State<Arc<App>>, call: Api<Add>) -> Result<Answer<Added>, Error> {
    let Api { caller, input } = call;
    let access = app.store.access(&caller.actor, input.app).await?;
    let moment = moment(&app, &caller);
    let records = [input.record];
    let added = app
        .store
        .add_records(&access, &records, Many::One, &moment)
        .await?;
    let added = added
        .first()
        .ok_or_else(|| Error::internal("nothing was added"))?;
    Ok(Answer(Added {
        id: added.id.to_string(),
        revision: added.revision.to_string(),
    }))
}

#[derive(Debug)]
pub(crate) struct Update {
    app: AppId,
    change: Change,
}

impl Input for Update {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        let app = params.app();
        let (id, key) = (params.take("id"), params.take("updateKey"));
        let record = params.take("record");
        Self {
            app,
            change: Change {
                target: target(id, key, "", params),
                revision: params.revision(),
                record: values(record, "record", params),
                step: None,
            },
        }
    }
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
#[serde(rename_all = "camelCase")]
struct UpdateBody {
    app: i64,
    /// This or `updateKey`.
    id: Option<i64>,
    #[schema(inline)]
    update_key: Option<UpdateKey>,
    /// What the caller takes for the newest; -1 or absent: any.
    revision: Option<i64>,
    /// `{"value"}` by field code; fields that are not named stay.
    record: Option<Map<String, Value>>,
}

/// A record by the value of a field that prohibits duplicates.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
pub(super) struct UpdateKey {
    field: String,
    value: String,
}

/// Changes a record.
#[utoipa::path(put, path = "/k/v1/record.json", tag = "records",
    request_body = inline(UpdateBody), responses((status = 200, body = Revised)))]
async fn update(State(app): State<Arc<App>>, call: Api<Update>) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let access = app.store.access(&caller.actor, input.app).await?;
    let moment = moment(&app, &caller);
    let change = [input.change];
    let written = app
        .store
        .update_records(&access, &change, Many::One, &moment)
        .await?;
    let revision = written.first().map_or(Revision(0), |it| it.revision);
    Ok(Answer(Revised {
        revision: revision.to_string(),
    }))
}
