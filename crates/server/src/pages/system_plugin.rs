//! `/k/admin/system/plugin/`: all plug-ins of this server, with import and links to their details.

use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use plugdock_store::{Plugin, RequiredPlugin};
use serde::Deserialize;

use super::admin::{self, Section};
use super::layout::View;
use super::parts::{self, Tone};
use super::{AdminSession, assets, record};
use crate::error::Error;
use crate::state::AppState;

pub(crate) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route(
            "/k/admin/system/plugin",
            get(|| async { Redirect::permanent(HERE) }),
        )
        .route(HERE, get(page))
}

const HERE: &str = "/k/admin/system/plugin/";

/// The maximum number of plug-ins on the page. Others can be managed through the REST API.
const MAX_PLUGINS: i64 = 500;

async fn page(admin: AdminSession, Query(asked): Query<PluginsQuery>) -> Result<Response, Error> {
    let session = admin.0;
    let store = &session.state.store;
    let mut rows = Vec::new();
    for plugin in store.plugins(&record::every_plugin()).await? {
        rows.push(Row {
            apps: store.apps_using(&plugin.id, 0, MAX_PLUGINS).await?.len(),
            plugin,
        });
    }
    let required = store.required_plugins(0, MAX_PLUGINS).await?;
    let view = &session.view;
    let body = body(view, &rows, &required, &asked);
    let title = Section::Plugins.name(view);
    Ok(session.answer(&admin::page(view, Section::Plugins, title, &body)))
}

#[derive(Deserialize)]
struct PluginsQuery {
    /// The message about the result of the last action.
    message: Option<String>,
}

/// A plug-in, as the list shows it.
struct Row {
    plugin: Plugin,
    /// The number of apps that have it, including in preview settings.
    apps: usize,
}

fn body(view: &View, rows: &[Row], required: &[RequiredPlugin], asked: &PluginsQuery) -> Markup {
    let known = ["UPDATED", "UNINSTALLED", "WENT_BACK"];
    html! {
        (admin::head(view, Section::Plugins, &view.t("plugins.lead"), &import_button(view)))
        @if asked.message.as_deref() == Some("IMPORTED") { (imported(view)) }
        (parts::message(view, asked.message.as_deref(), &known))
        (parts::live("pd-says"))
        div class="pd-card" {
            @if rows.is_empty() {
                (parts::empty(&view.t("plugins.empty"), &view.t("plugins.empty_next"), &import_button(view)))
            } @else {
                ul class="pd-rows" { @for row in rows { (plugin_row(view, row)) } }
            }
        }
        @if !required.is_empty() { (missing(view, required)) }
        (dialog(view))
    }
}

/// A plug-in runs in no app yet, so this leads on to the apps.
fn imported(view: &View) -> Markup {
    let said = html! {
        p {
            (view.t("message.IMPORTED")) " "
            a class="pd-link" href=(Section::Apps.href()) { (view.t("message.to_apps")) }
        }
    };
    parts::note(Tone::Good, &said)
}

fn import_button(view: &View) -> Markup {
    html! {
        button type="button" class="pd-button pd-button-main" data-pd-import-open data-testid="PluginImportButton" {
            (view.t("import.open"))
        }
    }
}

fn plugin_row(view: &View, row: &Row) -> Markup {
    let plugin = &row.plugin;
    let lang = view.locale.as_str();
    let name = plugin.manifest.name.get(lang);
    let description = plugin.manifest.description.as_ref();
    let details = view.say_with("admin.plugin.details_of", &[("name", name)]);
    let apps = row.apps.to_string();
    html! {
        li class="pd-row" id={ "plugin-" (plugin.id) } {
            (parts::tile(name, assets::icon_url(plugin).as_deref()))
            div class="pd-row-main" {
                h2 class="pd-row-name" {
                    span class="pd-break" { (name) }
                    (parts::badge(Tone::Plain, &view.text("version", &[("version", &plugin.manifest.version)])))
                    @if !plugin.warnings.is_empty() { (parts::badge(Tone::Warn, &view.t("plugins.has_warnings"))) }
                }
                @if let Some(text) = description { p class="pd-row-text" { (text.get(lang)) } }
                p class="pd-row-text" { (view.say_with("admin.plugin.used", &[("count", &apps)])) }
            }
            div class="pd-actions" {
                a class="pd-button pd-button-small" href=(admin::plugin_href(&plugin.id)) aria-label=(details) { (view.say("admin.plugin.details")) }
            }
        }
    }
}

/// Renders the plug-ins that apps use although they are not installed (R35).
fn missing(view: &View, required: &[RequiredPlugin]) -> Markup {
    html! {
        section class="pd-card" aria-labelledby="pd-missing" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-missing" { (view.t("plugins.missing")) } }
            div class="pd-card-body" {
                p { (view.t("plugins.missing_next")) }
                ul class="pd-list" {
                    @for plugin in required {
                        li {
                            @if let Some(name) = &plugin.name { (name.get(view.locale.as_str())) " " }
                            span class="pd-mono pd-muted pd-break" { (plugin.id) }
                        }
                    }
                }
            }
        }
    }
}

/// Renders the import dialog. Kintone's upload tool looks for its test IDs and class suffixes
/// (B7.2).
fn dialog(view: &View) -> Markup {
    html! {
        dialog class="pd-dialog" data-pd-import aria-labelledby="pd-import-title" {
            div data-testid="ImportDialog" {
                div class="pd-card-head" { h2 class="pd-card-title" id="pd-import-title" { (view.t("import.title")) } }
                div class="pd-card-body pd_dialogContent" {
                    div class="pd-drop" data-pd-part="drop" {
                        strong { (view.t("import.choose")) }
                        div class="pd-hint" { (view.t("import.hint")) }
                        div class="pd-break" data-pd-part="chosen" aria-live="polite" {}
                        label data-testid="FileSelector" {
                            span class="pd-hidden-text" { (view.t("import.choose")) }
                            input type="file" data-pd-part="file" accept=".zip,.plugin,application/zip";
                        }
                        progress class="pd-progress" data-pd-part="progress" max="1" value="0" hidden
                            aria-label=(view.t("import.progress")) {}
                    }
                    div data-pd-part="says" aria-live="polite" {}
                }
                div class="pd-dialog-foot pd_footer" {
                    button type="button" class="pd-button pd-button-main" data-pd-part="go" disabled { (view.t("import.go")) }
                    button type="button" class="pd-button pd-button-quiet" data-pd-part="cancel" { (view.t("cancel")) }
                }
            }
        }
    }
}
