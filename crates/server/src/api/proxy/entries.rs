//! `setProxyConfig` and `getProxyConfig`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse as _;
use axum::response::Response;
use bytes::Bytes;
use plugdock_proxy::{Method, settings};
use plugdock_schema::EntryId;
use plugdock_store::{Actor, NewEntry};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::answer::{self, without_query};
use super::session::Session;
use super::{Page, permit};
use crate::api::answer::{Answer, Nothing};
use crate::error::Error;
use crate::params::{AppParam, Raw, Text, read_raw, request};
use crate::services::audit_writer::Read;
use crate::services::shapes::SavedEntry;
use crate::state::App;

request! {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct SaveEntry {
        /// The app.
        app: AppParam,
        /// The plug-in.
        plugin_id: Text,
        /// Calls whose URL begins so are meant.
        url: Text,
        /// GET, POST, PUT or DELETE, in any case.
        method: Text,
        /// Names and values. Unread here, as `data`.
        #[schema(value_type = Object)]
        headers: Raw,
        #[schema(value_type = Object)]
        data: Raw,
    }
}

#[derive(Serialize, ToSchema)]
pub(super) struct Saved {
    /// The app's new preview revision.
    revision: String,
}

/// Saves headers and data for a URL and a method, over what was saved for them (R43).
#[utoipa::path(
    post, path = "/k/api/plugin/proxy/config.json", tag = "proxy", request_body = SaveEntry,
    responses((status = 200, body = Saved))
)]
pub(super) async fn save(
    State(app): State<Arc<App>>,
    session: Session,
    body: Bytes,
) -> Result<Json<Saved>, Error> {
    let asked: SaveEntry = read_raw(&body)?;
    let permit = permit(
        &app,
        &session,
        asked.app.0,
        Some(&asked.plugin_id.0),
        Page::Settings,
    )
    .await?;
    let plugin = permit.plugin.as_ref().ok_or_else(Error::no_privilege)?;
    let entry = settings::check_entry(
        &asked.url.0,
        &asked.method.0,
        &asked.headers.0,
        &asked.data.0,
    )
    .map_err(|failure| answer::refusal(&failure))?;
    let entry = NewEntry {
        method: entry.method.as_str().to_owned(),
        url: entry.url.as_str().to_owned(),
        headers: entry.headers,
        data: entry.data,
    };
    let revision = app
        .store
        .save_entry(&permit.access, &plugin.id, entry, app.clock.now())
        .await?;
    Ok(Json(Saved {
        revision: revision.to_string(),
    }))
}

request! {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct ReadEntry {
        /// The app.
        app: AppParam,
        /// The plug-in that the page found to be calling (R05); null where none was found.
        plugin_id: Option<Text>,
        /// The page that asks; `live`.
        page: Option<Page>,
        url: Text,
        method: Text,
    }
}

/// What was saved for exactly this URL and method, or null (R02–R06).
#[utoipa::path(
    post, path = "/k/api/plugin/proxy/config/get.json", tag = "proxy", request_body = ReadEntry,
    responses((status = 200, description = "As saved, or null", body = Option<SavedEntry>))
)]
pub(super) async fn read(
    State(app): State<Arc<App>>,
    session: Session,
    body: Bytes,
) -> Result<Response, Error> {
    let asked: ReadEntry = read_raw(&body)?;
    let Some(Text(plugin)) = &asked.plugin_id else {
        return Ok(answer_with(None));
    };
    let page = asked.page.unwrap_or_default();
    let permit = permit(&app, &session, asked.app.0, Some(plugin), page).await?;
    let Some(plugin) = &permit.plugin else {
        return Ok(answer_with(None));
    };
    // R03: where credentials are sealed, only the settings page reads them.
    if plugin.sealed && page != Page::Settings {
        return Ok(answer_with(None));
    }
    let Ok(method) = Method::parse(&asked.method.0) else {
        return Ok(answer_with(None));
    };
    let found = plugin
        .entries
        .iter()
        .position(|entry| entry.method == method && entry.url.as_str() == asked.url.0);
    let Some(at) = found else {
        return Ok(answer_with(None));
    };
    app.usage
        .note(Read {
            app: permit.view.app,
            plugin: plugin.id.clone(),
            user: session.user.id,
            url: without_query(&asked.url.0),
            entry: plugin.entry_ids[at].clone(),
            on_app_page: page != Page::Settings,
            at: app.clock.now(),
        })
        .await;
    Ok(answer_with(Some(&plugin.entries[at])))
}

/// `{headers, data}` with each data value in the type it was saved with (R43), or `null` (R06).
fn answer_with(entry: Option<&plugdock_proxy::Entry>) -> Response {
    let document = entry.map(|entry| {
        let headers: Map<String, Value> = entry
            .headers
            .iter()
            .map(|(name, value)| {
                (
                    name.clone(),
                    Value::String(value.expose_secret().to_owned()),
                )
            })
            .collect();
        let data: Map<String, Value> = entry
            .data
            .iter()
            .filter_map(|(name, value)| {
                Some((
                    name.clone(),
                    serde_json::from_str(value.expose_secret()).ok()?,
                ))
            })
            .collect();
        serde_json::json!({"headers": headers, "data": data})
    });
    let mut response = Json(document).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

request! {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct DeleteEntry {
        /// The app.
        app: AppParam,
        /// The entry.
        id: Text,
    }
}

/// Deletes a saved entry from the live and the preview settings at once (R07). Administrators only.
#[utoipa::path(
    post, path = "/k/api/plugin/proxy/config/delete.json", tag = "proxy", request_body = DeleteEntry,
    responses((status = 200, body = Nothing))
)]
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    session: Session,
    body: Bytes,
) -> Result<Answer<Nothing>, Error> {
    if !session.user.admin {
        return Err(Error::no_privilege());
    }
    let asked: DeleteEntry = read_raw(&body)?;
    let actor = Actor::User(Arc::clone(&session.user));
    let access = app.store.access(&actor, asked.app.0).await?;
    app.store
        .delete_entry(&access, &EntryId::from(&*asked.id.0), app.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}
