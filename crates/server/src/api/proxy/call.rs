//! `kintone.plugin.app.proxy` and `kintone.proxy`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use plugdock_proxy::{Call, Data, json};
use plugdock_schema::AppId;
use serde::Deserialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::session::Session;
use super::{Page, answer, permit};
use crate::error::Error;
use crate::state::App;

/// A call as the page asks for it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CallBody {
    /// The app of the page.
    app: i64,
    /// The plug-in; null for `kintone.proxy`.
    plugin_id: Option<String>,
    /// The page that calls.
    #[serde(default)]
    page: Page,
    /// Where to.
    url: String,
    /// GET, POST, PUT or DELETE, in any case.
    method: String,
    /// Header names and values.
    #[serde(default)]
    #[schema(value_type = Object)]
    headers: Option<Box<RawValue>>,
    /// An object, an array, a string or nothing (R14). Unread here: numbers and the order of keys
    /// pass as they were written.
    #[serde(default)]
    #[schema(value_type = Object)]
    data: Option<Box<RawValue>>,
}

/// Calls out for a plug-in. `Accept: application/vnd.plugdock.raw` asks for the raw form.
#[utoipa::path(
    post, path = "/k/api/plugin/proxy/call.json", tag = "proxy", request_body = CallBody,
    responses((status = 200, description = "`{\"result\":{\"status\",\"headers\",\"body\"},\"success\":true}`, or the raw form"),
              (status = "default", description = "the call failed: `{code, id, message}`"))
)]
pub(super) async fn call(
    State(app): State<Arc<App>>,
    session: Session,
    body: Bytes,
) -> Result<Response, Error> {
    let asked: CallBody = serde_json::from_slice(&body).map_err(|_| Error::invalid_json())?;
    // The connection reads on into the same buffer when nobody else has a part of it.
    drop(body);
    let permit = permit(
        &app,
        &session,
        AppId(asked.app),
        asked.plugin_id.as_deref(),
        asked.page,
    )
    .await?;
    let call = Call {
        url: asked.url,
        method: asked.method,
        headers: called_headers(asked.headers.as_deref())?,
        data: asked
            .data
            .map_or(Ok(Data::None), Data::read)
            .map_err(|failure| answer::refusal(&failure))?,
    };
    permit.watch(&app, &session, &call.url).await;
    let by = permit.caller(&session);
    let entries = permit
        .plugin
        .as_ref()
        .map(|plugin| Arc::clone(&plugin.entries))
        .unwrap_or_default();
    let target = (&*call.url, &*call.method);
    let reach = answer::Reach::of(&app, &session, &permit, &entries, target);
    let answered = app.proxy.call(call, &entries, by).await;
    answer::respond(reach, session.form, answered).await
}

/// Names and values in the page's order; the last of a name wins later (R12).
pub(super) fn called_headers(given: Option<&RawValue>) -> Result<Vec<(String, String)>, Error> {
    given.map_or(Ok(Vec::new()), |raw| {
        json::strings(raw, "headers").map_err(|failure| answer::refusal(&failure))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_passes_unread_so_that_numbers_and_order_stay() {
        let body =
            br#"{"app":1,"url":"u","method":"GET","data":{"b":1.0,"a":12345678901234567890}}"#;
        let asked: CallBody = serde_json::from_slice(body).unwrap();
        assert_eq!(
            asked.data.unwrap().get(),
            r#"{"b":1.0,"a":12345678901234567890}"#
        );
    }
}
