//! `/k/admin/app/{app}/plugin/`: the plug-ins of an app.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use plugdock_schema::AppId;
use plugdock_store::{AppPlugin, AppSettings, Plugin};

use super::app_settings::{Frame, Part};
use super::layout::View;
use super::parts::{self, Tone};
use super::{PageSession, assets, record};
use crate::error::Error;
use crate::services::plugin_limit;
use crate::state::AppState;

pub(crate) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route("/k/admin/app/{app}/plugin", get(slash))
        .route("/k/admin/app/{app}/plugin/", get(page))
}

async fn slash(Path(app): Path<AppId>) -> Redirect {
    Redirect::permanent(&format!("/k/admin/app/{app}/plugin/"))
}

async fn page(
    session: PageSession,
    app: Path<AppId>,
    Query(asked): Query<parts::Said>,
) -> Result<Response, Error> {
    let view = &session.view;
    let frame = Frame::open(&session, app.0).await?;
    let settings = &frame.settings;
    let store = &session.state.store;
    let installed = store.plugins(&record::every_plugin()).await?;
    // The names of uninstalled plug-ins are still known (R37).
    let gone = store.required_plugins(0, i64::MAX).await?;
    let lang = view.locale.as_str();
    let rows: Vec<Row<'_>> = settings
        .plugins
        .iter()
        .map(|added| {
            let plugin = installed.iter().find(|plugin| plugin.id == added.id);
            let known = gone.iter().find(|plugin| plugin.id == added.id);
            let name = match (plugin, known.and_then(|known| known.name.as_ref())) {
                (Some(plugin), _) => plugin.manifest.name.get(lang),
                (None, Some(name)) => name.get(lang),
                (None, None) => added.id.as_str(),
            };
            Row {
                added,
                plugin,
                name,
            }
        })
        .collect();
    let others: Vec<&Plugin> = installed
        .iter()
        .filter(|plugin| settings.plugin(&plugin.id).is_none())
        .collect();
    let limit = plugin_limit::in_force(&session.state).await?;
    let body = html! {
        (parts::message(view, asked.message.as_deref(), &["CONFIG_SAVED", "ADDED", "REMOVED"]))
        (added(view, settings, &rows, limit))
        @if rows.len() < limit { (add(view, settings, &others, installed.is_empty())) }
    };
    Ok(session.answer(&frame.page(view, Part::Plugins, &body)))
}

/// Returns the names of the required settings that are missing (R44).
fn lacking<'a>(plugin: &'a Plugin, added: &AppPlugin) -> Vec<&'a str> {
    let wanted = plugin
        .manifest
        .config
        .iter()
        .flat_map(|page| &page.required_params);
    wanted
        .filter(|name| {
            !added
                .config
                .as_ref()
                .is_some_and(|config| config.contains_key(*name))
        })
        .map(String::as_str)
        .collect()
}

/// A plug-in of the app, with the installed plug-in of the same ID.
struct Row<'a> {
    added: &'a AppPlugin,
    plugin: Option<&'a Plugin>,
    name: &'a str,
}

