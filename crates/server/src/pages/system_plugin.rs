//! `/k/admin/system/plugin/`: every plug-in of this server; import, versions, uninstall.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use plugdock_package::PluginId;
use plugdock_store::{FileKey, Plugin, PluginVersion, RequiredPlugin, UsingApp};
use serde::{Deserialize, Serialize};

use super::layout::{Page, Say, View};
use super::parts::{self, Tone};
use super::plugin_changes::{self, Change};
use super::{AdminSession, assets, record};
use crate::api;
use crate::api::answer::Answer;
use crate::app::App;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{Input, Params, Who};

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route(
            "/k/admin/system/plugin",
            get(|| async { Redirect::permanent(HERE) }),
        )
        .route(HERE, get(page))
}

/// What the page's scripts call; answers are JSON, as everywhere under `/k/api/`.
pub(crate) fn calls() -> Router<Arc<App>> {
    Router::new().route("/k/api/plugin/import/check.json", post(check))
}

const HERE: &str = "/k/admin/system/plugin/";

/// Plug-ins of one page; more are managed through REST.
const MOST: i64 = 500;

async fn page(admin: AdminSession, Query(asked): Query<Asked>) -> Result<Response, Error> {
    let session = admin.0;
    let store = &session.app.store;
    let mut rows = Vec::new();
    for plugin in store.plugins(&record::every_plugin()).await? {
        rows.push(Row {
            versions: store.plugin_versions(&plugin.id).await?,
            apps: store.apps_using(&plugin.id, 0, MOST).await?,
            plugin,
        });
    }
    let required = store.required_plugins(0, MOST).await?;
    let view = &session.view;
    let body = body(view, &rows, &required, asked.message.as_deref());
    Ok(session.answer(&Page::own(view.t("plugins.title"), body)))
}

/// The parameters of looking at an upload.
struct Look {
    file_key: FileKey,
}

impl Input for Look {
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        Self {
            file_key: FileKey(params.required_string("fileKey")),
        }
    }
}

/// What the import dialog shows before anything is installed (R36).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Checked {
    id: PluginId,
    name: String,
    version: String,
    /// Whether the ID is installed.
    update: bool,
    summary: String,
    changes: Vec<Change>,
    button: String,
}

/// Opens an upload as the installation will, with the same reasons against it (R31), and compares it
/// with what is installed. The file key stays good.
async fn check(State(app): State<Arc<App>>, call: Api<Look>) -> Result<Answer<Checked>, Error> {
    let Api { caller, input } = call;
    let package = api::plugin::open(&app, &caller, &input.file_key).await?;
    let old = app.store.plugin(&package.id).await?;
    let count = match &old {
        Some(old) => app.store.apps_using(&old.id, 0, MOST).await?.len(),
        None => 0,
    };
    let say = Say(caller.locale);
    let new = &package.manifest.version;
    let summary = match &old {
        None => say.t("import.summary_new"),
        Some(old) if old.package_sha256.0 == package.sha256 => say.t("import.summary_same"),
        Some(old) => {
            let count = count.to_string();
            say.text(
                "import.summary_update",
                &[
                    ("old", &old.manifest.version),
                    ("new", new),
                    ("count", &count),
                ],
            )
        }
    };
    Ok(Answer(Checked {
        name: package.manifest.name.get(caller.locale.as_str()).to_owned(),
        version: new.clone(),
        update: old.is_some(),
        summary,
        changes: plugin_changes::changes(say, old.as_ref(), &package),
        button: say.t(if old.is_some() {
            "import.update"
        } else {
            "import.go"
        }),
        id: package.id,
    }))
}

#[derive(Deserialize)]
struct Asked {
    /// What the page is to say: the outcome of what was done before.
    message: Option<String>,
}

/// A plug-in with what the list says of it.
struct Row {
    plugin: Plugin,
    versions: Vec<PluginVersion>,
    apps: Vec<UsingApp>,
}

fn body(view: &View, rows: &[Row], required: &[RequiredPlugin], message: Option<&str>) -> Markup {
    html! {
        div class="pd-head" {
            h1 class="pd-title" { (view.t("plugins.title")) }
            div class="pd-actions" { (import_button(view)) }
        }
        p class="pd-lead" { (view.t("plugins.lead")) }
        (parts::message(view, message, &["IMPORTED", "UPDATED", "UNINSTALLED", "WENT_BACK"]))
        (parts::live("pd-says"))
        div class="pd-card" {
            @if rows.is_empty() {
                (parts::empty(&view.t("plugins.empty"), &view.t("plugins.empty_next"), &import_button(view)))
            } @else {
                ul class="pd-rows" { @for row in rows { (entry(view, row)) } }
            }
        }
        @if !required.is_empty() { (missing(view, required)) }
        (dialog(view))
    }
}

fn import_button(view: &View) -> Markup {
    html! {
        button type="button" class="pd-button pd-button-main" data-pd-import-open data-testid="PluginImportButton" {
            (view.t("import.open"))
        }
    }
}

