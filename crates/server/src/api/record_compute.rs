//! `/k/api/record/compute.json`: results of formulas while a form is filled in.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::AppId;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use super::record::{moment, values};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{Input, Params, Who};
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(compute))
}

#[derive(Debug)]
pub(crate) struct Compute {
    app: AppId,
    preview: bool,
    record: Map<String, Value>,
}

impl Input for Compute {
    const WHO: Who = Who::Session;

    fn read(params: &mut Params) -> Self {
        let record = params.take("record");
        Self {
            app: params.app(),
            preview: params.flag("preview").unwrap_or(false),
            record: values(record, "record", params),
        }
    }
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct ComputeBody {
    app: i64,
    /// The settings that wait, for who manages the app; false.
    preview: Option<bool>,
    /// `{"value"}` by field code, as far as it is filled in.
    record: Map<String, Value>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Computed {
    /// `{"type", "value"}` of computed fields; of a table its rows, with the computed cells alone.
    record: Map<String, Value>,
}

/// The computed fields of a record that is being written. Nothing is saved.
#[utoipa::path(post, path = "/k/api/record/compute.json", tag = "records",
    request_body = inline(ComputeBody), responses((status = 200, body = Computed)))]
async fn compute(
    State(app): State<Arc<App>>,
    call: Api<Compute>,
) -> Result<Answer<Computed>, Error> {
    let Api { caller, input } = call;
    let access = app.store.access(&caller.actor, input.app).await?;
    let moment = moment(&app, &caller);
    let computed = app
        .store
        .compute(&access, input.preview, &input.record, &moment);
    Ok(Answer(Computed {
        record: computed.await?,
    }))
}
