//! `/k/admin/app/{app}/permissions`: the editor for the permissions for the app, its records and its
//! fields.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::html;
use plugdock_schema::acl::{Entity, names_persons};
use plugdock_schema::field::Whom;
use plugdock_schema::{AppId, Revision};
use plugdock_store::{AppSettings, GroupKind};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Frame, Part, editor};
use crate::error::Error;
use crate::pages::PageSession;
use crate::pages::parts::Said;
use crate::services::permission_rows::{
    AppRightRow, FieldRuleRow, RecordRuleRow, app_rows, field_rows, record_rows,
};
use crate::state::AppState;

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new().route("/k/admin/app/{app}/permissions", get(page))
}

async fn page(
    session: PageSession,
    Path(app): Path<AppId>,
    Query(said): Query<Said>,
) -> Result<Response, Error> {
    let view = &session.view;
    let frame = Frame::open(&session, app).await?;
    let start = start(&session, &frame.settings).await?;
    let part = (Part::Permissions, "permissions");
    let page = editor::page(view, &frame, part, &said, &html! {}, &start);
    Ok(session.answer(&page))
}

/// The initial data of the permissions editor.
#[derive(Serialize, ToSchema)]
pub(in crate::pages) struct PermissionsStart {
    #[schema(value_type = i64)]
    app: AppId,
    #[schema(value_type = i64)]
    revision: Revision,
    rights: Vec<AppRightRow>,
    records: Vec<RecordRuleRow>,
    fields: Vec<FieldRuleRow>,
    /// The fields that can be restricted, also inside tables.
    form: Vec<NamedField>,
    /// The names of the entities in all rows, by type, a colon and the code.
    names: BTreeMap<String, String>,
}

/// A field of the form.
#[derive(Serialize, ToSchema)]
struct NamedField {
    code: String,
    label: String,
    /// True if its values name users, groups or organizations.
    persons: bool,
    /// True if its values name organizations.
    organizations: bool,
}

async fn start(session: &PageSession, settings: &AppSettings) -> Result<PermissionsStart, Error> {
    let fields = settings.fields.iter();
    let every = fields.flat_map(|field| std::iter::once(field).chain(&field.fields));
    let form = every.map(|field| NamedField {
        code: field.code.clone(),
        label: if field.label.is_empty() {
            field.code.clone()
        } else {
            field.label.clone()
        },
        persons: names_persons(field) && settings.fields.get(&field.code).is_some(),
        organizations: field.kind.whom() == Some(Whom::Organizations),
    });
    Ok(PermissionsStart {
        app: settings.app,
        revision: settings.revision,
        rights: app_rows(settings),
        records: record_rows(settings),
        fields: field_rows(settings),
        form: form.collect(),
        names: names(session, settings).await?,
    })
}

/// Returns the names of the users, groups and organizations in the rows.
async fn names(
    session: &PageSession,
    settings: &AppSettings,
) -> Result<BTreeMap<String, String>, Error> {
    let store = &session.state.store;
    let mut names = BTreeMap::new();
    for kind in [GroupKind::Group, GroupKind::Organization] {
        for group in store.groups(kind).await? {
            let id = format!("{}:{}", kind.as_str().to_uppercase(), group.code);
            names.insert(id, group.name);
        }
    }
    for entity in settings.acl.entities() {
        if let Entity::User(login) = entity
            && let Some(user) = store.user_by_login(login).await?
        {
            names.insert(format!("USER:{login}"), user.name);
        }
    }
    Ok(names)
}
