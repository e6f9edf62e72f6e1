//! `/k/admin/system/plugin/{id}/`: the details of a plug-in, and the form to return to an earlier
//! version.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use plugdock_package::PluginId;
use plugdock_store::{ListedProxyConfig, Plugin, PluginVersion, UsingApp};
use serde_json::{Value, json};

use super::{Names, Section, done, head_below, lock, page, plugin_href};
use crate::error::Error;
use crate::pages::layout::View;
use crate::pages::parts::{self, Tone};
use crate::pages::{AdminSession, assets};
use crate::services::credential_policy::{self, Stricter};
use crate::services::egress_lock::{self, Chosen};
use crate::services::{package_changes, packages};
use crate::state::AppState;

/// The maximum number of apps on the page. The REST API returns more.
const MAX_APPS: i64 = 500;

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route("/k/admin/system/plugin/{id}", get(slash))
        .route("/k/admin/system/plugin/{id}/", get(one))
}

async fn slash(Path(id): Path<String>) -> Result<Redirect, Error> {
    let id = id.parse().map_err(|_| Error::not_found())?;
    Ok(Redirect::permanent(&plugin_href(&id)))
}

async fn one(
    admin: AdminSession,
    Path(id): Path<String>,
    Query(asked): Query<parts::Said>,
) -> Result<Response, Error> {
    let session = admin.0;
    let store = &session.state.store;
    let id: PluginId = id.parse().map_err(|_| Error::no_plugin(&id))?;
    let plugin = store.plugin(&id).await?;
    let plugin = plugin.ok_or_else(|| Error::no_plugin(&id))?;
    let listed = store.proxy_config_list().await?;
    let shown = Shown {
        versions: store.plugin_versions(&id).await?,
        apps: store.apps_using(&id, 0, MAX_APPS).await?,
        proxy_configs: listed
            .into_iter()
            .filter(|listed| listed.proxy_config.plugin == id)
            .collect(),
        chosen: egress_lock::chosen(store).await?,
        names: Names::load(store).await?,
        stricter: credential_policy::stricter(store).await?,
        plugin,
    };
    let view = &session.view;
    let name = shown.plugin.manifest.name.get(view.locale.as_str());
    let body = html! {
        (head(view, &shown, name))
        (parts::message(view, asked.message.as_deref(), &["UPDATED", "WENT_BACK"]))
        (done(view, asked.message.as_deref(), &["LOCK_SET"]))
        (parts::live("pd-says"))
        (warnings(view, &shown.plugin))
        (about(view, &shown))
        (versions(view, &shown))
        (apps(view, &shown))
        (files(view, &shown.plugin))
        (manifest(view, &shown.plugin))
        (uninstall(view, &shown, name))
    };
    Ok(session.answer(&page(view, Section::Plugins, name.to_owned(), &body)))
}

struct Shown {
    plugin: Plugin,
    versions: Vec<PluginVersion>,
    apps: Vec<UsingApp>,
    /// The proxy configs of the plug-in in all apps.
    proxy_configs: Vec<ListedProxyConfig>,
    chosen: Chosen,
    names: Names,
    stricter: Stricter,
}

fn head(view: &View, shown: &Shown, name: &str) -> Markup {
    let version = &shown.plugin.manifest.version;
    html! {
        (head_below(view, Section::Plugins, name, &html! {
            (parts::badge(Tone::Plain, &view.text("version", &[("version", version)])))
        }))
        @if let Some(text) = &shown.plugin.manifest.description { p class="pd-lead" { (text.get(view.locale.as_str())) } }
    }
}

/// Renders the warnings about the package from its installation (R32).
fn warnings(view: &View, plugin: &Plugin) -> Markup {
    html! {
        @if !plugin.warnings.is_empty() {
            (parts::note(Tone::Warn, &html! {
                p { strong { (view.t("plugins.warnings")) } }
                ul class="pd-list" { @for problem in &plugin.warnings { li class="pd-break" { (packages::line(view.locale, problem)) } } }
            }))
        }
    }
}

fn card(id: &str, title: &str, body: &Markup) -> Markup {
    html! {
        section class="pd-card" aria-labelledby=(id) {
            div class="pd-card-head" { h2 class="pd-card-title" id=(id) { (title) } }
            (body)
        }
    }
}

