//! `/k/admin/system/proxy/`: every saved entry of every plug-in, values masked (R07).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use plugdock_package::PluginId;
use plugdock_store::{AppId, AppQuery, AuditQuery, Entry, EntryId, Plugin, UserId};
use serde::Deserialize;
use serde_json::json;

use super::layout::{Page, View};
use super::parts::{self, Tone};
use super::{AdminSession, PageSession, record};
use crate::app::App;
use crate::error::Error;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/k/admin/system/proxy/", get(page))
}

/// The audit's word for a credential read on an app page.
const READ_ON_APP_PAGE: &str = "entry.read.app";

/// Lines of the audit that are looked through for such reads.
const LINES: i64 = 1_000;

async fn page(admin: AdminSession, Query(asked): Query<Asked>) -> Result<Response, Error> {
    let session = admin.0;
    let known = Known::load(&session).await?;
    let mut rows = Vec::new();
    for app in &known.apps {
        rows.extend(known.rows_of(&session, app).await?);
    }
    let reads = known.reads(&session).await?;
    let view = &session.view;
    let body = body(view, &rows, &reads, asked.message.as_deref());
    Ok(session.answer(&Page::own(view.t("entries.title"), body)))
}

#[derive(Deserialize)]
struct Asked {
    message: Option<String>,
}

/// The names behind the numbers.
struct Known {
    apps: Vec<plugdock_store::App>,
    plugins: Vec<Plugin>,
    users: HashMap<UserId, String>,
}

impl Known {
    async fn load(session: &PageSession) -> Result<Self, Error> {
        let store = &session.app.store;
        let query = AppQuery {
            undeployed: true,
            limit: usize::MAX,
            ..AppQuery::default()
        };
        let users = store.users().await?.into_iter();
        Ok(Self {
            apps: store.apps(session.actor(), &query).await?,
            plugins: store.plugins(&record::every_plugin()).await?,
            users: users.map(|user| (user.id, user.name.clone())).collect(),
        })
    }

    fn plugin(&self, view: &View, id: &PluginId) -> String {
        let plugin = self.plugins.iter().find(|plugin| plugin.id == *id);
        plugin.map_or_else(
            || id.to_string(),
            |plugin| plugin.manifest.name.get(view.locale.as_str()).to_owned(),
        )
    }

    /// Preview and live entries of an app, each once.
    async fn rows_of(
        &self,
        session: &PageSession,
        app: &plugdock_store::App,
    ) -> Result<Vec<Row>, Error> {
        let store = &session.app.store;
        let access = store.access(session.actor(), app.id).await?;
        let preview = store.entries(&access, app.preview).await?;
        let live = match app.live {
            Some(revision) => store.entries(&access, revision).await?,
            None => Vec::new(),
        };
        let has = |entries: &[Entry], id: &EntryId| entries.iter().any(|entry| entry.id == *id);
        let only_live = live.iter().filter(|entry| !has(&preview, &entry.id));
        let all = preview.iter().chain(only_live);
        let rows = all.map(|entry| Row {
            app: app.id,
            app_name: app.name.clone(),
            plugin_name: self.plugin(&session.view, &entry.plugin),
            saved_by: entry
                .saved_by
                .and_then(|user| self.users.get(&user).cloned()),
            live: has(&live, &entry.id),
            preview: has(&preview, &entry.id),
            entry: entry.clone(),
        });
        Ok(rows.collect())
    }

    /// The last read on an app page of each plug-in in each app.
    async fn reads(&self, session: &PageSession) -> Result<Vec<Read>, Error> {
        let query = AuditQuery {
            action: Some(READ_ON_APP_PAGE.to_owned()),
            limit: LINES,
            ..AuditQuery::default()
        };
        let mut seen = HashSet::new();
        let mut reads = Vec::new();
        for line in session.app.store.audit(&query).await? {
            let (Some(app), Some(plugin)) = (line.app, line.plugin) else {
                continue;
            };
            if !seen.insert((app, plugin.clone())) {
                continue;
            }
            let name = self.apps.iter().find(|known| known.id == app);
            reads.push(Read {
                plugin: self.plugin(&session.view, &plugin),
                app: name.map_or_else(|| app.to_string(), |known| known.name.clone()),
                at: line.at,
            });
        }
        Ok(reads)
    }
}

