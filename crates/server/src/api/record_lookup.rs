//! `/k/api/record/lookup.json`: the records that a lookup offers, and what they would copy.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::AppId;
use plugdock_store::records::{Record, Wanted};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use super::record::moment;
use super::record_related::{Shown, shown};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{ByHand, Params, Who};
use crate::services::shapes::FieldValue;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(find))
}

#[derive(Debug)]
pub(crate) struct Find {
    app: AppId,
    preview: bool,
    field: String,
    value: Option<String>,
    text: String,
    limit: i64,
}

impl ByHand for Find {
    const WHO: Who = Who::Session;

    fn read(params: &mut Params) -> Self {
        Self {
            app: params.app(),
            preview: params.flag("preview").unwrap_or(false),
            field: params.required_string("field"),
            value: params.string("value"),
            text: params.string("q").unwrap_or_default(),
            limit: params.int("limit", 1..=100).unwrap_or(20),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Offers {
    /// The fields that help to choose, the compared one first.
    fields: Vec<Shown>,
    records: Vec<Offered>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Offered {
    /// What the field with the lookup gets.
    #[schema(value_type = Value)]
    value: Box<RawValue>,
    /// What other fields get: `{"type", "value"}` by code.
    #[schema(value_type = BTreeMap<String, FieldValue>)]
    copies: Box<RawValue>,
    /// `$id` and the fields that help to choose.
    #[schema(value_type = BTreeMap<String, FieldValue>)]
    record: Record,
}

/// The records that a lookup offers: those that have a value, or whose value holds a text.
#[utoipa::path(get, path = "/k/api/record/lookup.json", tag = "records",
    params(
        ("app" = i64, Query, description = "The app"),
        ("field" = String, Query, description = "The field with the lookup"),
        ("value" = Option<String>, Query, description = "Only records that have this value"),
        ("q" = Option<String>, Query, description = "Only records whose value holds this text; all"),
        ("limit" = Option<i64>, Query, description = "1 to 100; 20"),
        ("preview" = Option<bool>, Query, description = "By the settings that wait; false"),
    ),
    responses((status = 200, body = Offers)))]
async fn find(State(app): State<Arc<App>>, call: Api<Find>) -> Result<Answer<Offers>, Error> {
    let Api { caller, input } = call;
    let access = app.store.access(&caller.actor, input.app).await?;
    let moment = moment(&app, &caller);
    let wanted = match &input.value {
        Some(value) => Wanted::Value(value),
        None => Wanted::Text(&input.text),
    };
    let offers = app.store.offers(
        &access,
        input.preview,
        &input.field,
        wanted,
        input.limit,
        &moment,
    );
    let (fields, offers) = Box::pin(offers).await?;
    let records = offers.into_iter().map(|offer| Offered {
        value: offer.value,
        copies: offer.copies,
        record: offer.record,
    });
    Ok(Answer(Offers {
        fields: shown(&fields),
        records: records.collect(),
    }))
}