fn about(view: &View, shown: &Shown) -> Markup {
    let plugin = &shown.plugin;
    let manifest = &plugin.manifest;
    let remote = package_changes::scripts_elsewhere(manifest);
    let page = manifest.homepage_url.as_ref();
    let page = parts::web_address(page.map(|urls| urls.get(view.locale.as_str())));
    let proxy_configs = format!("{}?plugin={}", Section::ProxyConfigs.href(), plugin.id);
    let body = html! {
        div class="pd-card-body" {
            @if let Some(icon) = assets::icon_url(plugin) { (parts::tile("", Some(&icon))) }
            dl class="pd-facts" {
                dt { (view.t("plugins.id")) }
                dd class="pd-mono pd-break" { (plugin.id) }
                dt { (view.t("plugins.installed")) }
                dd { (parts::moment(view, plugin.installed_at)) }
                dt { (view.t("plugins.updated")) }
                dd { (parts::moment(view, plugin.updated_at)) }
                @if let Some(page) = page {
                    dt { (view.t("plugins.homepage")) }
                    dd { a class="pd-link pd-break" href=(page) rel="noopener noreferrer" target="_blank" { (page) } }
                }
                dt { (view.t("plugins.remote")) }
                dd { (each(view, remote.iter().map(String::as_str))) }
                dt { (view.t("plugins.hosts")) }
                dd {
                    @match &manifest.allowed_hosts {
                        Some(hosts) => (each(view, hosts.iter().map(String::as_str))),
                        None => { (view.say("admin.plugin.any_host")) }
                    }
                }
                dt { (view.say("admin.plugin.permissions")) }
                dd {
                    @match &manifest.permissions {
                        Some(permissions) => span class="pd-mono pd-break" { (json!(permissions)) },
                        None => span class="pd-muted" { (view.say("admin.plugin.none")) }
                    }
                }
                dt { (view.say("admin.plugin.sandbox")) }
                dd { (view.say(if manifest.sandbox { "admin.yes" } else { "admin.no" })) }
                dt { (view.say("admin.plugin.needs")) }
                dd { (each(view, manifest.config.iter().flat_map(|page| &page.required_params).map(String::as_str))) }
                dt { (view.t("proxy_configs.title")) }
                dd { a class="pd-link" href=(proxy_configs) { (view.say_with("admin.plugin.proxy_configs", &[("count", &shown.proxy_configs.len().to_string())])) } }
            }
        }
    };
    card("pd-about", &view.say("admin.plugin.about"), &body)
}

/// Renders lines, or a text if there are none.
fn each<'a>(view: &View, lines: impl Iterator<Item = &'a str>) -> Markup {
    let lines: Vec<_> = lines.collect();
    html! {
        @if lines.is_empty() { span class="pd-muted" { (view.say("admin.plugin.none")) } }
        @for line in &lines { div class="pd-mono pd-break" { (line) } }
    }
}

/// Renders the stored versions, each with a button to return to it (R35).
fn versions(view: &View, shown: &Shown) -> Markup {
    let id = &shown.plugin.id;
    let next = format!("{}?message=WENT_BACK", plugin_href(id));
    let body = html! {
        ul class="pd-rows" {
            @for version in &shown.versions {
                @let name = view.text("version", &[("version", &version.version)]);
                li class="pd-row pd-row-plain" {
                    div class="pd-row-main" {
                        h3 class="pd-row-name" {
                            (name)
                            @if version.current { (parts::badge(Tone::Good, &view.t("plugins.current"))) }
                        }
                        p class="pd-row-text" {
                            (parts::moment(view, version.installed_at)) " · " (shown.names.of(view, version.installed_by))
                        }
                    }
                    @if !version.current {
                        form data-pd-form="/k/api/plugin/versions.json" data-pd-method="PUT" data-pd-next=(next)
                            data-pd-ask=(view.text("plugins.go_back_ask", &[("version", &version.version)])) {
                            input type="hidden" name="id" value=(id);
                            input type="hidden" name="number" value=(version.number);
                            button class="pd-button pd-button-small" type="submit" {
                                (view.t("plugins.go_back")) span class="pd-hidden-text" { " (" (name) ")" }
                            }
                        }
                    }
                }
            }
        }
    };
    card("pd-versions", &view.t("plugins.versions"), &body)
}

