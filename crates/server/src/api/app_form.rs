//! `/k/api/app/form.json`: saves a whole form in one request. Kintone's API changes fields and
//! layout in separate requests, so a failure could leave a form half saved. The form editor must
//! avoid that (R40).

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::Sent;
use plugdock_schema::layout::Layout;
use plugdock_store::AppSettings;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Revised};
use super::form;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, Expected, request};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(save))
}

request! {
    pub(crate) struct SaveForm for Session {
        /// The app's ID.
        app: AppParam,
        /// All fields of the form. Each field has its properties, and an existing field also has
        /// its number (`id`). The columns of a table are such a list in the table's `fields`.
        /// Fields that are not listed are removed.
        #[schema(value_type = Vec<Object>)]
        fields: Sent,
        /// The layout. It contains every field of the form exactly once.
        #[schema(value_type = Vec<Object>)]
        layout: Sent,
        /// The revision that the caller expects to be the newest. -1 or absent skips the check.
        revision: Option<Expected>,
    }
}

/// Replaces the fields and the layout in the app's preview settings. Either both are saved or
/// neither. An error names the field it is about, such as `fields[2].unit`.
#[utoipa::path(put, path = "/k/api/app/form.json", tag = "form",
    request_body = SaveForm, responses((status = 200, body = Revised)))]
async fn save(
    State(state): State<Arc<AppState>>,
    call: Api<SaveForm>,
) -> Result<Answer<Revised>, Error> {
    let Api { caller, input } = call;
    let edit = |settings: &mut AppSettings| {
        let before = settings.fields.clone();
        settings.fields.replace(&input.fields)?;
        settings.layout = Layout::read(&input.layout, &settings.fields)?;
        settings.views = settings.views.follow(&before, &settings.fields);
        Ok(())
    };
    Box::pin(form::edit_fields(
        &state,
        &caller,
        input.app,
        input.revision,
        edit,
    ))
    .await
}
