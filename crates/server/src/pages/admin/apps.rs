//! `/k/admin/system/app/`: the list of all apps, and the page to delete one.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use plugdock_schema::AppId;
use plugdock_store::{App as Known, AppQuery};

use super::{Names, Section, done, head, head_below, page, script_reviews};
use crate::error::Error;
use crate::pages::layout::View;
use crate::pages::lists::{self, Part};
use crate::pages::parts::{self, Tone};
use crate::pages::{AdminSession, PageSession, portal};
use crate::state::AppState;

/// The number of apps on a page. It limits the work of counting records, which is done app by app.
const SIZE: usize = 50;

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route(
            "/k/admin/system/app",
            get(|| async { Redirect::permanent(Section::Apps.href()) }),
        )
        .route("/k/admin/system/app/", get(list))
        .route("/k/admin/system/app/{app}/delete", get(delete))
}

/// An app, as the list shows it.
struct Row {
    app: Known,
    plugins: usize,
    /// The number of records. `None` if the app was never deployed and cannot have any.
    records: Option<i64>,
}

async fn list(
    admin: AdminSession,
    Query(asked): Query<lists::ListQuery>,
) -> Result<Response, Error> {
    let session = admin.0;
    let query = AppQuery {
        name: Some(asked.q.trim().to_owned()),
        undeployed: true,
        limit: usize::MAX,
        ..AppQuery::default()
    };
    let all = session.state.store.apps(session.actor(), &query).await?;
    let part = Part::new(asked.page, SIZE, all.len());
    let mut rows = Vec::new();
    for app in part.of(all) {
        rows.push(row(&session, app).await?);
    }
    let names = Names::load(&session.state.store).await?;
    let reviews = session.state.store.script_reviews().await?;
    let view = &session.view;
    let body = html! {
        (head(view, Section::Apps, &view.say("admin.apps.lead"), &html! {}))
        (done(view, asked.message.as_deref(), &["APP_DELETED", "SCRIPTS_DECIDED"]))
        (parts::live("pd-says"))
        (script_reviews::card(view, &reviews))
        (lists::search(view, Section::Apps.href(), &view.say("admin.apps.search"), &asked.q))
        div class="pd-card" {
            @if rows.is_empty() && asked.q.is_empty() {
                (parts::empty(&view.t("portal.empty"), &view.say("admin.apps.none_next"), &html! {}))
            } @else if rows.is_empty() {
                (parts::empty(&view.say("admin.none_found"), &view.say("admin.none_found_next"), &html! {}))
            } @else {
                (table(view, &rows, &names))
            }
        }
        (lists::pages(view, part, Section::Apps.href(), &asked.q))
        section class="pd-card" aria-labelledby="pd-create" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-create" { (view.t("portal.create")) } }
            div class="pd-card-body" { (portal::create(view)) }
        }
    };
    Ok(session.answer(&page(view, Section::Apps, Section::Apps.name(view), &body)))
}

async fn row(session: &PageSession, app: Known) -> Result<Row, Error> {
    let store = &session.state.store;
    let settings = store.settings(app.id, app.preview).await?;
    let mut records = None;
    if app.live.is_some() {
        let access = store.access(session.actor(), app.id).await?;
        records = Some(store.record_total(&access).await?);
    }
    Ok(Row {
        plugins: settings.map_or(0, |settings| settings.plugins.len()),
        app,
        records,
    })
}

