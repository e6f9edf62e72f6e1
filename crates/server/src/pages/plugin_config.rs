//! `/k/admin/app/{app}/plugin/config?pluginId=`: a plug-in's settings page (R45).
//!
//! The author's HTML is directly in the body, before every script. The runtime and the manifest's
//! files follow as classic synchronous scripts, so that `DOMContentLoaded` fires after them.
//!
//! `…/config/show` asks for the password before the settings page shows saved values (R08.3). It is a
//! page of its own, because scripts of the plug-in could read a password typed on theirs.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, PreEscaped, html};
use plugdock_package::PluginId;
use plugdock_schema::AppId;
use serde::Deserialize;
use serde_json::json;

use super::boot::{self, AppBoot, Boot, LoginUser, MayInApp, PageKind, Running};
use super::layout::{Kind, Page, View};
use super::{PageSession, fragment, parts, record};
use crate::error::Error;
use crate::services::snapshot::Stage;
use crate::state::AppState;

pub(crate) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route("/k/admin/app/{app}/plugin/config", get(page))
        .route("/k/admin/app/{app}/plugin/config/show", get(show))
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
    let masked = masks(&session.state, app, &id).await?;
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
            @if masked { (bar(view, app, &id)) }
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

/// Returns true if the settings page shows masks in place of saved values (R08).
async fn masks(state: &AppState, app: AppId, id: &PluginId) -> Result<bool, Error> {
    let view = state
        .snapshot
        .view(&state.store, app, Stage::Preview)
        .await?;
    let plugin = view.as_ref().and_then(|view| view.plugins.get(id.as_str()));
    Ok(plugin.is_some_and(|plugin| plugin.sealed && !plugin.proxy_configs.is_empty()))
}

/// Renders the bar that offers to show saved values. The runtime marks the document when it has a
/// ticket, and the style sheet then shows the second text.
fn bar(view: &View, app: AppId, id: &PluginId) -> Markup {
    let href = format!("/k/admin/app/{app}/plugin/config/show?pluginId={id}");
    html! {
        div class="pd-note pd-masked" role="note" {
            p { (view.t("config.masked")) " " a class="pd-link" href=(href) { (view.t("config.show")) } }
        }
        div class="pd-note pd-note-warn pd-shown" role="note" {
            p { (view.t("config.shown")) }
        }
    }
}

/// The page that asks for the password.
async fn show(
    session: PageSession,
    app: Path<AppId>,
    Query(asked): Query<PluginConfigQuery>,
) -> Result<Response, Error> {
    let Path(app) = app;
    let settings = record::preview(&session, app).await?;
    let id: PluginId = asked
        .plugin
        .parse()
        .map_err(|_| Error::no_plugin(&asked.plugin))?;
    settings.plugin(&id).ok_or_else(|| Error::no_plugin(&id))?;
    let plugin = session.state.store.plugin(&id).await?;
    let plugin = plugin.ok_or_else(|| Error::no_plugin(&id))?;
    let view = &session.view;
    let named = [("name", plugin.manifest.name.get(view.locale.as_str()))];
    let back = format!("/k/admin/app/{app}/plugin/config?pluginId={id}");
    let title = view.t("config.show");
    let page = Page {
        kind: Kind::Own,
        wide: false,
        title: title.clone(),
        crumbs: record::crumbs(view, &settings, true),
        head: html! {},
        banner: html! {},
        body: html! {
            div class="pd-head" { h1 class="pd-title" { (title) } }
            (parts::live("pd-says"))
            div class="pd-card" {
                div class="pd-card-body" {
                    p class="pd-break" { (view.text("config.show_lead", &named)) }
                    form class="pd-actions" data-pd-form="/k/api/plugin/proxy/config/show.json"
                        data-pd-body=(json!({"app": app.0, "pluginId": id.as_str()}))
                        data-pd-next={ (back) "#shown={ticket}" } {
                        button class="pd-button pd-button-main" type="submit" { (title) }
                        a class="pd-button pd-button-quiet" href=(back) { (view.t("cancel")) }
                    }
                }
            }
        },
        tail: html! {},
    };
    Ok(session.answer(&page))
}
