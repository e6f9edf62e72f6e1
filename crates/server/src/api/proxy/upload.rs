//! Handles `kintone.plugin.app.proxy.upload` and `kintone.proxy.upload`. The body is streamed to
//! the upstream.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use plugdock_proxy::{Form, Upload};
use serde::Deserialize;

use super::{Page, Session, answer, call::called_headers, permit};
use crate::error::Error;
use crate::params::{AppParam, Raw, Text, read_raw, request};
use crate::services::shapes::{ProxyAnswer, ProxyBytes};
use crate::state::AppState;

/// The request header with all parameters except the file's bytes. A header keeps them out of the
/// query.
const ENVELOPE: &str = "x-plugdock-envelope";

request! {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Envelope {
        app: AppParam,
        plugin_id: Option<Text>,
        page: Option<Page>,
        url: Text,
        method: Text,
        headers: Option<Raw>,
        /// `RAW` for a Blob, `FORM` for an encoded `FormData` (R15).
        format: Text,
        /// The Blob's media type, or the complete `multipart/form-data; boundary=…`.
        r#type: Option<Text>,
    }
}

/// Uploads a file to a URL for a plug-in (R15).
#[utoipa::path(
    post, path = "/k/api/plugin/proxy/upload.json", tag = "proxy",
    params(("X-Plugdock-Envelope" = String, Header, description = "base64url of JSON `{app, pluginId, page, url, method, headers, format, type}`")),
    request_body(content_type = "application/octet-stream", description = "The bytes of the file"),
    responses((status = 200, description = "The same as for call.json", content(
        (ProxyAnswer = "application/json"),
        (ProxyBytes = "application/vnd.plugdock.raw"),
    )))
)]
pub(super) async fn upload(
    State(state): State<Arc<AppState>>,
    session: Session,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Error> {
    let envelope = headers.get(ENVELOPE).ok_or_else(Error::illegal_request)?;
    let envelope = URL_SAFE_NO_PAD
        .decode(
            envelope
                .as_bytes()
                .trim_ascii_end()
                .split(|byte| *byte == b'=')
                .next()
                .unwrap_or_default(),
        )
        .map_err(|_| Error::illegal_request())?;
    let asked: Envelope = read_raw(&envelope)?;
    let content_type = asked.r#type.map(|it| it.0).unwrap_or_default();
    let permit = permit(
        &state,
        &session,
        asked.app.0,
        asked.plugin_id.as_ref().map(|id| id.0.as_str()),
        asked.page.unwrap_or_default(),
    )
    .await?;
    let form = match &*asked.format.0 {
        "RAW" => Form::Raw {
            blob_type: content_type,
        },
        "FORM" => Form::Multipart { content_type },
        _ => return Err(answer::bad_part("format")),
    };
    let size = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .ok_or_else(Error::illegal_request)?;
    let upload = Upload {
        url: asked.url.0,
        method: asked.method.0,
        headers: called_headers(asked.headers.as_ref())?,
        form,
        size,
    };
    permit.watch(&state, &upload.url).await;
    let by = permit.caller(&session);
    // R02, R03: saved headers are added to an upload only if pages cannot read them.
    let proxy_configs = permit.plugin.as_ref().filter(|plugin| plugin.sealed);
    let proxy_configs = proxy_configs
        .map(|plugin| Arc::clone(&plugin.proxy_configs))
        .unwrap_or_default();
    let target = (&*upload.url, &*upload.method);
    let record = answer::CallRecord::of(&state, &session, &permit, &proxy_configs, target);
    let answered = state.proxy.upload(upload, body, &proxy_configs, by).await;
    answer::respond(record, session.form, answered).await
}