fn table(view: &View, rows: &[Row], names: &Names) -> Markup {
    let columns = ["name", "made", "plugins", "records", "changed"];
    let label = |column: &str| view.say(&format!("admin.app.{column}"));
    html! {
        div class="pd-scroll" tabindex="0" role="region" aria-label=(Section::Apps.name(view)) {
            table class="pd-table pd-table-stack" {
                thead { tr {
                    @for column in columns { th scope="col" { (label(column)) } }
                    th scope="col" { span class="pd-hidden-text" { (label("actions")) } }
                } }
                tbody {
                    @for row in rows {
                        @let name = [("name", &*row.app.name)];
                        tr {
                            td data-label=(label("name")) {
                                a class="pd-link pd-break" href=(portal::open(row.app.id, row.app.live.is_none())) { (row.app.name) }
                                " " span class="pd-muted pd-nowrap" { "#" (row.app.id) } " " (state(view, &row.app))
                            }
                            td data-label=(label("made")) {
                                div class="pd-break" { (names.of(view, row.app.creator)) }
                                div class="pd-muted pd-small" { (parts::moment(view, row.app.created_at)) }
                            }
                            td data-label=(label("plugins")) {
                                a class="pd-link" href={ "/k/admin/app/" (row.app.id) "/plugin/" } {
                                    (row.plugins) span class="pd-hidden-text" { " (" (view.say_with("admin.app.plugins_of", &name)) ")" }
                                }
                            }
                            td data-label=(label("records")) { @if let Some(count) = row.records { (count) } @else { "–" } }
                            td data-label=(label("changed")) { (parts::moment(view, row.app.updated_at)) }
                            td {
                                div class="pd-actions" {
                                    a class="pd-button pd-button-small" href={ "/k/admin/app/flow?app=" (row.app.id) }
                                        aria-label=(view.text("portal.settings_of", &name)) { (view.t("app_plugins.settings")) }
                                    a class="pd-button pd-button-small pd-button-danger" href={ "/k/admin/system/app/" (row.app.id) "/delete" }
                                        aria-label=(view.say_with("admin.app.delete_named", &name)) { (view.t("proxy_configs.delete")) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn state(view: &View, app: &Known) -> Markup {
    match app.live {
        None => parts::badge(Tone::Warn, &view.t("portal.unfinished")),
        Some(live) if live == app.preview => html! {},
        Some(_) => parts::badge(Tone::Warn, &view.say("admin.app.waiting")),
    }
}

/// Shows what is deleted together with an app, and asks for the app's name as confirmation.
async fn delete(admin: AdminSession, Path(id): Path<String>) -> Result<Response, Error> {
    let session = admin.0;
    let store = &session.state.store;
    let id: AppId = id.parse().map_err(|_| Error::not_found())?;
    let app = store.app(id).await?.ok_or_else(|| Error::no_app(&id))?;
    let row = row(&session, app).await?;
    let listed = store.proxy_config_list().await?;
    let proxy_configs = listed.iter().filter(|listed| listed.app == id).count();
    let view = &session.view;
    let name = [("name", &*row.app.name)];
    let title = view.say_with("admin.app.delete_named", &name);
    let records = row.records.unwrap_or_default().to_string();
    let counts = [
        ("records", &*records),
        ("proxy_configs", &*proxy_configs.to_string()),
    ];
    let body = html! {
        (head_below(view, Section::Apps, &title, &html! {}))
        (parts::live("pd-says"))
        (parts::note(Tone::Danger, &html! { p { (view.say_with("admin.app.delete_lead", &counts)) } }))
        form class="pd-card" data-pd-form="/k/api/app.json" data-pd-method="DELETE"
            data-pd-next={ (Section::Apps.href()) "?message=APP_DELETED" } {
            div class="pd-card-body" {
                input type="hidden" name="app" value=(id);
                div class="pd-field" {
                    label class="pd-label" for="pd-confirm" { (view.say_with("admin.app.delete_type", &name)) }
                    input class="pd-input" id="pd-confirm" name="name" required autocomplete="off" spellcheck="false";
                }
                div class="pd-actions" {
                    button class="pd-button pd-button-danger" type="submit" { (view.say("admin.app.delete")) }
                    a class="pd-button pd-button-quiet" href=(Section::Apps.href()) { (view.t("cancel")) }
                }
            }
        }
    };
    Ok(session.answer(&page(view, Section::Apps, title, &body)))
}
