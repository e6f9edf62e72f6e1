//! `/k/api/record/compute.json`: computes formulas while the user fills in a form.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::value;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use super::record::moment;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, Flag, is_on, request};
use crate::services::shapes::FieldValue;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(compute))
}

request! {
    pub(crate) struct ComputeRecord for Session {
        /// The app's ID.
        app: AppParam,
        /// True to use the app's preview settings, for users who manage the app. The default is
        /// false.
        preview: Option<Flag>,
        /// `{"value"}` by field code, as far as the form is filled in.
        record: Option<Map<String, Value>>,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Computed {
    /// `{"type", "value"}` of the computed fields. A table has its rows with only the computed
    /// cells.
    #[schema(value_type = BTreeMap<String, FieldValue>)]
    record: value::Computed,
}

/// Returns the computed fields of a record that is being edited. Saves nothing.
#[utoipa::path(post, path = "/k/api/record/compute.json", tag = "records",
    request_body = ComputeRecord, responses((status = 200, body = Computed)))]
async fn compute(
    State(state): State<Arc<AppState>>,
    call: Api<ComputeRecord>,
) -> Result<Answer<Computed>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    let moment = moment(&state, &caller);
    let record = input.record.unwrap_or_default().into();
    let computed = state
        .store
        .compute(&access, is_on(input.preview), &record, &moment);
    Ok(Answer(Computed {
        record: computed.await?,
    }))
}
