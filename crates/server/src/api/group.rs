//! `/k/api/group.json` and `/k/api/group/member.json`: group management for administrators.

use std::sync::Arc;

use axum::extract::State;
use plugdock_store::{Group, GroupChange, GroupKind, Membership, NewGroup};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use super::users::Name;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{GroupParam, Text, UserParam, checked_text, filled, request};
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

checked_text! {
    /// The code of a group or an organization. Surrounding white space is removed.
    pub(super) Code(String) of Text<1, 128>, |code| {
        let code = code.trim();
        if code.is_empty() || code.chars().any(char::is_control) {
            return Err("errors.code_form");
        }
        Ok(code.to_owned())
    }
}

/// Returns the name to store. An empty name counts as absent, because lists would show nothing for
/// it.
pub(super) fn shown(name: Option<Name>) -> Option<String> {
    filled(name).filter(|name| !name.trim().is_empty())
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
    let by = caller.require_user()?.id;
    let new = NewGroup {
        kind: GroupKind::Group,
        name: shown(input.name).unwrap_or_else(|| input.code.0.clone()),
        code: input.code.0,
        parent: None,
    };
    let now = state.clock.now();
    let group = state.store.add_group(new, Some(by), now).await?;
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
    let by = caller.require_user()?.id;
    let change = GroupChange {
        name: shown(input.name),
        parent: None,
    };
    let now = state.clock.now();
    let group = state
        .store
        .change_group(GroupKind::Group, input.id.0, change, Some(by), now)
        .await?;
    Ok(Answer(group.into()))
}

request! {
    pub(crate) struct DeleteGroup for Admin {
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
    let by = caller.require_user()?.id;
    let now = state.clock.now();
    state
        .store
        .remove_group(GroupKind::Group, input.id.0, Some(by), now)
        .await?;
    Ok(Answer(Nothing {}))
}

request! {
    /// A user as a member of a group.
    pub(crate) struct GroupMember for Admin {
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
    let by = caller.require_user()?.id;
    let membership = Membership {
        kind: GroupKind::Group,
        group: input.id.0,
        user: input.user.0,
    };
    let now = state.clock.now();
    state
        .store
        .add_member(membership, None, Some(by), now)
        .await?;
    Ok(Answer(Nothing {}))
}

/// Removes a user from a group.
#[utoipa::path(delete, path = "/k/api/group/member.json", tag = "users",
    request_body = GroupMember, responses((status = 200, body = Nothing)))]
async fn remove_member(
    State(state): State<Arc<AppState>>,
    call: Api<GroupMember>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    let membership = Membership {
        kind: GroupKind::Group,
        group: input.id.0,
        user: input.user.0,
    };
    let now = state.clock.now();
    state.store.remove_member(membership, Some(by), now).await?;
    Ok(Answer(Nothing {}))
}
