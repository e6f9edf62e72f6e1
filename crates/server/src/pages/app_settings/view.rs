//! `/k/admin/app/{app}/view`: the view editor.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::html;
use plugdock_schema::views::Views;
use plugdock_schema::{AppId, Revision};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Frame, Part, editor};
use crate::error::Error;
use crate::pages::PageSession;
use crate::pages::parts::Said;
use crate::services::shapes;
use crate::state::AppState;

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new().route("/k/admin/app/{app}/view", get(page))
}

/// The initial data of the view editor.
#[derive(Serialize, ToSchema)]
pub(in crate::pages) struct ViewStart<'a> {
    #[schema(value_type = i64)]
    app: AppId,
    #[schema(value_type = i64)]
    revision: Revision,
    #[schema(value_type = BTreeMap<String, shapes::View>)]
    views: &'a Views,
    fields: Vec<FieldOfView<'a>>,
    /// True if the user may add and change custom views. Their HTML runs with the permissions of
    /// every user who opens it.
    custom: bool,
}

/// A field that a view may show.
#[derive(Serialize, ToSchema)]
struct FieldOfView<'a> {
    code: &'a str,
    label: &'a str,
    #[schema(value_type = shapes::FieldType)]
    r#type: &'static str,
}

async fn page(
    session: PageSession,
    Path(app): Path<AppId>,
    Query(said): Query<Said>,
) -> Result<Response, Error> {
    let view = &session.view;
    let frame = Frame::open(&session, app).await?;
    let settings = &frame.settings;
    let fields = settings.fields.iter().map(|field| FieldOfView {
        code: &field.code,
        label: &field.label,
        r#type: field.kind.as_str(),
    });
    let start = ViewStart {
        app: settings.app,
        revision: settings.revision,
        views: &settings.views,
        fields: fields.collect(),
        custom: frame.access.can_script(),
    };
    let part = (Part::Views, "view");
    let page = editor::page(view, &frame, part, &said, &html! {}, &start);
    Ok(session.answer(&page))
}
