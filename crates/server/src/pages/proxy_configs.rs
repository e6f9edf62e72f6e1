//! `/k/admin/system/proxy/`: all proxy configs of all plug-ins, with masked values (R07).

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use plugdock_package::PluginId;
use plugdock_schema::AppId;
use plugdock_store::{AppQuery, ListedProxyConfig, Plugin};
use serde::Deserialize;
use serde_json::json;

use super::admin::{self, Names, Section};
use super::layout::View;
use super::parts::{self, Tone};
use super::{AdminSession, PageSession, record};
use crate::config::Credentials;
use crate::error::Error;
use crate::services::credential_policy::{self, Stricter};
use crate::state::AppState;

pub(crate) fn routes() -> Router<Arc<AppState>> {
    Router::new().route("/k/admin/system/proxy/", get(page))
}

/// The action in the audit log for a credential that an app page read.
pub(super) const READ_ON_APP_PAGE: &str = "proxy_config.read.app";

#[derive(Default, Deserialize)]
#[serde(default)]
struct ProxyConfigsQuery {
    message: Option<String>,
    /// Shows only the proxy configs of this app.
    app: String,
    /// Shows only the proxy configs of this plug-in.
    plugin: String,
}

async fn page(
    admin: AdminSession,
    Query(asked): Query<ProxyConfigsQuery>,
) -> Result<Response, Error> {
    let session = admin.0;
    let store = &session.state.store;
    let known = Known::load(&session).await?;
    let listed = store.proxy_config_list().await?;
    let stricter = credential_policy::stricter(store).await?;
    let seals = Seals {
        readable: session.state.config.profile() == Credentials::Readable,
        of: pairs(&session.view, &listed, &known, &stricter),
        all: stricter.seals_all(),
    };
    let rows: Vec<Row> = listed
        .into_iter()
        .filter(|listed| asked.app.is_empty() || listed.app.to_string() == asked.app)
        .filter(|listed| {
            asked.plugin.is_empty() || listed.proxy_config.plugin.as_str() == asked.plugin
        })
        .map(|listed| known.row(&session.view, listed))
        .collect();
    let reads = known.reads(&session).await?;
    let view = &session.view;
    let message = asked.message.as_deref();
    let body = html! {
        (admin::head(view, Section::ProxyConfigs, &view.t("proxy_configs.lead"), &html! {}))
        (parts::message(view, message, &["PROXY_CONFIG_DELETED"]))
        (admin::done(view, message, &["SEALED", "UNSEALED"]))
        (warning(view, &reads))
        (parts::live("pd-says"))
        (filter(view, &asked, &known))
        div class="pd-card" {
            @if rows.is_empty() && asked.app.is_empty() && asked.plugin.is_empty() {
                (parts::empty(&view.t("proxy_configs.empty"), &view.t("proxy_configs.empty_next"), &html! {}))
            } @else if rows.is_empty() {
                (parts::empty(&view.say("admin.none_found"), &view.say("admin.none_found_next"), &html! {}))
            } @else {
                (table(view, &rows))
            }
        }
        (seal_list(view, &seals))
    };
    let title = Section::ProxyConfigs.name(view);
    Ok(session.answer(&admin::page(view, Section::ProxyConfigs, title, &body)))
}

/// The names of apps, plug-ins and users.
struct Known {
    apps: Vec<plugdock_store::App>,
    plugins: Vec<Plugin>,
    users: Names,
}

impl Known {
    async fn load(session: &PageSession) -> Result<Self, Error> {
        let store = &session.state.store;
        let query = AppQuery {
            undeployed: true,
            limit: usize::MAX,
            ..AppQuery::default()
        };
        Ok(Self {
            apps: store.apps(session.actor(), &query).await?,
            plugins: store.plugins(&record::every_plugin()).await?,
            users: Names::load(store).await?,
        })
    }

    fn plugin(&self, view: &View, id: &PluginId) -> String {
        let plugin = self.plugins.iter().find(|plugin| plugin.id == *id);
        plugin.map_or_else(
            || id.to_string(),
            |plugin| plugin.manifest.name.get(view.locale.as_str()).to_owned(),
        )
    }

    fn app(&self, id: AppId) -> String {
        let app = self.apps.iter().find(|app| app.id == id);
        app.map_or_else(|| id.to_string(), |app| app.name.clone())
    }

    fn row(&self, view: &View, listed: ListedProxyConfig) -> Row {
        Row {
            app_name: self.app(listed.app),
            plugin_name: self.plugin(view, &listed.proxy_config.plugin),
            saved_by: self.users.of(view, listed.proxy_config.saved_by),
            listed,
        }
    }

