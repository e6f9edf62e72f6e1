//! `/k/api/entities.json`: finds users, groups and organizations to select in a form field.

use std::sync::Arc;

use axum::extract::State;
use plugdock_store::GroupKind;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{Text, Whole, choice, filled, request};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(find))
}

choice! {
    enum EntityKind {
        User = "user",
        Group = "group",
        Organization = "organization",
    }
}

request! {
    pub(crate) struct FindEntities for Session {
        kind: EntityKind,
        /// A part of the name or code. The default finds all.
        q: Option<Text>,
        /// The maximum number to return. The default is 20: a form shows no more, because users
        /// type more of the name to narrow the list.
        limit: Option<Whole<1, 100>>,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Entities {
    entities: Vec<FoundEntity>,
}

/// The type of an entity, as records and settings write it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
enum EntityType {
    User,
    Group,
    Organization,
}

#[derive(Debug, Serialize, ToSchema)]
struct FoundEntity {
    r#type: EntityType,
    /// The code, which records store.
    code: String,
    name: String,
}

/// Returns users, groups or organizations whose name or code contains a text, sorted by name.
#[utoipa::path(get, path = "/k/api/entities.json", tag = "users",
    request_body = FindEntities, responses((status = 200, body = Entities)))]
async fn find(
    State(state): State<Arc<AppState>>,
    call: Api<FindEntities>,
) -> Result<Answer<Entities>, Error> {
    let FindEntities { kind, q, limit } = call.input;
    let text = filled(q).unwrap_or_default();
    let limit = limit.map_or(20, Whole::count);
    let store = &state.store;
    let groups = |kind| store.find_groups(kind, &text, limit);
    let (r#type, found) = match kind {
        EntityKind::User => (EntityType::User, store.find_users(&text, limit).await?),
        EntityKind::Group => (EntityType::Group, groups(GroupKind::Group).await?),
        EntityKind::Organization => (
            EntityType::Organization,
            groups(GroupKind::Organization).await?,
        ),
    };
    let entities = found.into_iter().map(|entry| FoundEntity {
        r#type,
        code: entry.code,
        name: entry.name,
    });
    Ok(Answer(Entities {
        entities: entities.collect(),
    }))
}
