//! Handles `kintone.plugin.app.proxy` and `kintone.proxy`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use plugdock_proxy::{Call, Data, json};
use serde::Deserialize;

use super::{Page, Session, answer, permit};
use crate::error::Error;
use crate::params::{AppParam, Raw, Text, read_raw, request};
use crate::services::shapes::{ProxyAnswer, ProxyBytes};
use crate::state::AppState;

request! {
    /// A proxied call, as the page requests it.
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct ProxyCall {
        /// The ID of the page's app.
        app: AppParam,
        /// The plug-in's ID. Null for `kintone.proxy`.
        plugin_id: Option<Text>,
        /// The page that sends the call. The default is `live`.
        page: Option<Page>,
        /// The URL to call.
        url: Text,
        /// `GET`, `POST`, `PUT` or `DELETE`, in any case.
        method: Text,
        /// Header names and values.
        #[schema(value_type = Option<Object>)]
        headers: Option<Raw>,
        /// The data to send: an object, an array, a string or nothing (R14). The server does not
        /// parse it, so numbers and the order of keys stay as they are written.
        data: Option<Raw>,
    }
}

/// Calls a URL for a plug-in. `Accept: application/vnd.plugdock.raw` requests the raw format.
#[utoipa::path(
    post, path = "/k/api/plugin/proxy/call.json", tag = "proxy", request_body = ProxyCall,
    responses((status = 200, description = "The upstream server's answer, or the raw format", content(
        (ProxyAnswer = "application/json"),
        (ProxyBytes = "application/vnd.plugdock.raw"),
    )))
)]
pub(super) async fn call(
    State(state): State<Arc<AppState>>,
    session: Session,
    body: Bytes,
) -> Result<Response, Error> {
    let asked: ProxyCall = read_raw(&body)?;
    // Frees the buffer, so that the connection can read on into it.
    drop(body);
    let permit = permit(
        &state,
        &session,
        asked.app.0,
        asked.plugin_id.as_ref().map(|id| id.0.as_str()),
        asked.page.unwrap_or_default(),
    )
    .await?;
    let call = Call {
        url: asked.url.0,
        method: asked.method.0,
        headers: called_headers(asked.headers.as_ref())?,
        data: asked
            .data
            .map_or(Ok(Data::None), |raw| Data::read(raw.0))
            .map_err(|failure| answer::refusal(&failure))?,
    };
    permit.watch(&state, &call.url).await;
    let by = permit.caller(&session);
    let proxy_configs = permit
        .plugin
        .as_ref()
        .map(|plugin| Arc::clone(&plugin.proxy_configs))
        .unwrap_or_default();
    let target = (&*call.url, &*call.method);
    let record = answer::CallRecord::of(&state, &session, &permit, &proxy_configs, target);
    let answered = state.proxy.call(call, &proxy_configs, by).await;
    answer::respond(record, session.form, answered).await
}

/// Returns names and values in the page's order. If a name occurs several times, its last value is
/// used later (R12).
pub(super) fn called_headers(given: Option<&Raw>) -> Result<Vec<(String, String)>, Error> {
    given.map_or(Ok(Vec::new()), |raw| {
        json::strings(&raw.0, "headers").map_err(|failure| answer::refusal(&failure))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_passes_unread_so_that_numbers_and_order_stay() {
        let body =
            br#"{"app":1,"url":"u","method":"GET","data":{"b":1.0,"a":12345678901234567890}}"#;
        let asked: ProxyCall = read_raw(body).unwrap();
        assert_eq!(
            asked.data.unwrap().0.get(),
            r#"{"b":1.0,"a":12345678901234567890}"#
        );
    }
}