    /// Returns the last read on an app page for each plug-in in each app.
    async fn reads(&self, session: &PageSession) -> Result<Vec<Read>, Error> {
        let last = session.state.store.last_audited(READ_ON_APP_PAGE).await?;
        let reads = last.into_iter().map(|(app, plugin, at)| Read {
            plugin: self.plugin(&session.view, &plugin),
            app: self.app(app),
            at,
        });
        Ok(reads.collect())
    }
}

/// The plug-ins with saved credentials by app, and their seals (R01).
struct Seals {
    /// True if the configuration leaves a choice. If false, the configuration seals everything.
    readable: bool,
    /// True if an administrator sealed everything.
    all: bool,
    of: Vec<Seal>,
}

struct Seal {
    app: AppId,
    plugin: PluginId,
    app_name: String,
    plugin_name: String,
    sealed: bool,
}

fn pairs(
    view: &View,
    listed: &[ListedProxyConfig],
    known: &Known,
    stricter: &Stricter,
) -> Vec<Seal> {
    let pairs: BTreeSet<_> = listed
        .iter()
        .map(|listed| (listed.app, &listed.proxy_config.plugin))
        .collect();
    let seals = pairs.into_iter().map(|(app, plugin)| Seal {
        app,
        plugin: plugin.clone(),
        app_name: known.app(app),
        plugin_name: known.plugin(view, plugin),
        sealed: stricter.seals(app, plugin),
    });
    seals.collect()
}

/// A proxy config, as the list shows it. It cannot hold a value, because the store returns only
/// names.
struct Row {
    listed: ListedProxyConfig,
    app_name: String,
    plugin_name: String,
    saved_by: String,
}

/// The last time when an app page read the credentials of a plug-in.
struct Read {
    plugin: String,
    app: String,
    at: i64,
}

/// Renders a warning about credentials that scripts of app pages have read (R07).
fn warning(view: &View, reads: &[Read]) -> Markup {
    if reads.is_empty() {
        return html! {};
    }
    parts::note(
        Tone::Warn,
        &html! {
            p { strong { (view.t("proxy_configs.read")) } }
            ul class="pd-list" {
                @for read in reads {
                    li { (view.text("proxy_configs.read_line", &[("plugin", &read.plugin), ("app", &read.app)])) " " (parts::moment(view, read.at)) }
                }
            }
        },
    )
}

fn filter(view: &View, asked: &ProxyConfigsQuery, known: &Known) -> Markup {
    let lang = view.locale.as_str();
    let apps = known
        .apps
        .iter()
        .map(|app| (app.id.to_string(), &*app.name));
    let plugins = known.plugins.iter();
    let plugins = plugins.map(|plugin| (plugin.id.to_string(), plugin.manifest.name.get(lang)));
    let choices = [
        ("app", apps.collect::<Vec<_>>(), &asked.app),
        ("plugin", plugins.collect(), &asked.plugin),
    ];
    html! {
        form class="pd-filter" method="get" action=(Section::ProxyConfigs.href()) role="search" {
            @for (name, choices, chosen) in &choices {
                div {
                    label class="pd-label" for={ "pd-" (name) } { (view.say(&format!("admin.audit.{name}"))) }
                    select class="pd-input" id={ "pd-" (name) } name=(name) {
                        option value="" { (view.say("admin.any")) }
                        @for (value, text) in choices { option value=(value) selected[value == *chosen] { (text) } }
                    }
                }
            }
            div class="pd-actions" {
                button class="pd-button" type="submit" { (view.say("admin.audit.show")) }
                @if !asked.app.is_empty() || !asked.plugin.is_empty() {
                    a class="pd-button pd-button-quiet" href=(Section::ProxyConfigs.href()) { (view.say("admin.clear")) }
                }
            }
        }
    }
}

fn table(view: &View, rows: &[Row]) -> Markup {
    html! {
        div class="pd-scroll" tabindex="0" role="region" aria-label=(Section::ProxyConfigs.name(view)) {
            table class="pd-table pd-table-stack" {
                thead { tr {
                    @for key in ["where", "request", "adds", "saved", "used"] { th scope="col" { (view.t(&format!("proxy_configs.{key}"))) } }
                    th scope="col" { span class="pd-hidden-text" { (view.t("proxy_configs.delete")) } }
                } }
                tbody { @for row in rows { (line(view, row)) } }
            }
        }
    }
}

