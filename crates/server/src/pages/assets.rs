//! Files that pages load: this project's own scripts and styles, and the files of plug-ins.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use plugdock_package::PluginId;
use plugdock_schema::AppId;
use plugdock_store::{AppSource, Plugin};
use url::Url;

use super::PageSession;
use crate::error::Error;
use crate::state::AppState;

/// Caches for a year. The address changes together with the content.
const FOREVER: &str = "max-age=31536000, immutable";

pub(crate) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route("/-/assets/{name}", get(asset))
        .route("/-/plugin/{id}/{sha256}/{*path}", get(plugin_file))
        .route("/-/app/{app}/{sha256}/{name}", get(app_file))
}

async fn asset(Path(name): Path<String>) -> Result<Response, Error> {
    let asset = plugdock_web::asset(&name).ok_or_else(Error::not_found)?;
    let caching = if asset.immutable {
        format!("public, {FOREVER}")
    } else {
        "no-cache".to_owned()
    };
    let headers = [
        (header::CONTENT_TYPE, asset.content_type.to_owned()),
        (header::CACHE_CONTROL, caching),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok((headers, asset.bytes).into_response())
}

/// Serves a plug-in's file to every signed-in user. Credentials are never in such files (R04).
///
/// T73: the router decodes `path` once. The path is then only compared with the names in the
/// manifest and never becomes a path on disk. Other files of the archive are not available.
async fn plugin_file(
    State(state): State<Arc<AppState>>,
    _session: PageSession,
    Path((id, sha256, path)): Path<(String, String, String)>,
) -> Result<Response, Error> {
    let id: PluginId = id.parse().map_err(|_| Error::not_found())?;
    let plugin = state
        .store
        .plugin(&id)
        .await?
        .ok_or_else(Error::not_found)?;
    if plugin.package_sha256.to_string() != sha256 {
        return Err(Error::not_found());
    }
    let file = plugin.file(&path).ok_or_else(Error::not_found)?;
    let bytes = state.store.blobs().get(&file.sha256).await?;
    let headers = [
        (header::CONTENT_TYPE, content_type(&path).to_owned()),
        (header::CACHE_CONTROL, format!("private, {FOREVER}")),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin".to_owned(),
        ),
    ];
    let mut response = (headers, bytes).into_response();
    // Opened directly, an SVG runs no scripts and has no origin (T75). Scripts get no such policy,
    // because a policy on a worker's file would apply to the worker.
    if content_type(&path) == "image/svg+xml" {
        let policy =
            HeaderValue::from_static("sandbox; default-src 'none'; style-src 'unsafe-inline'");
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// Serves a script or style sheet of the app's own (R46) to users who may open the app. T73: hash
/// and name are only compared with those in the app's lists. T75: the list decides the type, not
/// the uploader.
async fn app_file(
    State(state): State<Arc<AppState>>,
    session: PageSession,
    Path((id, sha256, name)): Path<(AppId, String, String)>,
) -> Result<Response, Error> {
    let sha256 = sha256.parse().map_err(|_| Error::not_found())?;
    let access = state.store.access(session.actor(), id).await;
    let access = access.map_err(|_| Error::not_found())?;
    let (list, sha256) = state.store.app_file(&access, &sha256, &name).await?;
    let bytes = state.store.blobs().get(&sha256).await?;
    let kind = if list.rsplit('.').next() == Some("css") {
        content_type("x.css")
    } else {
        content_type("x.js")
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CACHE_CONTROL, format!("private, {FOREVER}")),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin".to_owned(),
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// Returns the address of an entry in the app's own lists.
pub(crate) fn app_url(app: AppId, source: &AppSource) -> String {
    let file = match source {
        AppSource::Url(url) => return url.clone(),
        AppSource::File(file) => file,
    };
    let mut url = Url::parse("http://plugdock/-/app").expect("it is a URL");
    if let Ok(mut segments) = url.path_segments_mut() {
        segments
            .push(&app.to_string())
            .push(&file.sha256.to_string())
            .push(&file.name);
    }
    url.path().to_owned()
}

/// Returns the content type by the file extension. Scripts, styles and icons have their own types.
/// `config.html` and other files are served as text or bytes.
fn content_type(path: &str) -> &'static str {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending.to_ascii_lowercase().as_str() {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "html" | "htm" | "txt" => "text/plain; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "bmp" => "image/bmp",
        "svg" => "image/svg+xml",
        "webp" => "image/webp",
        _ => "application/octet-stream",
    }
}

/// Returns the address of a plug-in's icon.
pub(crate) fn icon_url(plugin: &Plugin) -> Option<String> {
    let icon = plugin.manifest.icon.as_deref()?;
    Some(plugin_url(plugin, icon))
}

/// Returns the address of a plug-in's file. It contains the package's hash, so that an update gets
/// a new address even with the same version number (R35). The path follows the hash, so that files
/// can refer to each other.
pub(crate) fn plugin_url(plugin: &Plugin, path: &str) -> String {
    let mut url = Url::parse("http://plugdock/-/plugin").expect("it is a URL");
    if let Ok(mut segments) = url.path_segments_mut() {
        segments
            .push(plugin.id.as_str())
            .push(&plugin.package_sha256.to_string())
            .extend(path.split('/'));
    }
    url.path().to_owned()
}
