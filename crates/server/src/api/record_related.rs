//! `/k/api/record/related.json`: lists the records of another app that are related to a record.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::Field;
use plugdock_store::records::Record;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use super::record::moment;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, Flag, RecordParam, Text, Whole, is_on, request};
use crate::services::shapes::{FieldType, FieldValue};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(list))
}

request! {
    pub(crate) struct ListRelated for Session {
        /// The app's ID.
        app: AppParam,
        /// True to use the app's preview settings. The default is false.
        preview: Option<Flag>,
        /// The code of the related records field.
        field: Text<1>,
        /// The record's ID.
        id: RecordParam,
        /// The number of related records to skip. The default is 0.
        offset: Option<Whole<0, 10_000>>,
    }
}

/// A field of the other app, with the properties that a page needs.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Shown {
    code: String,
    label: String,
    #[schema(value_type = FieldType)]
    r#type: &'static str,
}

/// Returns fields of another app in the form that pages show.
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
    /// The ID of the other app.
    app: String,
    /// The fields to show, in their order.
    fields: Vec<Shown>,
    /// `{"type", "value"}` by field code, including `$id`.
    #[schema(value_type = Vec<BTreeMap<String, FieldValue>>)]
    records: Vec<Record>,
    total_count: String,
    /// The number of records that are shown at once.
    size: i64,
}

/// Returns the records that a related records field shows for a record.
#[utoipa::path(get, path = "/k/api/record/related.json", tag = "records",
    request_body = ListRelated, responses((status = 200, body = RelatedRecords)))]
async fn list(
    State(state): State<Arc<AppState>>,
    call: Api<ListRelated>,
) -> Result<Answer<RelatedRecords>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    let moment = moment(&state, &caller);
    let found = state.store.record(&access, input.id.0, &moment).await?;
    let record = found.ok_or_else(|| Error::no_record(&input.id.0))?;
    let related = state.store.related_records(
        &access,
        is_on(input.preview),
        &input.field.0,
        &record,
        input.offset.map_or(0, |offset| offset.0),
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