/// An entry as the list shows it. It has no room for a value: the store hands out names only.
struct Row {
    entry: Entry,
    app: AppId,
    app_name: String,
    plugin_name: String,
    saved_by: Option<String>,
    /// In which settings it stands.
    live: bool,
    preview: bool,
}

/// A plug-in whose credentials an app page has read, and when last.
struct Read {
    plugin: String,
    app: String,
    at: i64,
}

fn body(view: &View, rows: &[Row], reads: &[Read], message: Option<&str>) -> Markup {
    html! {
        div class="pd-head" { h1 class="pd-title" { (view.t("entries.title")) } }
        p class="pd-lead" { (view.t("entries.lead")) }
        (parts::message(view, message, &["ENTRY_DELETED"]))
        @if !reads.is_empty() {
            (parts::note(Tone::Warn, &html! {
                p { strong { (view.t("entries.read")) } }
                ul class="pd-list" {
                    @for read in reads {
                        li { (view.text("entries.read_line", &[("plugin", &read.plugin), ("app", &read.app)])) " " (parts::moment(view, read.at)) }
                    }
                }
            }))
        }
        (parts::live("pd-says"))
        div class="pd-card" {
            @if rows.is_empty() {
                (parts::empty(&view.t("entries.empty"), &view.t("entries.empty_next"), &html! {}))
            } @else {
                div class="pd-scroll" {
                    table class="pd-table pd-table-stack" {
                        thead { tr {
                            @for key in ["where", "request", "adds", "saved", "used"] { th scope="col" { (view.t(&format!("entries.{key}"))) } }
                            th scope="col" { span class="pd-hidden-text" { (view.t("entries.delete")) } }
                        } }
                        tbody { @for row in rows { (line(view, row)) } }
                    }
                }
            }
        }
    }
}

fn line(view: &View, row: &Row) -> Markup {
    html! {
        tr {
            td data-label=(view.t("entries.where")) {
                div { a class="pd-link pd-break" href={ "/k/admin/app/" (row.app) "/plugin/" } { (row.app_name) } }
                div class="pd-break" { (row.plugin_name) }
                @if !row.live { (parts::badge(Tone::Warn, &view.t("entries.preview_only"))) }
                @if !row.preview { (parts::badge(Tone::Warn, &view.t("entries.live_only"))) }
            }
            td data-label=(view.t("entries.request")) {
                span class="pd-mono" { (row.entry.method) } " " span class="pd-mono pd-break" { (row.entry.url) }
            }
            td data-label=(view.t("entries.adds")) { (names(view, row)) }
            td data-label=(view.t("entries.saved")) {
                (parts::moment(view, row.entry.saved_at))
                @if let Some(name) = &row.saved_by { div class="pd-muted pd-break" { (name) } }
            }
            td data-label=(view.t("entries.used")) {
                @if let Some(at) = row.entry.used_at { (parts::moment(view, at)) } @else { span class="pd-muted" { (view.t("entries.never")) } }
            }
            td {
                form data-pd-form="/k/api/plugin/proxy/config/delete.json" data-pd-danger
                    data-pd-body=(json!({"app": row.app.0, "id": row.entry.id.to_string()}))
                    data-pd-ask=(view.text("entries.delete_ask", &[("method", &row.entry.method), ("url", &row.entry.url)]))
                    data-pd-next="/k/admin/system/proxy/?message=ENTRY_DELETED" {
                    button class="pd-button pd-button-small pd-button-danger" type="submit"
                        aria-label=(view.text("entries.delete_named", &[("method", &row.entry.method), ("url", &row.entry.url)])) { (view.t("entries.delete")) }
                }
            }
        }
    }
}

/// Names, each with a mask of one length for all, which says nothing of the value's.
fn names(view: &View, row: &Row) -> Markup {
    html! {
        @if row.entry.headers.is_empty() && row.entry.data.is_empty() { span class="pd-muted" { (view.t("entries.nothing")) } }
        @for (kind, names) in [("entries.header", &row.entry.headers), ("entries.data", &row.entry.data)] {
            @for name in names {
                div class="pd-break" {
                    span class="pd-muted pd-small" { (view.t(kind)) } " "
                    span class="pd-mono" { (name) ": " span aria-label=(view.t("entries.masked")) { "••••••" } }
                }
            }
        }
    }
}
