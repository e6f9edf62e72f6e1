//! `/k/{app}/import`: the page to choose a CSV file, map its columns to fields and import its
//! records.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use plugdock_schema::AppId;
use plugdock_store::Access;

use super::PageSession;
use super::boot::PageKind;
use super::export::{choice, script};
use super::layout::View;
use super::parts;
use super::record::{Opened, Place};
use crate::csv::layout::{self, Column, is_importable, is_key};
use crate::csv::{MARK, MAX_BYTES, MAX_RECORDS};
use crate::error::Error;
use crate::state::AppState;

pub(crate) fn routes() -> Router<Arc<AppState>> {
    // Kintone has no such page for mobile devices (R27).
    let places = [Place::Live, Place::Preview];
    places.into_iter().fold(Router::new(), |routes, place| {
        routes.route(
            &place.route("import"),
            get(async move |session: PageSession, app: Path<AppId>| {
                import(&session, app.0, place).await
            }),
        )
    })
}

async fn import(session: &PageSession, app: AppId, place: Place) -> Result<Response, Error> {
    let view = &session.view;
    let opened = Opened::with(session, app, place, Access::can_import).await?;
    let title = view.say("data.import.title");
    let what = opened.what(view, PageKind::Import, &title);
    let body = body(view, &opened, &title);
    let mut page = opened.page(session, what, body);
    page.tail = html! { (page.tail) (script(view)) };
    Ok(session.answer(&page))
}

fn body(view: &View, opened: &Opened, title: &str) -> Markup {
    let settings = &opened.settings;
    let columns = layout::columns(&settings.fields);
    let size = parts::size(MAX_BYTES);
    let limits = [
        ("size", size.as_str()),
        ("records", &MAX_RECORDS.to_string()),
    ];
    html! {
        (opened.head(view, title))
        div class="pd-card" {
            div class="pd-card-body" {
                div class="pd-drop" data-pd-import="drop" {
                    label class="pd-label" for="pd-import-file" { (view.say("data.import.choose")) }
                    input type="file" id="pd-import-file" data-pd-import="file" accept=".csv,.tsv,.txt,text/csv";
                    p class="pd-muted pd-small" data-pd-import="name" { (view.say_with("data.import.limits", &limits)) }
                }
                progress class="pd-progress" data-pd-import="progress" max="1" value="0" hidden aria-label=(view.say("data.import.progress")) {}
                p class="pd-muted pd-small" role="status" data-pd-import="status" {}
                div data-pd-import="wrong" {}
                form data-pd-import="plan" hidden { (plan(view, &columns)) }
                div data-pd-import="faults" {}
                div class="pd-actions pd-csv" {
                    button class="pd-button pd-button-main" type="button" data-pd-import="run" hidden { (view.say("data.import.button")) }
                    a class="pd-button" href=(opened.place.base(settings.app)) data-pd-import="list" hidden { (view.say("data.import.to_list")) }
                    a class="pd-button" href="" data-pd-import="again" hidden { (view.say("data.import.again")) }
                }
            }
        }
    }
}

fn plan(view: &View, columns: &[Column<'_>]) -> Markup {
    let keys = || columns.iter().filter(|column| is_key(column));
    html! {
        div class="pd-csv-choices" {
            (choice(view, "charset", &["utf8", "sjis"]))
            (choice(view, "separator", &["comma", "semicolon", "tab"]))
            (choice(view, "mode", &["add", "update", "both"]))
            div class="pd-field" data-pd-import="key" hidden {
                label class="pd-label" for="pd-import-key" { (view.say("data.csv.key")) }
                select class="pd-input" id="pd-import-key" name="key" {
                    @for column in keys() { option value=(column.field.code) { (column.field.label) } }
                }
            }
        }
        p class="pd-hint" { (view.say("data.import.hint")) }
        div class="pd-scroll" {
            table class="pd-table pd-table-stack" {
                caption class="pd-hidden-text" { (view.say("data.import.columns")) }
                thead { tr {
                    th scope="col" { (view.say("data.import.column")) }
                    th scope="col" { (view.say("data.import.samples")) }
                    th scope="col" { (view.say("data.import.field")) }
                } }
                tbody data-pd-import="columns" {}
            }
        }
        template data-pd-import="choice" {
            select class="pd-input" name="column" aria-label=(view.say("data.import.field")) {
                option value="" { (view.say("data.import.skip")) }
                @if columns.iter().any(|column| column.table.is_some()) {
                    option value=(MARK) { (view.say("data.csv.start")) }
                }
                @for column in columns.iter().filter(|column| is_importable(column)) {
                    option value=(column.field.code) {
                        @if let Some(table) = column.table { (table.label) " › " }
                        (column.field.label)
                    }
                }
            }
        }
    }
}