fn entry(view: &View, row: &Row) -> Markup {
    let plugin = &row.plugin;
    let lang = view.locale.as_str();
    let name = plugin.manifest.name.get(lang);
    let description = plugin
        .manifest
        .description
        .as_ref()
        .map_or("", |text| text.get(lang));
    html! {
        li class="pd-row" id={ "plugin-" (plugin.id) } {
            (parts::tile(name, assets::icon_url(plugin).as_deref()))
            div class="pd-row-main" {
                h2 class="pd-row-name" {
                    span class="pd-break" { (name) }
                    (parts::badge(Tone::Plain, &view.text("version", &[("version", &plugin.manifest.version)])))
                    @if !plugin.warnings.is_empty() { (parts::badge(Tone::Warn, &view.t("plugins.has_warnings"))) }
                }
                @if !description.is_empty() { p class="pd-row-text" { (description) } }
            }
            div class="pd-actions" { (uninstall(view, row, name)) }
            details class="pd-details pd-row-more" {
                summary { (view.t("plugins.details")) }
                (facts(view, row))
            }
        }
    }
}

fn facts(view: &View, row: &Row) -> Markup {
    let plugin = &row.plugin;
    let remote = plugin_changes::scripts_elsewhere(&plugin.manifest);
    let bytes: u64 = plugin.files.iter().map(|file| file.size).sum();
    html! {
        dl class="pd-facts" {
            dt { (view.t("plugins.id")) }
            dd class="pd-mono pd-break" { (plugin.id) }
            dt { (view.t("plugins.installed")) }
            dd { (parts::moment(view, plugin.installed_at)) }
            @if plugin.updated_at != plugin.installed_at {
                dt { (view.t("plugins.updated")) }
                dd { (parts::moment(view, plugin.updated_at)) }
            }
            dt { (view.t("plugins.files")) }
            dd { (view.text("plugins.file_count", &[("count", &plugin.files.len().to_string()), ("size", &parts::size(bytes))])) }
            @if let Some(page) = parts::web_address(plugin.manifest.homepage_url.as_ref().map(|urls| urls.get(view.locale.as_str()))) {
                dt { (view.t("plugins.homepage")) }
                dd { a class="pd-link pd-break" href=(page) rel="noopener noreferrer" target="_blank" { (page) } }
            }
            @if !remote.is_empty() {
                dt { (view.t("plugins.remote")) }
                dd { @for url in &remote { div class="pd-mono pd-break" { (url) } } }
            }
            @if let Some(hosts) = &plugin.manifest.allowed_hosts {
                dt { (view.t("plugins.hosts")) }
                dd { @for host in hosts { div class="pd-mono pd-break" { (host) } } }
            }
            @if !plugin.warnings.is_empty() {
                dt { (view.t("plugins.warnings")) }
                dd { @for problem in &plugin.warnings { div { (parts::problem(view.locale, problem)) } } }
            }
            dt { (view.t("plugins.apps")) }
            dd {
                @if row.apps.is_empty() { span class="pd-muted" { (view.t("plugins.no_apps")) } }
                @for app in &row.apps {
                    div { a class="pd-link" href={ "/k/admin/app/" (app.id) "/plugin/" } { (app.name) } }
                }
            }
            dt { (view.t("plugins.versions")) }
            dd { @for version in &row.versions { (kept(view, plugin, version)) } }
        }
    }
}

/// One of the versions kept, with the button that goes back to it (R35).
fn kept(view: &View, plugin: &Plugin, version: &PluginVersion) -> Markup {
    html! {
        div class="pd-appbar" {
            span { (view.text("version", &[("version", &version.version)])) }
            span class="pd-muted pd-small" { (parts::moment(view, version.installed_at)) }
            @if version.current {
                (parts::badge(Tone::Good, &view.t("plugins.current")))
            } @else {
                form data-pd-form="/k/api/plugin/versions.json" data-pd-method="PUT" data-pd-next="/k/admin/system/plugin/?message=WENT_BACK"
                    data-pd-ask=(view.text("plugins.go_back_ask", &[("version", &version.version)])) {
                    input type="hidden" name="id" value=(plugin.id);
                    input type="hidden" name="number" value=(version.number);
                    button class="pd-button pd-button-small" type="submit" { (view.t("plugins.go_back")) }
                }
            }
        }
    }
}

fn uninstall(view: &View, row: &Row, name: &str) -> Markup {
    let count = row.apps.len().to_string();
    let ask = if row.apps.is_empty() {
        view.text("plugins.uninstall_ask", &[("name", name)])
    } else {
        view.text(
            "plugins.uninstall_ask_used",
            &[("name", name), ("count", &count)],
        )
    };
    html! {
        form data-pd-form="/k/v1/plugin.json" data-pd-method="DELETE" data-pd-ask=(ask) data-pd-danger
            data-pd-next="/k/admin/system/plugin/?message=UNINSTALLED" {
            input type="hidden" name="id" value=(row.plugin.id);
            button class="pd-button pd-button-small pd-button-danger" type="submit"
                aria-label=(view.text("plugins.uninstall_named", &[("name", name)])) { (view.t("plugins.uninstall")) }
        }
    }
}

/// Plug-ins that apps still refer to although they are not installed (R35).
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

/// The import dialog. Test ids and class endings are those that the vendor's upload tool clicks (B7.2).
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
