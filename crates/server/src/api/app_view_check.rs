//! `/k/api/app/view/check.json`: checks a view's condition against the preview form. The view
//! editor sends it while the user types.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::{Invalid, Place, views};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use super::form;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, Text, filled, request};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(check))
}

request! {
    /// A condition to check.
    pub(crate) struct CheckCondition for Session {
        /// The app's ID.
        app: AppParam,
        /// The condition in the form of a view's filter: a query without order and limit. The
        /// default is an empty condition.
        filter_cond: Option<Text>,
    }
}

/// Checks a condition against the fields in the app's preview settings. Changes nothing.
#[utoipa::path(post, path = "/k/api/app/view/check.json", tag = "app settings",
    request_body = CheckCondition, responses((status = 200, body = Nothing)))]
async fn check(
    State(state): State<Arc<AppState>>,
    call: Api<CheckCondition>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let settings = form::preview(&state, &caller, input.app.0).await?;
    let condition = filled(input.filter_cond).unwrap_or_default();
    let at = Place::Top.member("filterCond");
    match views::check_filter(&condition, &settings.fields, &at) {
        None => Ok(Answer(Nothing {})),
        Some(problem) => Err(Invalid::from(problem).into()),
    }
}
