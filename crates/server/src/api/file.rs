//! `/k/v1/file.json`: bring a file, fetch an attachment.

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
use crate::auth::{Api, Caller, TOKEN, csrf_in, identify};
use crate::error::Error;
use crate::http::multipart_limit::PartLimit;
use crate::params::{Text, request};
use crate::state::AppState;

/// Bytes of an uploaded file.
pub const FILE_LIMIT: u64 = 1024 * 1024 * 1024;
/// Bytes of the form around it, and of any other field.
const FORM_LIMIT: usize = 64 * 1024;
/// Parts of a form (T67).
const PARTS: usize = 16;
/// Characters of a file's name, and of its type.
const NAME: usize = 255;

/// How long the rest of a refused upload is read.
const DISCARD_TIMEOUT: Duration = Duration::from_secs(5);

/// What RFC 5987 lets stand in a file name as it is.
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
    /// UUID; the uploader's alone, good for three days or until something takes the file (R34).
    file_key: String,
}

/// A form with a file. Parts of other names are read over.
#[derive(ToSchema)]
struct UploadForm {
    /// The file, with its name; the first, where there are several.
    #[schema(value_type = String, required, format = Binary, content_media_type = "application/octet-stream")]
    file: Option<FileKey>,
}

/// Takes a file in.
#[utoipa::path(post, path = "/k/v1/file.json", tag = "files",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Uploaded)))]
async fn upload(
    State(state): State<Arc<AppState>>,
    request: Request,
) -> Result<Answer<Uploaded>, Error> {
    let (parts, body) = request.into_parts();
    let caller = identify(&parts, &state).await?;
    // A token in header or query is judged before a byte is kept; one in the form may come last.
    let proven = caller.check_csrf(&parts, csrf_in(&parts).as_deref());
    let (limit, body) = PartLimit::of(body);
    let form = Request::from_parts(parts.clone(), body);
    let mut form = Multipart::from_request(form, &())
        .await
        .map_err(|_| Error::illegal_request())?;
    let taken = take(&state, &caller, &parts, proven, &mut form, &limit).await;
    if taken.is_err() {
        // Who still sends reads no answer: the connection would break, and the reason with it.
        let rest = timeout(DISCARD_TIMEOUT, limit.rest()).await;
        tracing::debug!(whole = rest.is_ok(), "a refused upload was read on");
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
    // What was kept without proof has a key that nobody learns, and goes when that is out of date.
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
        /// From a record's field.
        file_key: Text<1>,
    }
}

/// Gives a record's file out. Keys of uploads are not for reading.
#[utoipa::path(get, path = "/k/v1/file.json", tag = "files",
    request_body = Download,
    responses((status = 200, description = "The file", content_type = "*/*")))]
async fn download(
    State(state): State<Arc<AppState>>,
    call: Api<Download>,
) -> Result<Response, Error> {
    attachment(&state, call).await
}

/// The same for links of pages, which cannot send the header that a session's script sends.
#[utoipa::path(get, path = "/k/api/file.json", tag = "files",
    request_body = Download,
    responses((status = 200, description = "The file", content_type = "*/*")))]
async fn show(State(state): State<Arc<AppState>>, call: Api<Download>) -> Result<Response, Error> {
    attachment(&state, call).await
}

async fn attachment(state: &AppState, call: Api<Download>) -> Result<Response, Error> {
    let key = &FileKey(call.input.file_key.0);
    // Another's file and none are one answer.
    let owner = state
        .store
        .attachment_app(key)
        .await?
        .ok_or_else(|| Error::no_file(key))?;
    let access = state.store.access(&call.caller.actor, owner).await;
    let access = access.map_err(|_| Error::no_file(key))?;
    let file = state.store.attachment(&access, key).await?;
    let body = state.store.blobs().stream(&file.sha256).await?;
    let name = utf8_percent_encode(&file.name, PLAIN);
    let kind = HeaderValue::from_str(&file.content_type)
        .ok()
        .filter(|kind| !kind.is_empty());
    let octets = HeaderValue::from_static("application/octet-stream");
    let mut response = Body::from_stream(body).into_response();
    let headers = response.headers_mut();
    // Never shown in our origin, whatever it is: a file may be a page with scripts. What every answer
    // carries (`http::security_headers`) has it sandboxed, unsniffed and uncached besides.
    let disposition = HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{name}"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        disposition.map_err(|e| Error::internal(&e))?,
    );
    headers.insert(header::CONTENT_TYPE, kind.unwrap_or(octets));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(file.size));
    Ok(response)
}
