//! `/k/{app}/export`: the page to choose the records, the fields and the format of a CSV file.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use plugdock_schema::AppId;
use plugdock_store::Access;
use serde::Deserialize;

use super::PageSession;
use super::boot::PageKind;
use super::layout::View;
use super::record::{Opened, Place};
use crate::csv::layout;
use crate::error::Error;
use crate::state::AppState;

pub(crate) fn routes() -> Router<Arc<AppState>> {
    // Kintone has no such page for mobile devices (R27).
    let places = [Place::Live, Place::Preview];
    places.into_iter().fold(Router::new(), |routes, place| {
        routes.route(
            &place.route("export"),
            get(
                async move |session: PageSession, app: Path<AppId>, asked: Query<ExportQuery>| {
                    export(&session, app.0, place, &asked.query).await
                },
            ),
        )
    })
}

#[derive(Deserialize)]
struct ExportQuery {
    /// The initial condition.
    #[serde(default)]
    query: String,
}

async fn export(
    session: &PageSession,
    app: AppId,
    place: Place,
    query: &str,
) -> Result<Response, Error> {
    let view = &session.view;
    let opened = Opened::with(session, app, place, Access::can_export).await?;
    let title = view.say("data.export.title");
    let what = opened.what(view, PageKind::Export, &title);
    let body = body(view, &opened, &title, query);
    let mut page = opened.page(session, what, body);
    page.tail = html! { (page.tail) (script(view)) };
    Ok(session.answer(&page))
}

fn body(view: &View, opened: &Opened, title: &str, query: &str) -> Markup {
    html! {
        (opened.head(view, title))
        form class="pd-card" data-pd-export="form" {
            div class="pd-card-body" {
                (fields(view, opened))
                div class="pd-field" {
                    label class="pd-label" for="pd-export-query" { (view.say("data.query")) }
                    input class="pd-input pd-input-mono" id="pd-export-query" name="query" type="search" spellcheck="false"
                        autocapitalize="none" value=(query) placeholder=(view.say("data.query_hint"));
                }
                div class="pd-csv-choices" {
                    (choice(view, "header", &["label", "code"]))
                    (choice(view, "charset", &["utf8", "sjis"]))
                    (choice(view, "separator", &["comma", "semicolon", "tab"]))
                }
                div class="pd-field" {
                    label class="pd-csv-check" {
                        input type="checkbox" name="guard" value="true" checked aria-describedby="pd-export-guard";
                        (view.say("data.export.guard"))
                    }
                    p class="pd-hint" id="pd-export-guard" { (view.say("data.export.guard_hint")) }
                }
                p class="pd-hint" { (view.say("data.export.hint")) }
                div class="pd-actions pd-csv" {
                    button class="pd-button pd-button-main" type="submit" { (view.say("data.export.button")) }
                    button class="pd-button pd-button-quiet" type="button" data-pd-export="cancel" hidden { (view.t("cancel")) }
                }
                progress class="pd-progress" data-pd-export="progress" max="1" value="0" hidden aria-label=(view.say("data.export.progress")) {}
                p class="pd-muted pd-small" role="status" data-pd-export="status" {}
                div data-pd-export="wrong" {}
            }
        }
    }
}

/// Renders the choice and the order of fields. The order is changed with buttons, which work with a
/// keyboard and on a touch screen.
fn fields(view: &View, opened: &Opened) -> Markup {
    let fields = opened.settings.fields.iter();
    let fields = fields.filter(|field| !layout::is_left_out(field));
    html! {
        fieldset class="pd-csv-fields" {
            legend class="pd-label" { (view.say("data.export.fields")) }
            ul class="pd-pick" data-pd-export="fields" {
                @for field in fields {
                    li class="pd-pick-item" {
                        label class="pd-csv-check" {
                            input type="checkbox" name="fields" value=(field.code) checked data-pd-table[layout::is_table(field)];
                            span class="pd-break" { (field.label) }
                        }
                        span class="pd-pick-move" {
                            @for (way, sign) in [("up", "↑"), ("down", "↓")] {
                                button class="pd-button pd-button-quiet pd-button-small" type="button" data-pd-move=(way)
                                    aria-label=(view.say_with(&format!("data.export.{way}"), &[("name", &field.label)])) { (sign) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Renders the script of the import and export pages with the data it needs to call the API.
pub(super) fn script(view: &View) -> Markup {
    html! {
        script src=(plugdock_web::url::CSV_JS) data-csrf=(view.csrf) data-failed=(view.t("failed")) data-cancel=(view.t("cancel")) {}
    }
}

/// Renders a select box for a set of words, each with its text.
pub(super) fn choice(view: &View, name: &str, words: &[&str]) -> Markup {
    let id = format!("pd-csv-{name}");
    html! {
        div class="pd-field" {
            label class="pd-label" for=(id) { (view.say(&format!("data.csv.{name}"))) }
            select class="pd-input" id=(id) name=(name) {
                @for word in words { option value=(word) { (view.say(&format!("data.csv.{name}.{word}"))) } }
            }
        }
    }
}
