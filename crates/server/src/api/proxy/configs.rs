//! Handles `setProxyConfig` and `getProxyConfig`, and deletes proxy configs.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse as _;
use axum::response::Response;
use bytes::Bytes;
use plugdock_package::PluginId;
use plugdock_proxy::{Method, ProxyConfig, proxy_config};
use plugdock_schema::{AppId, ProxyConfigId};
use plugdock_store::{MaskPlace, NewProxyConfig};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::answer::{self, without_query};
use super::{Page, Session, permit, shown};
use crate::api::answer::{Answer, Nothing};
use crate::auth::Admin;
use crate::error::Error;
use crate::params::{AppParam, Raw, Text, read_raw, request};
use crate::services::audit_writer::Read;
use crate::services::shapes::SavedProxyConfig;
use crate::state::AppState;

request! {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct SaveProxyConfig {
        /// The app's ID.
        app: AppParam,
        /// The plug-in's ID.
        plugin_id: Text,
        /// The beginning of the URLs that the proxy config applies to.
        url: Text,
        /// `GET`, `POST`, `PUT` or `DELETE`, in any case.
        method: Text,
        /// Names and values. The server does not parse this member or `data`.
        #[schema(value_type = Object)]
        headers: Raw,
        #[schema(value_type = Object)]
        data: Raw,
    }
}

#[derive(Serialize, ToSchema)]
pub(super) struct Saved {
    /// The new revision of the app's preview settings.
    revision: String,
}

/// Saves headers and data for a URL and a method. They replace a proxy config with the same URL and
/// method (R43).
#[utoipa::path(
    post, path = "/k/api/plugin/proxy/config.json", tag = "proxy", request_body = SaveProxyConfig,
    responses((status = 200, body = Saved))
)]
pub(super) async fn save(
    State(state): State<Arc<AppState>>,
    session: Session,
    body: Bytes,
) -> Result<Json<Saved>, Error> {
    let asked: SaveProxyConfig = read_raw(&body)?;
    let permit = permit(
        &state,
        &session,
        asked.app.0,
        Some(&asked.plugin_id.0),
        Page::Settings,
    )
    .await?;
    let plugin = permit.plugin.as_ref().ok_or_else(Error::no_privilege)?;
    let proxy_config = proxy_config::check(
        &asked.url.0,
        &asked.method.0,
        &asked.headers.0,
        &asked.data.0,
    )
    .map_err(|failure| answer::refusal(&failure))?;
    let proxy_config = NewProxyConfig {
        method: proxy_config.method.as_str().to_owned(),
        url: proxy_config.url.as_str().to_owned(),
        headers: proxy_config.headers,
        data: proxy_config.data,
    };
    let revision = state
        .store
        .save_proxy_config(&permit.access, &plugin.id, proxy_config, state.clock.now())
        .await?;
    Ok(Json(Saved {
        revision: revision.to_string(),
    }))
}

request! {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct ReadProxyConfig {
        /// The app's ID.
        app: AppParam,
        /// The plug-in that the page identified as the caller (R05). Null if it found none.
        plugin_id: Option<Text>,
        /// The page that sends the request. The default is `live`.
        page: Option<Page>,
        url: Text,
        method: Text,
        /// A ticket from `config/show.json`. With it, the values are not masked.
        shown: Option<Text>,
    }
}

