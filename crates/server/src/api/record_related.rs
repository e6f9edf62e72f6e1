//! `/k/api/record/related.json`: the records of another app that belong to a record.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::{AppId, Field, RecordId};
use plugdock_store::records::Record;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use super::record::moment;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{ByHand, Params, Who};
use crate::services::shapes::FieldValue;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug)]
pub(crate) struct List {
    app: AppId,
    preview: bool,
    field: String,
    record: RecordId,
    offset: i64,
}

impl ByHand for List {
    const WHO: Who = Who::Session;

    fn read(params: &mut Params) -> Self {
        Self {
            app: params.app(),
            preview: params.flag("preview").unwrap_or(false),
            field: params.required_string("field"),
            record: RecordId(params.required_int("id", 1..=i64::MAX)),
            offset: params.int("offset", 0..=10_000).unwrap_or(0),
        }
    }
}

/// A field of the other app, as far as a page needs it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Shown {
    code: String,
    label: String,
    r#type: &'static str,
}

/// Fields of another app as pages show them.
pub(super) fn shown(fields: &[Field]) -> Vec<Shown> {
    let shown = fields.iter().map(|field| Shown {
        code: field.code.clone(),
        label: field.label.clone(),
        r#type: field.kind.as_str(),
    });
    shown.collect()
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RelatedRecords {
    /// The other app.
    app: String,
    /// The fields that are shown, in their order.
    fields: Vec<Shown>,
    /// `{"type", "value"}` by code, with `$id`.
    #[schema(value_type = Vec<BTreeMap<String, FieldValue>>)]
    records: Vec<Record>,
    total_count: String,
    /// How many are shown at once.
    size: i64,
}

/// The records that a table of related records shows for a record.
#[utoipa::path(get, path = "/k/api/record/related.json", tag = "records",
    params(
        ("app" = i64, Query, description = "The app"),
        ("field" = String, Query, description = "The table of related records"),
        ("id" = i64, Query, description = "The record"),
        ("offset" = Option<i64>, Query, description = "How many to skip; 0"),
        ("preview" = Option<bool>, Query, description = "By the settings that wait; false"),
    ),
    responses((status = 200, body = RelatedRecords)))]
async fn list(
    State(app): State<Arc<App>>,
    call: Api<List>,
) -> Result<Answer<RelatedRecords>, Error> {
    let Api { caller, input } = call;
    let access = app.store.access(&caller.actor, input.app).await?;
    let moment = moment(&app, &caller);
    let found = app.store.record(&access, input.record).await?;
    let record = found.ok_or_else(|| Error::no_record(&input.record))?;
    let related = app.store.related_records(
        &access,
        input.preview,
        &input.field,
        &record,
        input.offset,
        &moment,
    );
    let related = Box::pin(related).await?;
    Ok(Answer(RelatedRecords {
        app: related.app.to_string(),
        fields: shown(&related.fields),
        total_count: related.page.total.unwrap_or(0).to_string(),
        size: related.size,
        records: related.page.records,
    }))
}
