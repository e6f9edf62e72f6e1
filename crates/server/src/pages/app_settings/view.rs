//! `/k/admin/app/{app}/view`: the views editor.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::html;
use plugdock_schema::AppId;
use serde_json::{Value, json};

use super::{Frame, Part, Saved, editor};
use crate::error::Error;
use crate::pages::{PageSession, parts};
use crate::state::App;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/k/admin/app/{app}/view", get(page))
}

async fn page(
    session: PageSession,
    Path(app): Path<AppId>,
    Query(saved): Query<Saved>,
) -> Result<Response, Error> {
    let view = &session.view;
    let frame = Frame::open(&session, app).await?;
    let settings = &frame.settings;
    let fields = settings.fields.iter();
    let fields: Vec<Value> = fields
        .map(|field| json!({"code": field.code, "label": field.label, "type": field.kind.as_str()}))
        .collect();
    let start = json!({
        "app": settings.app,
        "revision": settings.revision,
        "views": settings.views.as_object().cloned().unwrap_or_default(),
        "fields": fields,
        "custom": frame.access.can_script(),
    });
    let body = html! {
        (parts::message(view, saved.message.as_deref(), &["APP_SAVED"]))
        (editor::place(view, "view"))
    };
    let mut page = frame.page(view, Part::Views, &body);
    page.tail = editor::script(view, &start);
    Ok(session.answer(&page))
}