/// Returns the proxy config saved for exactly this URL and method, or null (R02–R06). Sealed values
/// are masked (R08).
#[utoipa::path(
    post, path = "/k/api/plugin/proxy/config/get.json", tag = "proxy", request_body = ReadProxyConfig,
    responses((status = 200, description = "The saved proxy config, or null", body = Option<SavedProxyConfig>))
)]
pub(super) async fn read(
    State(state): State<Arc<AppState>>,
    session: Session,
    body: Bytes,
) -> Result<Response, Error> {
    let asked: ReadProxyConfig = read_raw(&body)?;
    let Some(Text(plugin)) = &asked.plugin_id else {
        return Ok(answer_with(None));
    };
    let page = asked.page.unwrap_or_default();
    let permit = permit(&state, &session, asked.app.0, Some(plugin), page).await?;
    let Some(plugin) = &permit.plugin else {
        return Ok(answer_with(None));
    };
    // R03: sealed credentials are readable only from the settings page.
    if plugin.sealed && page != Page::Settings {
        return Ok(answer_with(None));
    }
    let Ok(method) = Method::parse(&asked.method.0) else {
        return Ok(answer_with(None));
    };
    let found = plugin.proxy_configs.iter().position(|proxy_config| {
        proxy_config.method == method && proxy_config.url.as_str() == asked.url.0
    });
    let Some(at) = found else {
        return Ok(answer_with(None));
    };
    let proxy_config = &plugin.proxy_configs[at];
    let ticket = asked.shown.as_ref().map(|ticket| &*ticket.0);
    let about = (permit.view.app, &plugin.id);
    if plugin.sealed && !shown::is_valid(&state, &session, about, ticket) {
        return Ok(answer_with(Some(masked(&state, about, proxy_config))));
    }
    state
        .audit_writer
        .note(Read {
            app: permit.view.app,
            plugin: plugin.id.clone(),
            by: session.actor.by(),
            url: without_query(&asked.url.0),
            proxy_config: plugin.proxy_config_ids[at].clone(),
            on_app_page: page != Page::Settings,
            at: state.clock.now(),
        })
        .await;
    Ok(answer_with(Some(open(proxy_config))))
}

/// Headers and data by name.
#[derive(Default, Serialize)]
struct Values {
    headers: Map<String, Value>,
    data: Map<String, Value>,
}

/// Returns the saved values, each value of the data in the type it was saved with (R43).
fn open(proxy_config: &ProxyConfig) -> Values {
    let headers = proxy_config.headers.iter();
    let data = proxy_config.data.iter();
    Values {
        headers: headers
            .map(|(name, value)| (name.clone(), value.expose_secret().into()))
            .collect(),
        data: data
            .filter_map(|(name, value)| {
                let value = serde_json::from_str(value.expose_secret()).ok()?;
                Some((name.clone(), value))
            })
            .collect(),
    }
}

/// Returns masks in place of the saved values (R08).
fn masked(
    state: &AppState,
    (app, plugin): (AppId, &PluginId),
    proxy_config: &ProxyConfig,
) -> Values {
    let place = MaskPlace {
        app,
        plugin,
        method: proxy_config.method.as_str(),
        url: proxy_config.url.as_str(),
    };
    let mut masked = Values::default();
    for (name, value) in &proxy_config.headers {
        let value = state.store.masked_header(&place, name, value);
        masked.headers.insert(name.clone(), value.into());
    }
    for (name, value) in &proxy_config.data {
        let value = state.store.masked_data(&place, name, value);
        masked.data.insert(name.clone(), value);
    }
    masked
}

/// Builds the answer: `{headers, data}`, or `null` (R06).
fn answer_with(proxy_config: Option<Values>) -> Response {
    let mut response = Json(proxy_config).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

request! {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub(super) struct DeleteProxyConfig {
        /// The app's ID.
        app: AppParam,
        /// The ID of the proxy config.
        id: Text,
    }
}

/// Deletes a proxy config from the live and the preview settings at once (R07). Only
/// administrators may call it.
#[utoipa::path(
    post, path = "/k/api/plugin/proxy/config/delete.json", tag = "proxy", request_body = DeleteProxyConfig,
    responses((status = 200, body = Nothing))
)]
pub(super) async fn delete(
    State(state): State<Arc<AppState>>,
    _: Admin,
    session: Session,
    body: Bytes,
) -> Result<Answer<Nothing>, Error> {
    let asked: DeleteProxyConfig = read_raw(&body)?;
    let access = state.store.access(&session.actor, asked.app.0).await?;
    state
        .store
        .delete_proxy_config(
            &access,
            &ProxyConfigId::from(&*asked.id.0),
            state.clock.now(),
        )
        .await?;
    Ok(Answer(Nothing {}))
}
