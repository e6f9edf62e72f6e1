//! `/k/{app}/edit`: the form for a new record. `show` with `mode=edit` is the form for an existing
//! one.
//!
//! The server renders a skeleton. After the plug-ins' scripts have run, the page's script adds the
//! inputs, starts the events and saves through the REST API (B7.3, B7.4).

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use plugdock_schema::{AppId, RecordId};
use plugdock_store::Access;
use plugdock_store::records::{EvaluatedRecord, MayFields, Record};
use serde::Deserialize;

use super::PageSession;
use super::boot::{PageKind, RecordBoot};
use super::layout::View;
use super::record::form::{Form, Shows, Use};
use super::record::{self, Opened, Place, What, read_only};
use crate::error::Error;
use crate::state::AppState;

pub(crate) fn routes() -> Router<Arc<AppState>> {
    Place::ALL.into_iter().fold(Router::new(), |routes, place| {
        routes.route(
            &place.route("edit"),
            get(
                async move |session: PageSession, app: Path<AppId>, asked: Query<EditQuery>| {
                    create(&session, app.0, place, asked.copy).await
                },
            ),
        )
    })
}

#[derive(Deserialize)]
struct EditQuery {
    /// The record whose values are copied to the new one.
    copy: Option<RecordId>,
}

async fn create(
    session: &PageSession,
    app: AppId,
    place: Place,
    copy: Option<RecordId>,
) -> Result<Response, Error> {
    let mut opened = Opened::with(session, app, place, Access::can_add).await?;
    if !opened.access.can_add() {
        return Err(Error::no_privilege());
    }
    let store = &session.state.store;
    let moment = session.moment();
    // The preview form is for users who manage the app, who see every field in it.
    let rights = match place {
        Place::Preview => MayFields::default(),
        _ => store.new_record_rights(&opened.access, &moment).await?,
    };
    opened.leave_out(&rights.hidden);
    let fields = &opened.settings.fields;
    let mut record = store.blank(fields, &moment).await?;
    if let Some(id) = copy {
        let source = store.record(&opened.access, id, &moment).await?;
        let source = source.ok_or_else(|| Error::no_record(&id))?;
        record.take_over(&source.shown());
    }
    let title = session.view.say("record.create_title");
    let fixed = read_only(&rights.fields);
    Ok(form(session, &opened, &title, Shows::New(&record), fixed))
}

/// Returns the form for an existing record.
pub(super) fn change(
    session: &PageSession,
    opened: &Opened,
    rights: &EvaluatedRecord,
    record: &Record,
) -> Result<Response, Error> {
    if !rights.can.edit {
        return Err(Error::no_privilege());
    }
    let title = session
        .view
        .say_with("record.edit_title", &[("id", &record.id.to_string())]);
    let fixed = read_only(&rights.may.fields);
    let record = Shows::Record(record);
    Ok(form(session, opened, &title, record, fixed))
}

fn form(
    session: &PageSession,
    opened: &Opened,
    title: &str,
    record: Shows<'_>,
    read_only: Vec<String>,
) -> Response {
    let view = &session.view;
    let body = body(view, opened, title, record, &read_only);
    let (kind, id) = match record {
        Shows::Record(record) => (PageKind::Edit, Some(record.id)),
        Shows::New(_) => (PageKind::Create, None),
    };
    let what = What {
        record: Some(RecordBoot {
            id,
            record,
            permissions: None,
        }),
        read_only,
        ..opened.what(view, kind, title)
    };
    session.answer(&opened.page(session, what, body))
}

fn body(
    view: &View,
    opened: &Opened,
    title: &str,
    record: Shows<'_>,
    read_only: &[String],
) -> Markup {
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
        read_only,
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

/// Renders the buttons with the class names that plug-ins look for.
fn buttons(view: &View, back: &str) -> Markup {
    html! {
        button class="pd-button pd-button-main gaia-ui-actionmenu-save" type="button" data-pd-save { (view.say("record.save")) }
        a class="pd-button pd-button-quiet gaia-ui-actionmenu-cancel" href=(back) data-pd-cancel { (view.say("record.cancel")) }
    }
}
