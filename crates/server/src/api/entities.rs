//! `/k/api/entities.json`: whom a form offers for a field of entities.

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
        /// Part of the name or code; all.
        q: Option<Text>,
        /// A form shows no more, it lets entities type on; 20.
        limit: Option<Whole<1, 100>>,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Entities {
    entities: Vec<FoundEntity>,
}

/// As records and settings write it.
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
    /// What a record keeps.
    code: String,
    name: String,
}

/// Users, groups or departments whose name or code holds a text, by name.
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
