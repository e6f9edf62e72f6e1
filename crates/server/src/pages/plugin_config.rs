//! `/k/admin/app/{app}/plugin/config?pluginId=`: a plug-in's settings page (R45).
//!
//! The author's HTML is directly in the body, before every script. The runtime and the manifest's
//! files follow as classic synchronous scripts, so that `DOMContentLoaded` fires after them.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::{PreEscaped, html};
use plugdock_package::PluginId;
use plugdock_schema::AppId;
use serde::Deserialize;

use super::boot::{self, AppBoot, Boot, LoginUser, MayInApp, PageKind, Running};
use super::layout::{Kind, Page};
use super::{PageSession, fragment, record};
use crate::error::Error;
use crate::state::AppState;

pub(crate) fn routes() -> Router<Arc<AppState>> {
    Router::new().route("/k/admin/app/{app}/plugin/config", get(page))
}

#[derive(Deserialize)]
struct PluginConfigQuery {
    #[serde(rename = "pluginId")]
    plugin: String,
}

async fn page(
    session: PageSession,
    app: Path<AppId>,
    Query(asked): Query<PluginConfigQuery>,
) -> Result<Response, Error> {
    let Path(app) = app;
    let store = &session.state.store;
    let settings = record::preview(&session, app).await?;
    let access = store.access(session.actor(), app).await?;
    let id: PluginId = asked
        .plugin
        .parse()
        .map_err(|_| Error::no_plugin(&asked.plugin))?;
    // R04: the plug-in must be in the app's preview settings.
    let added = settings.plugin(&id).ok_or_else(|| Error::no_plugin(&id))?;
    let plugin = store
        .plugin(&id)
        .await?
        .ok_or_else(|| Error::no_plugin(&id))?;
    let config = plugin
        .manifest
        .config
        .as_ref()
        .ok_or_else(Error::not_found)?;
    let html = config.html.as_deref().ok_or_else(Error::not_found)?;
    let file = plugin.file(html).ok_or_else(Error::not_found)?;
    let bytes = store.blobs().get(&file.sha256).await?;
    let content = fragment::inert(&String::from_utf8_lossy(&bytes));

    let view = &session.view;
    let running = [Running {
        plugin: &plugin,
        config: record::config(added.config.as_ref()),
        js: &config.js,
        css: &config.css,
    }];
    let boot = Boot {
        page: PageKind::Settings,
        mobile: false,
        preview: true,
        locale: view.locale,
        csrf: &view.csrf,
        origin: session.state.config.origin(),
        user: LoginUser::new(&session.user, view.locale),
        app: Some(AppBoot {
            id: app,
            name: &settings.name,
            code: &settings.code,
            permissions: MayInApp::of(&access),
        }),
        plugins: boot::by_id(&running, view.locale),
        settings_plugin: Some(id.as_str()),
        index: None,
        record: None,
        fields: Some(settings.fields.to_properties()),
        layout: Some(&settings.layout),
        field_ids: Some(boot::field_ids(&settings.fields)),
        read_only: Vec::new(),
    };
    let name = plugin.manifest.name.get(view.locale.as_str());
    let title = view.text("config.title", &[("name", name)]);
    let page = Page {
        kind: Kind::Plugins,
        wide: false,
        title: title.clone(),
        crumbs: record::crumbs(view, &settings, true),
        head: boot::styles(&running),
        banner: html! {},
        body: html! {
            div class="pd-head" { h1 class="pd-title pd-break" { (title) } }
            (record::messages(view, true))
        },
        // Directly in the body, in an element that authors do not know: a stray `</div>` closes
        // nothing outside it.
        tail: html! {
            plugdock-settings class="pd-settings-host" { (PreEscaped(content)) }
            (boot::runtime(&boot))
            (boot::scripts(view, &running))
            (boot::start())
        },
    };
    Ok(session.answer(&page))
}