/// Renders the seal of each plug-in in each app, if the configuration leaves a choice (R01).
fn seal_list(view: &View, seals: &Seals) -> Markup {
    if !seals.readable || seals.all || seals.of.is_empty() {
        return html! {};
    }
    html! {
        section class="pd-card" aria-labelledby="pd-seals" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-seals" { (view.say("admin.proxy_config.seals")) } }
            div class="pd-card-body" { p class="pd-muted" { (view.say("admin.proxy_config.seals_lead")) } }
            ul class="pd-rows" { @for seal in &seals.of { (seal_row(view, seal)) } }
        }
    }
}

fn seal_row(view: &View, seal: &Seal) -> Markup {
    let names = [("plugin", &*seal.plugin_name), ("app", &*seal.app_name)];
    let (act, act_named, next) = if seal.sealed {
        (
            "admin.proxy_config.unseal",
            "admin.proxy_config.unseal_named",
            "UNSEALED",
        )
    } else {
        (
            "admin.proxy_config.seal",
            "admin.proxy_config.seal_named",
            "SEALED",
        )
    };
    html! {
        li class="pd-row pd-row-plain" {
            div class="pd-row-main" {
                h3 class="pd-row-name" {
                    span class="pd-break" { (seal.plugin_name) }
                    @if seal.sealed { (parts::badge(Tone::Good, &view.say("admin.sealed"))) }
                }
                p class="pd-row-text pd-break" { (seal.app_name) }
            }
            form data-pd-form="/k/api/credentials.json" data-pd-method="PUT"
                data-pd-body=(json!({"app": seal.app.0, "id": seal.plugin.as_str(), "sealed": !seal.sealed}))
                data-pd-next={ (Section::ProxyConfigs.href()) "?message=" (next) } {
                button class="pd-button pd-button-small" type="submit" aria-label=(view.say_with(act_named, &names)) { (view.say(act)) }
            }
        }
    }
}

fn line(view: &View, row: &Row) -> Markup {
    html! {
        tr {
            td data-label=(view.t("proxy_configs.where")) {
                div { a class="pd-link pd-break" href={ "/k/admin/app/" (row.listed.app) "/plugin/" } { (row.app_name) } }
                div class="pd-break" { (row.plugin_name) }
                @if !row.listed.live { (parts::badge(Tone::Warn, &view.t("proxy_configs.preview_only"))) }
                @if !row.listed.preview { (parts::badge(Tone::Warn, &view.t("proxy_configs.live_only"))) }
            }
            td data-label=(view.t("proxy_configs.request")) {
                span class="pd-mono" { (row.listed.proxy_config.method) } " " span class="pd-mono pd-break" { (row.listed.proxy_config.url) }
            }
            td data-label=(view.t("proxy_configs.adds")) { (names(view, row)) }
            td data-label=(view.t("proxy_configs.saved")) {
                (parts::moment(view, row.listed.proxy_config.saved_at))
                div class="pd-muted pd-break" { (row.saved_by) }
            }
            td data-label=(view.t("proxy_configs.used")) {
                @if let Some(at) = row.listed.proxy_config.used_at { (parts::moment(view, at)) } @else { span class="pd-muted" { (view.t("proxy_configs.never")) } }
            }
            td {
                form data-pd-form="/k/api/plugin/proxy/config/delete.json" data-pd-danger
                    data-pd-body=(json!({"app": row.listed.app.0, "id": row.listed.proxy_config.id.to_string()}))
                    data-pd-ask=(view.text("proxy_configs.delete_ask", &[("method", &row.listed.proxy_config.method), ("url", &row.listed.proxy_config.url)]))
                    data-pd-next="/k/admin/system/proxy/?message=PROXY_CONFIG_DELETED" {
                    button class="pd-button pd-button-small pd-button-danger" type="submit"
                        aria-label=(view.text("proxy_configs.delete_named", &[("method", &row.listed.proxy_config.method), ("url", &row.listed.proxy_config.url)])) { (view.t("proxy_configs.delete")) }
                }
            }
        }
    }
}

/// Renders the names, each with a mask of the same length, which does not reveal the length of the
/// value.
fn names(view: &View, row: &Row) -> Markup {
    html! {
        @if row.listed.proxy_config.headers.is_empty() && row.listed.proxy_config.data.is_empty() { span class="pd-muted" { (view.t("proxy_configs.nothing")) } }
        @for (kind, names) in [("proxy_configs.header", &row.listed.proxy_config.headers), ("proxy_configs.data", &row.listed.proxy_config.data)] {
            @for name in names {
                div class="pd-break" {
                    span class="pd-muted pd-small" { (view.t(kind)) } " "
                    span class="pd-mono" { (name) ": " span aria-label=(view.t("proxy_configs.masked")) { "••••••" } }
                }
            }
        }
    }
}
