//! `/k/admin/app/{app}/process`: the editor for the app's process and its categories.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::html;
use plugdock_schema::process::{ShownAction, ShownStates};
use plugdock_schema::{AppId, FieldType, Revision};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Frame, Part, editor};
use crate::error::Error;
use crate::pages::PageSession;
use crate::pages::parts::Said;
use crate::services::shapes::{ProcessAction, ProcessState};
use crate::state::AppState;

/// The maximum number of users that the editor offers. Others can be named through the REST API.
const MAX_USERS: usize = 500;

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new().route("/k/admin/app/{app}/process", get(page))
}

async fn page(
    session: PageSession,
    Path(app): Path<AppId>,
    Query(said): Query<Said>,
) -> Result<Response, Error> {
    let view = &session.view;
    let frame = Frame::open(&session, app).await?;
    let start = start(&session, &frame).await?;
    let part = (Part::Process, "process");
    let page = editor::page(view, &frame, part, &said, &html! {}, &start);
    Ok(session.answer(&page))
}

/// The initial data of the process editor.
#[derive(Serialize, ToSchema)]
pub(in crate::pages) struct ProcessStart<'a> {
    #[schema(value_type = i64)]
    app: AppId,
    #[schema(value_type = i64)]
    revision: Revision,
    enable: bool,
    #[schema(value_type = BTreeMap<String, ProcessState>)]
    states: ShownStates,
    #[schema(value_type = Vec<ProcessAction>)]
    actions: Vec<ShownAction>,
    choices: Vec<Candidate>,
    /// The code of the category field.
    field: &'a str,
    categorized: bool,
    categories: Vec<&'a str>,
}

/// A possible assignee: a user, or a field that contains users.
#[derive(Serialize, ToSchema)]
struct Candidate {
    /// `USER` or `FIELD_ENTITY`, a colon, and the code.
    id: String,
    name: String,
}

async fn start<'a>(session: &PageSession, frame: &'a Frame) -> Result<ProcessStart<'a>, Error> {
    let settings = &frame.settings;
    let (process, fields) = (&settings.process, &settings.fields);
    let named = fields.iter().filter(|it| it.kind.may_be_assignee());
    let named = named.map(|it| Candidate {
        id: format!("FIELD_ENTITY:{}", it.code),
        name: it.label.clone(),
    });
    let users = session.state.store.find_users("", MAX_USERS).await?;
    let users = users.into_iter();
    let users = users.map(|it| Candidate {
        id: format!("USER:{}", it.code),
        name: it.name,
    });
    // Every app has this field, even if categories are off.
    let category = fields.every().find(|it| it.kind == FieldType::Category);
    Ok(ProcessStart {
        app: settings.app,
        revision: settings.revision,
        enable: process.enable,
        states: process.states(fields),
        actions: process.actions(fields),
        choices: named.chain(users).collect(),
        field: category.map_or("", |it| &it.code),
        categorized: category.is_some_and(|it| it.flag("enabled")),
        categories: category.map(|it| it.options()).unwrap_or_default(),
    })
}
