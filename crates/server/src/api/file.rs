//! `/k/v1/file.json`: uploads a file or downloads an attachment.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use plugdock_schema::FileKey;
use serde::Serialize;
use tokio::time::timeout;
use utoipa::ToSchema;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use super::answer::Answer;
use super::record::moment;
use crate::auth::{Api, Caller, TOKEN, csrf_in, identify};
use crate::error::Error;
use crate::http::multipart_limit::PartLimit;
use crate::params::{Text, request};
use crate::state::AppState;

/// The maximum size of an uploaded file in bytes.
pub const FILE_LIMIT: u64 = 1024 * 1024 * 1024;
/// The maximum size in bytes of the multipart data around the file, and of any other field.
const FORM_LIMIT: usize = 64 * 1024;
/// The maximum number of parts in a form (T67).
const PARTS: usize = 16;
/// The maximum length of a file's name and of its content type in characters.
const NAME: usize = 255;

/// The maximum time to read the rest of a refused upload.
const DISCARD_TIMEOUT: Duration = Duration::from_secs(5);

/// The characters that RFC 5987 allows unescaped in a file name.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    let limit = usize::try_from(FILE_LIMIT)
        .unwrap_or(usize::MAX)
        .saturating_add(FORM_LIMIT);
    let file = routes!(upload, download).layer(DefaultBodyLimit::max(limit));
    OpenApiRouter::new().routes(file).routes(routes!(show))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Uploaded {
    /// The UUID of the uploaded file. Only the uploader may use it. It is valid for three days or
    /// until a request uses the file (R34).
    file_key: String,
}

/// A form with a file. Parts with other names are ignored.
#[derive(ToSchema)]
struct UploadForm {
    /// The file with its name. If there are several, the first one.
    #[schema(value_type = String, required, format = Binary, content_media_type = "application/octet-stream")]
    file: Option<FileKey>,
}

/// Uploads a file and returns its file key.
#[utoipa::path(post, path = "/k/v1/file.json", tag = "files",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Uploaded)))]
async fn upload(
    State(state): State<Arc<AppState>>,
    request: Request,
) -> Result<Answer<Uploaded>, Error> {
    let (parts, body) = request.into_parts();
    let caller = identify(&parts, &state).await?;
    // A CSRF token in the header or query is checked before any byte is stored. A token in the form
    // may come last.
    let proven = caller.check_csrf(&parts, csrf_in(&parts).as_deref());
    let (limit, body) = PartLimit::of(body);
    let form = Request::from_parts(parts.clone(), body);
    let mut form = Multipart::from_request(form, &())
        .await
        .map_err(|_| Error::illegal_request())?;
    let taken = take(&state, &caller, &parts, proven, &mut form, &limit).await;
    if taken.is_err() {
        // A client that is still sending does not read the answer: the connection would break, and
        // the client would not see the reason.
        let rest = timeout(DISCARD_TIMEOUT, limit.rest()).await;
        tracing::debug!(whole = rest.is_ok(), "read the rest of a refused upload");
    }
    Ok(Answer(Uploaded {
        file_key: taken?.to_string(),
    }))
}

async fn take(
    state: &AppState,
    caller: &Caller,
    parts: &Parts,
    mut proven: Result<(), Error>,
    form: &mut Multipart,
    limit: &PartLimit,
) -> Result<FileKey, Error> {
    let mut read = UploadForm { file: None };
    for _ in 0..PARTS {
        limit.head();
        let Some(field) = form
            .next_field()
            .await
            .map_err(|_| Error::illegal_request())?
        else {
            break;
        };
        limit.content();
        match field.name() {
            Some("file") if field.file_name().is_some() && read.file.is_none() => {
                read.file = Some(keep(state, caller, field).await?);
            }
            Some(TOKEN) => {
                let token = short(field).await?;
                proven = proven.or_else(|_| caller.check_csrf(parts, Some(&token)));
            }
            _ => drop(short(field).await?),
        }
    }
    // A file stored without a valid CSRF token has a key that nobody learns. It is deleted when it
    // expires.
    proven?;
    read.file
        .ok_or_else(|| Error::invalid_at("file", "errors.no_file_part", Vec::new()))
}

async fn keep(state: &AppState, caller: &Caller, field: Field<'_>) -> Result<FileKey, Error> {
    let text = |text: Option<&str>| -> String {
        let known = text.unwrap_or_default().chars().filter(|c| !c.is_control());
        known.take(NAME).collect()
    };
    let name = text(field.file_name());
    let kind = text(field.content_type());
    let now = state.clock.now();
    Ok(state
        .store
        .add_upload(&caller.actor, &name, &kind, field, FILE_LIMIT, now)
        .await?)
}

async fn short(mut field: Field<'_>) -> Result<String, Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| Error::illegal_request())? {
        if bytes.len() + chunk.len() > FORM_LIMIT {
            return Err(Error::too_large(FORM_LIMIT as u64));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| Error::illegal_request())
}

request! {
    pub(crate) struct Download for Anyone {
        /// The file key from a record's attachment field.
        file_key: Text<1>,
    }
}

/// Returns an attachment of a record. The keys of uploads cannot be used for downloads.
#[utoipa::path(get, path = "/k/v1/file.json", tag = "files",
    request_body = Download,
    responses((status = 200, description = "The file", content_type = "*/*")))]
async fn download(
    State(state): State<Arc<AppState>>,
    call: Api<Download>,
) -> Result<Response, Error> {
    attachment(&state, call).await
}

/// Returns an attachment of a record, for links in pages. Links cannot send the `X-Requested-With`
/// header that scripts send with a session.
#[utoipa::path(get, path = "/k/api/file.json", tag = "files",
    request_body = Download,
    responses((status = 200, description = "The file", content_type = "*/*")))]
async fn show(State(state): State<Arc<AppState>>, call: Api<Download>) -> Result<Response, Error> {
    attachment(&state, call).await
}

async fn attachment(state: &AppState, call: Api<Download>) -> Result<Response, Error> {
    let key = &FileKey(call.input.file_key.0);
    // An attachment that the caller may not see and a missing one get the same answer.
    let owner = state
        .store
        .attachment_app(key)
        .await?
        .ok_or_else(|| Error::no_file(key))?;
    let access = state.store.access(&call.caller.actor, owner).await;
    let access = access.map_err(|_| Error::no_file(key))?;
    let file = state
        .store
        .attachment(&access, key, &moment(state, &call.caller))
        .await?;
    let body = state.store.blobs().stream(&file.sha256).await?;
    let name = utf8_percent_encode(&file.name, PLAIN);
    let kind = HeaderValue::from_str(&file.content_type)
        .ok()
        .filter(|kind| !kind.is_empty());
    let octets = HeaderValue::from_static("application/octet-stream");
    let mut response = Body::from_stream(body).into_response();
    let headers = response.headers_mut();
    // Never displayed inline on this origin, because a file may be a page with scripts. The headers
    // of every response (`http::security_headers`) also sandbox it and forbid sniffing and caching.
    let disposition = HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{name}"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        disposition.map_err(|e| Error::internal(&e))?,
    );
    headers.insert(header::CONTENT_TYPE, kind.unwrap_or(octets));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(file.size));
    Ok(response)
}
