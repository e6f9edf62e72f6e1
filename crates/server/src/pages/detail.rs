//! `/k/{app}/show`: the page of a record, with its fields in the layout of the form. With
//! `mode=edit` it is the form.
//!
//! Kintone's address is `show#record=5`, and the part behind `#` is never sent to a server. So a
//! page without `?record=` contains a small script that loads the page again with this parameter
//! and keeps the part behind `#`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, PreEscaped, html};
use plugdock_schema::{AppId, RecordId};
use plugdock_store::records::{NextStep, Record, RecordCan};
use serde::Deserialize;

use super::boot::{PageKind, RecordBoot};
use super::layout::{Page, View};
use super::record::form::{Form, Shows, Use};
use super::record::{self, Opened, Place, What, read_only};
use super::{PageSession, edit};
use crate::error::Error;
use crate::state::AppState;

pub(crate) fn routes() -> Router<Arc<AppState>> {
    Place::ALL.into_iter().fold(Router::new(), |routes, place| {
        routes.route(
            &place.route("show"),
            get(
                async move |session: PageSession, app: Path<AppId>, asked: Query<DetailQuery>| {
                    page(&session, app.0, place, &asked).await
                },
            ),
        )
    })
}

#[derive(Deserialize)]
struct DetailQuery {
    record: Option<RecordId>,
    /// `edit` or absent.
    mode: Option<String>,
}

async fn page(
    session: &PageSession,
    app: AppId,
    place: Place,
    asked: &DetailQuery,
) -> Result<Response, Error> {
    let view = &session.view;
    let mut opened = Opened::new(session, app, place).await?;
    let Some(id) = asked.record else {
        return Ok(session.answer(&which(view, &opened)));
    };
    let record = session
        .state
        .store
        .record(&opened.access, id, &session.moment())
        .await?
        .ok_or_else(|| Error::no_record(&id))?;
    let moment = session.moment();
    let store = &session.state.store;
    let found = store
        .evaluate_records(&opened.access, &[id], &moment)
        .await?;
    let rights = found
        .into_iter()
        .next()
        .ok_or_else(|| Error::no_record(&id))?;
    opened.leave_out(&rights.may.hidden);
    if asked.mode.as_deref() == Some("edit") {
        return edit::change(session, &opened, &rights, &record);
    }
    let can = rights.can;
    let steps = store.next_steps(&opened.access, id, &moment).await?;
    let title = view.text("detail.title", &[("id", &id.to_string())]);
    let body = body(view, &opened, &title, can, &record, &steps);
    let what = What {
        record: Some(RecordBoot {
            id: Some(record.id),
            record: Shows::Record(&record),
            permissions: Some(can.into()),
        }),
        read_only: read_only(&rights.may.fields),
        ..opened.what(view, PageKind::Detail, &title)
    };
    Ok(session.answer(&opened.page(session, what, body)))
}

/// Builds the page that loads itself again with the record's ID from the part behind `#`.
fn which(view: &View, opened: &Opened) -> Page {
    let list = opened.place.base(opened.settings.app);
    let mut page = Page::own(
        opened.settings.name.clone(),
        html! {
            p class="pd-muted" { (view.t("detail.loading")) }
            a class="pd-link" href=(list) { (view.t("detail.back")) }
        },
    );
    page.tail = html! {
        script nonce=(view.nonce) {
            (PreEscaped(
                "const id=/[#&]record=(\\d+)/.exec(location.hash);\
                 location.replace(id?'?record='+id[1]+location.hash:'./')"
            ))
        }
    };
    page
}

fn body(
    view: &View,
    opened: &Opened,
    title: &str,
    can: RecordCan,
    record: &Record,
    steps: &[NextStep],
) -> Markup {
    let id = record.id;
    let settings = &opened.settings;
    let (app, place, access) = (settings.app, opened.place, &opened.access);
    let list = place.base(app);
    let form = Form {
        view,
        fields: &settings.fields,
        record: Shows::Record(record),
        used: Use::Show,
        read_only: &[],
    };
    html! {
        div class="pd-head gaia-argoui-app-menu" {
            h1 class="pd-title pd-break" { (title) }
            div class="pd-actions" {
                div class="pd-space" data-pd="record-header-menu-space" {}
                @if can.edit {
                    a class="pd-button pd-button-main gaia-argoui-app-menu-edit" href=(place.edit(app, id)) { (view.say("record.edit")) }
                }
                @if access.can_add() {
                    a class="pd-button gaia-argoui-app-menu-copy" href={ (list) "edit?copy=" (id) } { (view.say("record.duplicate")) }
                }
                @if can.delete {
                    button class="pd-button pd-button-danger" type="button" data-pd-delete { (view.say("record.delete")) }
                }
                (record::links(view, place, app, access, Some(id)))
                a class="pd-button pd-button-quiet" href=(list) { (view.t("detail.back")) }
            }
        }
        (record::steps::buttons(view, steps))
        (record::messages(view, opened.access.can_manage()))
        div class="pd-space" data-pd="header-space" {}
        div class="pd-card" { div class="pd-card-body" { (form.whole(&settings.layout)) } }
    }
}