/// Renders the app's plug-ins in the order in which they run (R46), and their number and limit
/// (R48).
fn added(view: &View, settings: &AppSettings, rows: &[Row<'_>], limit: usize) -> Markup {
    let count = [
        ("count", rows.len().to_string()),
        ("max", limit.to_string()),
    ];
    let count = count.each_ref().map(|(name, text)| (*name, text.as_str()));
    html! {
        section class="pd-card" aria-labelledby="pd-added" {
            div class="pd-card-head" {
                h2 class="pd-card-title" id="pd-added" { (view.t("app_plugins.title")) }
                span class="pd-muted pd-small" { (view.say_with("form.plugins_count", &count)) }
            }
            @if rows.is_empty() {
                (parts::empty(&view.t("app_plugins.empty"), &view.t("app_plugins.empty_next"), &html! {}))
            } @else {
                ul class="pd-rows" { @for row in rows { (plugin_row(view, settings, row)) } }
            }
            @if rows.len() >= limit {
                p class="pd-card-body pd-muted pd-small" { (view.say("form.plugins_full")) }
            }
        }
    }
}

fn plugin_row(view: &View, settings: &AppSettings, row: &Row<'_>) -> Markup {
    let id = &row.added.id;
    let lang = view.locale.as_str();
    let name = row.name;
    let description = row
        .plugin
        .and_then(|plugin| plugin.manifest.description.as_ref());
    let lacking = row
        .plugin
        .map(|plugin| lacking(plugin, row.added))
        .unwrap_or_default();
    let has_page = row
        .plugin
        .is_some_and(|plugin| plugin.manifest.has_config_page());
    let config = format!("/k/admin/app/{}/plugin/config?pluginId={id}", settings.app);
    html! {
        li class="pd-row" id={ "plugin-" (id) } {
            (parts::tile(name, row.plugin.and_then(assets::icon_url).as_deref()))
            div class="pd-row-main" {
                h3 class="pd-row-name" {
                    span class="pd-break" { (name) }
                    @if let Some(plugin) = row.plugin { (parts::badge(Tone::Plain, &view.text("version", &[("version", &plugin.manifest.version)]))) }
                    (state(view, row))
                }
                @if let Some(text) = description { p class="pd-row-text" { (text.get(lang)) } }
                @if !lacking.is_empty() {
                    // An update that requires more settings only warns until the app is updated
                    // (R44).
                    @let key = if row.added.enabled { "form.plugins_asks_more" } else { "pages.app_plugins.needs_settings_next" };
                    p class="pd-row-text" { (view.say_with(key, &[("names", &lacking.join(", "))])) }
                }
                @if row.plugin.is_none() { p class="pd-row-text" { (view.t("app_plugins.missing_next")) } }
            }
            div class="pd-actions" {
                @if has_page {
                    a class="pd-button pd-button-small" href=(config) aria-label=(view.text("app_plugins.settings_of", &[("name", name)])) {
                        (parts::gear()) (view.t("app_plugins.settings"))
                    }
                }
                form data-pd-form="/k/api/app/plugin.json" data-pd-method="DELETE" data-pd-danger
                    data-pd-ask=(view.text("app_plugins.remove_ask", &[("name", name)]))
                    data-pd-next={ "/k/admin/app/" (settings.app) "/plugin/?message=REMOVED" } {
                    input type="hidden" name="app" value=(settings.app);
                    input type="hidden" name="id" value=(id);
                    button class="pd-button pd-button-small pd-button-danger" type="submit"
                        aria-label=(view.text("app_plugins.remove_named", &[("name", name)])) { (view.t("app_plugins.remove")) }
                }
            }
        }
    }
}

/// Renders the state of a plug-in, next to the link to the settings that it needs (R44).
fn state(view: &View, row: &Row<'_>) -> Markup {
    if row.plugin.is_none() {
        return parts::badge(Tone::Danger, &view.t("app_plugins.missing"));
    }
    if row.added.enabled {
        return parts::badge(Tone::Good, &view.t("app_plugins.ready"));
    }
    parts::badge(Tone::Warn, &view.t("app_plugins.needs_settings"))
}

fn add(view: &View, settings: &AppSettings, others: &[&Plugin], nothing: bool) -> Markup {
    let lang = view.locale.as_str();
    html! {
        section class="pd-card" aria-labelledby="pd-add" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-add" { (view.t("app_plugins.add_title")) } }
            @if others.is_empty() {
                div class="pd-card-body" {
                    p class="pd-muted" { (view.t(if nothing { "app_plugins.none_installed" } else { "app_plugins.none_left" })) }
                    @if view.user.as_ref().is_some_and(|user| user.admin) {
                        a class="pd-link" href="/k/admin/system/plugin/" { (view.t("app_plugins.import")) }
                    }
                }
            } @else {
                ul class="pd-rows" {
                    @for plugin in others {
                        @let name = plugin.manifest.name.get(lang);
                        li class="pd-row" {
                            (parts::tile(name, assets::icon_url(plugin).as_deref()))
                            div class="pd-row-main" {
                                h3 class="pd-row-name" {
                                    span class="pd-break" { (name) }
                                    (parts::badge(Tone::Plain, &view.text("version", &[("version", &plugin.manifest.version)])))
                                }
                                @if let Some(text) = &plugin.manifest.description { p class="pd-row-text" { (text.get(lang)) } }
                            }
                            form class="pd-actions" data-pd-form="/k/v1/preview/app/plugins.json"
                                data-pd-next={ "/k/admin/app/" (settings.app) "/plugin/?message=ADDED" } {
                                input type="hidden" name="app" value=(settings.app);
                                input type="hidden" name="ids[]" value=(plugin.id);
                                button class="pd-button pd-button-small" type="submit"
                                    aria-label=(view.text("app_plugins.add_named", &[("name", name)])) { (view.t("app_plugins.add")) }
                            }
                        }
                    }
                }
            }
        }
    }
}
