//! `/k/{app}/print?record=5`: a record in the layout of the form, for printing.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use plugdock_schema::{AppId, RecordId};
use plugdock_store::records::Record;
use serde::Deserialize;

use super::PageSession;
use super::boot::{PageKind, RecordBoot};
use super::layout::View;
use super::record::form::{Form, Shows, Use};
use super::record::{self, Opened, Place};
use crate::error::Error;
use crate::state::AppState;

pub(crate) fn routes() -> Router<Arc<AppState>> {
    // Kintone has no such page for mobile devices (R27).
    let places = [Place::Live, Place::Preview];
    places.into_iter().fold(Router::new(), |routes, place| {
        routes.route(
            &place.route("print"),
            get(
                async move |session: PageSession, app: Path<AppId>, asked: Query<PrintQuery>| {
                    print(&session, app.0, place, asked.record).await
                },
            ),
        )
    })
}

#[derive(Deserialize)]
struct PrintQuery {
    record: RecordId,
}

async fn print(
    session: &PageSession,
    app: AppId,
    place: Place,
    id: RecordId,
) -> Result<Response, Error> {
    let view = &session.view;
    let opened = Opened::new(session, app, place).await?;
    let store = &session.state.store;
    let found = store.record(&opened.access, id, &session.moment()).await?;
    let record = found.ok_or_else(Error::not_found)?;
    let title = view.text("detail.title", &[("id", &id.to_string())]);
    let mut what = opened.what(view, PageKind::Print, &title);
    what.crumbs.push((title.clone(), place.show(app, id)));
    what.record = Some(RecordBoot {
        id: Some(record.id),
        record: Shows::Record(&record),
        permissions: None,
    });
    let body = body(view, &opened, &title, &record);
    Ok(session.answer(&opened.page(session, what, body)))
}

fn body(view: &View, opened: &Opened, title: &str, record: &Record) -> Markup {
    let settings = &opened.settings;
    let form = Form {
        view,
        fields: &settings.fields,
        record: Shows::Record(record),
        used: Use::Show,
        read_only: &[],
    };
    html! {
        div class="pd-head pd-print-bar" {
            div class="pd-actions" {
                // The button is enabled after the plug-ins' handlers, because the printed page must
                // include their changes.
                button class="pd-button pd-button-main" type="button" data-pd-print disabled { (view.say("data.print.button")) }
                div class="pd-space" data-pd="record-header-menu-space" {}
            }
        }
        div class="pd-print-bar" { (record::messages(view, opened.access.can_manage())) }
        div class="pd-card pd-paper" {
            div class="pd-card-body" {
                p class="pd-paper-app" { (settings.name) }
                h1 class="pd-title pd-break" { (title) }
                div class="pd-space" data-pd="header-space" {}
                (form.whole(&settings.layout))
            }
        }
    }
}
