//! `/k/v1/records/acl/evaluate.json`: what the caller may do with records and their fields.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::acl::Accessibility;
use plugdock_store::records::EvaluatedRecord;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use super::record::moment;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, List, RecordParam, request};
use crate::state::AppState;

/// The maximum number of records in one request (Kintone: 100).
const MAX_RECORDS: usize = 100;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(evaluate))
}

type RecordIds = List<RecordParam, MAX_RECORDS>;

request! {
    pub(crate) struct EvaluateRecords for User {
        /// The app's ID.
        app: AppParam,
        /// At most 100 records. Each must exist.
        ids: RecordIds,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Evaluated {
    rights: Vec<EvaluatedRights>,
}

/// What the caller may do with one record.
#[derive(Debug, Serialize, ToSchema)]
struct EvaluatedRights {
    id: String,
    record: RecordRights,
    /// The fields that a request can set, also inside tables, by code.
    fields: BTreeMap<String, FieldRights>,
}

#[derive(Debug, Serialize, ToSchema)]
struct RecordRights {
    viewable: bool,
    editable: bool,
    deletable: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct FieldRights {
    viewable: bool,
    editable: bool,
}

impl From<EvaluatedRecord> for EvaluatedRights {
    fn from(found: EvaluatedRecord) -> Self {
        let fields = found.may.fields.into_iter().map(|(code, access)| {
            let rights = FieldRights {
                viewable: access >= Accessibility::Read,
                editable: access == Accessibility::Write,
            };
            (code, rights)
        });
        Self {
            id: found.id.to_string(),
            record: RecordRights {
                viewable: found.view,
                editable: found.can.edit,
                deletable: found.can.delete,
            },
            fields: fields.collect(),
        }
    }
}

/// Returns what the caller may do with records and their fields.
#[utoipa::path(get, path = "/k/v1/records/acl/evaluate.json", tag = "records",
    request_body = EvaluateRecords, responses((status = 200, body = Evaluated)))]
async fn evaluate(
    State(state): State<Arc<AppState>>,
    call: Api<EvaluateRecords>,
) -> Result<Answer<Evaluated>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    if !access.can_view() && !access.can_add() {
        return Err(Error::no_privilege());
    }
    let ids: Vec<_> = input.ids.0.into_iter().map(|id| id.0).collect();
    let moment = moment(&state, &caller);
    let found = state.store.evaluate_records(&access, &ids, &moment).await?;
    let rights = found.into_iter().map(Into::into).collect();
    Ok(Answer(Evaluated { rights }))
}