/// Renders the apps that have the plug-in in their live or preview settings (R37), each with
/// its seal (R01) and its egress lock.
fn apps(view: &View, shown: &Shown) -> Markup {
    let body = html! {
        @if shown.apps.is_empty() {
            div class="pd-card-body" { p class="pd-muted" { (view.t("plugins.no_apps")) } }
        } @else {
            div class="pd-card-body" { p class="pd-muted" { (view.say("admin.lock.lead")) } }
            ul class="pd-rows" {
                @for app in &shown.apps {
                    @let hold = shown.chosen.of(app.id, &shown.plugin.id);
                    @let origins = lock::origins(app.id, &shown.proxy_configs, &shown.plugin.manifest);
                    li class="pd-row pd-row-plain" {
                        div class="pd-row-main" {
                            h3 class="pd-row-name" {
                                a class="pd-link pd-break" href={ "/k/admin/app/" (app.id) "/plugin/" } { (app.name) }
                                @if !app.live { (parts::badge(Tone::Warn, &view.say("admin.plugin.preview_only"))) }
                                @if shown.stricter.seals(app.id, &shown.plugin.id) { (parts::badge(Tone::Good, &view.say("admin.sealed"))) }
                                (lock::badge(view, hold))
                            }
                            p class="pd-row-text pd-break" { (lock::told(view, &origins)) }
                        }
                        (lock::form(view, (app.id, &app.name), &shown.plugin.id, hold))
                    }
                }
            }
        }
    };
    card("pd-using", &view.t("plugins.apps"), &body)
}

fn files(view: &View, plugin: &Plugin) -> Markup {
    let bytes: u64 = plugin.files.iter().map(|file| file.size).sum();
    let count = plugin.files.len().to_string();
    let params = [("count", &*count), ("size", &*parts::size(bytes))];
    let body = html! {
        div class="pd-card-body" {
            p { (view.text("plugins.file_count", &params)) }
            p class="pd-small pd-muted pd-break" { (view.say("admin.plugin.package_hash")) " " span class="pd-mono" { (plugin.package_sha256) } }
        }
        div class="pd-scroll" tabindex="0" {
            table class="pd-table pd-table-stack" {
                thead { tr {
                    th scope="col" { (view.say("admin.plugin.path")) }
                    th scope="col" { (view.say("admin.plugin.size")) }
                    th scope="col" { "SHA-256" }
                } }
                tbody {
                    @for file in &plugin.files {
                        tr {
                            td data-label=(view.say("admin.plugin.path")) { span class="pd-mono pd-break" { (file.path) } }
                            td data-label=(view.say("admin.plugin.size")) { span class="pd-nowrap" { (parts::size(file.size)) } }
                            td data-label="SHA-256" { span class="pd-mono pd-break pd-small" { (file.sha256) } }
                        }
                    }
                }
            }
        }
    };
    card("pd-files", &view.t("plugins.files"), &body)
}

/// Renders the original manifest, for members that the page does not show.
fn manifest(view: &View, plugin: &Plugin) -> Markup {
    let text = match &plugin.manifest.raw {
        Value::Null => return html! {},
        raw => serde_json::to_string_pretty(raw).unwrap_or_default(),
    };
    html! {
        details class="pd-card pd-details pd-raw" {
            summary { (view.say("admin.plugin.manifest")) }
            pre class="pd-mono pd-pre" tabindex="0" { (text) }
        }
    }
}

/// Renders the button to uninstall the plug-in. Uninstalling is allowed while apps use it, and the
/// confirmation says what happens (R35).
fn uninstall(view: &View, shown: &Shown, name: &str) -> Markup {
    let count = shown.apps.len().to_string();
    let ask = if shown.apps.is_empty() {
        view.text("plugins.uninstall_ask", &[("name", name)])
    } else {
        let params = [("name", name), ("count", &count)];
        view.text("plugins.uninstall_ask_used", &params)
    };
    let body = html! {
        div class="pd-card-body" {
            p { (view.say("admin.plugin.uninstall_lead")) }
            form data-pd-form="/k/v1/plugin.json" data-pd-method="DELETE" data-pd-ask=(ask) data-pd-danger
                data-pd-next={ (Section::Plugins.href()) "?message=UNINSTALLED" } {
                input type="hidden" name="id" value=(shown.plugin.id);
                button class="pd-button pd-button-danger" type="submit"
                    aria-label=(view.text("plugins.uninstall_named", &[("name", name)])) { (view.t("plugins.uninstall")) }
            }
        }
    };
    card("pd-uninstall", &view.t("plugins.uninstall"), &body)
}
