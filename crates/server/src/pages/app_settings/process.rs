//! `/k/admin/app/{app}/process`: the editor of the app's process and of its categories.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::html;
use plugdock_schema::{AppId, FieldType};
use serde_json::{Value, json};

use super::{Frame, Part, Saved, editor};
use crate::error::Error;
use crate::pages::{PageSession, parts};
use crate::state::App;

/// Users that the editor offers; whoever has more names the others by REST.
const MOST_USERS: usize = 500;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/k/admin/app/{app}/process", get(page))
}

async fn page(
    session: PageSession,
    Path(app): Path<AppId>,
    Query(saved): Query<Saved>,
) -> Result<Response, Error> {
    let view = &session.view;
    let frame = Frame::open(&session, app).await?;
    let start = start(&session, &frame).await?;
    let body = html! {
        (parts::message(view, saved.message.as_deref(), &["APP_SAVED"]))
        (editor::place(view, "process"))
    };
    let mut page = frame.page(view, Part::Process, &body);
    page.tail = editor::script(view, &start);
    Ok(session.answer(&page))
}

async fn start(session: &PageSession, frame: &Frame) -> Result<Value, Error> {
    let settings = &frame.settings;
    let (process, fields) = (&settings.process, &settings.fields);
    let people = |kind: FieldType| matches!(kind, FieldType::Creator | FieldType::UserSelect);
    let named = fields.iter().filter(|field| people(field.kind));
    let named =
        named.map(|it| json!({ "id": format!("FIELD_ENTITY:{}", it.code), "name": it.label }));
    let users = session.app.store.find_users("", MOST_USERS).await?;
    let users = users.into_iter();
    let users = users.map(|it| json!({ "id": format!("USER:{}", it.code), "name": it.name }));
    // There in every app, turned on or not.
    let category = fields.every().find(|it| it.kind == FieldType::Category);
    Ok(json!({
        "app": settings.app,
        "revision": settings.revision,
        "enable": process.enable,
        "states": process.states(fields),
        "actions": process.actions(fields),
        "choices": named.chain(users).collect::<Vec<_>>(),
        "field": category.map(|it| &it.code),
        "categorized": category.is_some_and(|it| it.flag("enabled")),
        "categories": category.map(|it| it.options()).unwrap_or_default(),
    }))
}
