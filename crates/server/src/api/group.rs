//! `/k/api/group.json` and `/k/api/group/member.json`: group management for administrators.

use std::sync::Arc;

use axum::extract::State;
use plugdock_store::{Group, GroupChange, GroupKind};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use super::group_changes::{Code, GroupChanges, shown};
use super::users::Name;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{GroupParam, UserParam, request};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(add, change, remove))
        .routes(routes!(add_member, remove_member))
}

#[derive(Debug, Serialize, ToSchema)]
struct OneGroup {
    id: String,
    code: String,
    name: String,
}

impl From<Group> for OneGroup {
    fn from(group: Group) -> Self {
        Self {
            id: group.id.to_string(),
            code: group.code,
            name: group.name,
        }
    }
}

request! {
    /// A group to add.
    pub(crate) struct AddGroup for Admin {
        /// The code, unique among the groups. Records store it, so it never changes.
        code: Code,
        /// The name. The default is the code.
        name: Option<Name>,
    }
}

/// Adds a group.
#[utoipa::path(post, path = "/k/api/group.json", tag = "users",
    request_body = AddGroup, responses((status = 200, body = OneGroup)))]
async fn add(
    State(state): State<Arc<AppState>>,
    call: Api<AddGroup>,
) -> Result<Answer<OneGroup>, Error> {
    let Api { caller, input } = call;
    let changes = GroupChanges::by(&caller, &state, GroupKind::Group)?;
    let group = changes.add(input.code, input.name, None).await?;
    Ok(Answer(group.into()))
}

request! {
    /// A change to a group.
    pub(crate) struct ChangeGroup for Admin {
        /// The group's ID.
        id: GroupParam,
        /// The new name. If absent, the name does not change.
        name: Option<Name>,
    }
}

/// Changes the name of a group.
#[utoipa::path(put, path = "/k/api/group.json", tag = "users",
    request_body = ChangeGroup, responses((status = 200, body = OneGroup)))]
async fn change(
    State(state): State<Arc<AppState>>,
    call: Api<ChangeGroup>,
) -> Result<Answer<OneGroup>, Error> {
    let Api { caller, input } = call;
    let changes = GroupChanges::by(&caller, &state, GroupKind::Group)?;
    let change = GroupChange {
        name: shown(input.name),
        parent: None,
    };
    let group = changes.change(input.id.0, change).await?;
    Ok(Answer(group.into()))
}

request! {
    pub(crate) struct DeleteGroup for Admin, confirmed {
        /// The group's ID.
        id: GroupParam,
    }
}

/// Deletes a group. Records that contain its code keep it.
#[utoipa::path(delete, path = "/k/api/group.json", tag = "users",
    request_body = DeleteGroup, responses((status = 200, body = Nothing)))]
async fn remove(
    State(state): State<Arc<AppState>>,
    call: Api<DeleteGroup>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let changes = GroupChanges::by(&caller, &state, GroupKind::Group)?;
    changes.remove(input.id.0).await
}

request! {
    /// A user as a member of a group.
    pub(crate) struct GroupMember for Admin, confirmed {
        /// The group's ID.
        id: GroupParam,
        /// The user's ID.
        user: UserParam,
    }
}

/// Adds a user to a group.
#[utoipa::path(put, path = "/k/api/group/member.json", tag = "users",
    request_body = GroupMember, responses((status = 200, body = Nothing)))]
async fn add_member(
    State(state): State<Arc<AppState>>,
    call: Api<GroupMember>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let changes = GroupChanges::by(&caller, &state, GroupKind::Group)?;
    changes.add_member(input.id.0, input.user.0, None).await
}

/// Removes a user from a group.
#[utoipa::path(delete, path = "/k/api/group/member.json", tag = "users",
    request_body = GroupMember, responses((status = 200, body = Nothing)))]
async fn remove_member(
    State(state): State<Arc<AppState>>,
    call: Api<GroupMember>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let changes = GroupChanges::by(&caller, &state, GroupKind::Group)?;
    changes.remove_member(input.id.0, input.user.0).await
}
