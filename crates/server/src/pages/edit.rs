//! `/k/{app}/edit`: a new record's form, and the form of one that is there (`show` with `mode=edit`).
//!
//! The skeleton is written here; the page's script fills the fields with inputs after the plug-ins'
//! scripts have run, starts the events and saves by REST (B7.3, B7.4).

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
use super::record::{self, Opened, Place, What};
use crate::error::Error;
use crate::state::App;

pub(crate) fn routes() -> Router<Arc<App>> {
    Place::ALL.into_iter().fold(Router::new(), |routes, place| {
        routes.route(
            &place.route("edit"),
            get(
                async move |session: PageSession, app: Path<AppId>, asked: Query<Asked>| {
                    create(&session, app.0, place, asked.copy).await
                },
            ),
        )
    })
}

#[derive(Deserialize)]
struct Asked {
    /// The record whose values the new one begins with.
    copy: Option<RecordId>,
}

async fn create(
    session: &PageSession,
    app: AppId,
    place: Place,
    copy: Option<RecordId>,
) -> Result<Response, Error> {
    let opened = Opened::new(session, app, place).await?;
    if !opened.access.can_add() {
        return Err(Error::no_privilege());
    }
    let store = &session.app.store;
    let fields = &opened.settings.fields;
    let mut record = store.blank(fields, &session.moment()).await?;
    if let Some(id) = copy {
        let source = store.record(&opened.access, id).await?;
        let source = source.ok_or_else(|| Error::no_record(&id))?;
        record.take_over(&source.shown());
    }
    let title = session.view.say("record.create_title");
    Ok(form(session, &opened, &title, Shows::New(&record)))
}

/// The form of a record that is there.
pub(super) fn change(
    session: &PageSession,
    opened: &Opened,
    record: &Record,
) -> Result<Response, Error> {
    if !opened.access.can_edit() {
        return Err(Error::no_privilege());
    }
    let title = session
        .view
        .say_with("record.edit_title", &[("id", &record.id.to_string())]);
    Ok(form(session, opened, &title, Shows::Record(record)))
}

fn form(session: &PageSession, opened: &Opened, title: &str, record: Shows<'_>) -> Response {
    let view = &session.view;
    let body = body(view, opened, title, record);
    let (kind, id) = match record {
        Shows::Record(record) => (PageKind::Edit, Some(record.id)),
        Shows::New(_) => (PageKind::Create, None),
    };
    let what = What {
        record: Some(RecordBoot { id, record }),
        ..opened.what(view, kind, title)
    };
    session.answer(&opened.page(session, what, body))
}

fn body(view: &View, opened: &Opened, title: &str, record: Shows<'_>) -> Markup {
    let settings = &opened.settings;
    let (app, place) = (settings.app, opened.place);
    let (back, used) = match record {
        Shows::Record(record) => (place.show(app, record.id), Use::Edit),
        Shows::New(_) => (place.base(app), Use::Create),
    };
    let form = Form {
        view,
        fields: &settings.fields,
        record,
        used,
    };
    html! {
        div class="pd-head gaia-argoui-app-menu" {
            h1 class="pd-title pd-break" { (title) }
            div class="pd-actions" {
                div class="pd-space" data-pd="record-header-menu-space" {}
                (buttons(view, &back))
            }
        }
        @if place == Place::Preview { p class="pd-lead" { (view.say("record.preview_form")) } }
        (record::messages(view, opened.access.can_manage()))
        div class="pd-says" data-pd-says role="alert" {}
        div class="pd-space" data-pd="header-space" {}
        div class="pd-card" {
            div class="pd-card-body pd-editing" data-pd-form { (form.whole(&settings.layout)) }
        }
        div class="pd-actions pd-form-foot" { (buttons(view, &back)) }
    }
}

/// The classes are those that plug-ins look for (B11.4).
fn buttons(view: &View, back: &str) -> Markup {
    html! {
        button class="pd-button pd-button-main gaia-ui-actionmenu-save" type="button" data-pd-save { (view.say("record.save")) }
        a class="pd-button pd-button-quiet gaia-ui-actionmenu-cancel" href=(back) data-pd-cancel { (view.say("record.cancel")) }
    }
}
