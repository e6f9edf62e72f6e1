//! `/k/api/record/permissions.json`: what the user may do with the fields of a record, as
//! `kintone.app.record.getFieldPermissions()` answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::acl::Accessibility;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use super::record::moment;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, RecordParam, request};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(permissions))
}

request! {
    pub(crate) struct PermissionsOfRecord for Session {
        /// The app's ID.
        app: AppParam,
        /// The record. It is absent for a new one.
        id: Option<RecordParam>,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct RecordFieldPermissions {
    /// The fields that a request can set, also inside tables, by code.
    fields: BTreeMap<String, FieldPermission>,
}

/// What the user may do with a field.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FieldPermission {
    read_field: bool,
    edit_field: bool,
}

/// Returns what the user may do with the fields of a record.
#[utoipa::path(get, path = "/k/api/record/permissions.json", tag = "records",
    request_body = PermissionsOfRecord, responses((status = 200, body = RecordFieldPermissions)))]
async fn permissions(
    State(state): State<Arc<AppState>>,
    call: Api<PermissionsOfRecord>,
) -> Result<Answer<RecordFieldPermissions>, Error> {
    let Api { caller, input } = call;
    let store = &state.store;
    let access = store.access(&caller.actor, input.app.0).await?;
    let moment = moment(&state, &caller);
    let may = if let Some(RecordParam(id)) = input.id {
        let found = store.evaluate_records(&access, &[id], &moment).await?;
        let seen = found.into_iter().find(|record| record.view);
        seen.ok_or_else(|| Error::no_record(&id))?.may
    } else if access.can_add() {
        store.new_record_rights(&access, &moment).await?
    } else {
        return Err(Error::no_privilege());
    };
    let fields = may.fields.into_iter().map(|(code, may)| {
        let permission = FieldPermission {
            read_field: may >= Accessibility::Read,
            edit_field: may == Accessibility::Write,
        };
        (code, permission)
    });
    let fields = fields.collect();
    Ok(Answer(RecordFieldPermissions { fields }))
}
