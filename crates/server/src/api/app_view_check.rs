//! `/k/api/app/view/check.json`: whether a view's condition can be asked of the pending form. The
//! views editor asks while somebody types.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::{AppId, Invalid, views};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use super::form;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{ByHand, Params, Who};
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(check))
}

#[derive(Debug)]
pub(crate) struct Check {
    app: AppId,
    condition: String,
}

impl ByHand for Check {
    const WHO: Who = Who::Session;

    fn read(params: &mut Params) -> Self {
        Self {
            app: params.app(),
            condition: params.string("filterCond").unwrap_or_default(),
        }
    }
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
#[schema(rename_all = "camelCase")]
struct CheckBody {
    app: i64,
    /// As a view has it: a query without order and limit.
    filter_cond: String,
}

/// Checks a condition against the app's pending fields; changes nothing.
#[utoipa::path(post, path = "/k/api/app/view/check.json", tag = "app settings",
    request_body = inline(CheckBody), responses((status = 200, body = Nothing)))]
async fn check(State(app): State<Arc<App>>, call: Api<Check>) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let settings = form::preview(&app, &caller, input.app).await?;
    match views::check_filter(&input.condition, &settings.fields, "filterCond") {
        None => Ok(Answer(Nothing {})),
        Some(problem) => Err(Invalid::from(problem).into()),
    }
}
