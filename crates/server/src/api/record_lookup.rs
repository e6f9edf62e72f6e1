//! `/k/api/record/lookup.json`: finds the records that a lookup field offers, and the values it
//! would copy from them.

use std::sync::Arc;

use axum::extract::State;
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
use crate::params::{AppParam, Flag, Text, Whole, filled, is_on, request};
use crate::services::shapes::FieldValue;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(find))
}

request! {
    pub(crate) struct FindOffers for Session {
        /// The app's ID.
        app: AppParam,
        /// True to use the app's preview settings. The default is false.
        preview: Option<Flag>,
        /// The code of the lookup field.
        field: Text<1>,
        /// Returns only records with this value.
        value: Option<Text>,
        /// Returns only records whose value contains this text. The default is all records.
        q: Option<Text>,
        /// The maximum number of records to return. The default is 20.
        limit: Option<Whole<1, 100>>,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Offers {
    /// The fields that help the user to choose a record. The key field comes first.
    fields: Vec<Shown>,
    records: Vec<Offered>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Offered {
    /// The value for the lookup field.
    #[schema(value_type = Value)]
    value: Box<RawValue>,
    /// The values for other fields: `{"type", "value"}` by field code.
    #[schema(value_type = BTreeMap<String, FieldValue>)]
    copies: Box<RawValue>,
    /// `$id` and the fields that help the user to choose.
    #[schema(value_type = BTreeMap<String, FieldValue>)]
    record: Record,
}

/// Returns the records that a lookup offers: those with a given value, or those whose value
/// contains a text.
#[utoipa::path(get, path = "/k/api/record/lookup.json", tag = "records",
    request_body = FindOffers, responses((status = 200, body = Offers)))]
async fn find(
    State(state): State<Arc<AppState>>,
    call: Api<FindOffers>,
) -> Result<Answer<Offers>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    let moment = moment(&state, &caller);
    let text = filled(input.q).unwrap_or_default();
    let wanted = match &input.value {
        Some(value) => Wanted::Value(&value.0),
        None => Wanted::Text(&text),
    };
    let offers = state.store.offers(
        &access,
        is_on(input.preview),
        &input.field.0,
        wanted,
        input.limit.map_or(20, |limit| limit.0),
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
