//! `/k/api/organization.json` and `/k/api/organization/member.json`: management of organizations
//! (departments) for administrators.

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
use crate::params::{Flag, GroupParam, Text, UserParam, filled, request};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(add, change, remove))
        .routes(routes!(add_member, remove_member))
}

#[derive(Debug, Serialize, ToSchema)]
struct OneOrganization {
    id: String,
    code: String,
    name: String,
    /// The code of the parent organization.
    parent: Option<String>,
}

impl From<Group> for OneOrganization {
    fn from(group: Group) -> Self {
        Self {
            id: group.id.to_string(),
            code: group.code,
            name: group.name,
            parent: group.parent,
        }
    }
}

request! {
    /// An organization to add.
    pub(crate) struct AddOrganization for Admin {
        /// The code, unique among the organizations. Records store it, so it never changes.
        code: Code,
        /// The name. The default is the code.
        name: Option<Name>,
        /// The code of the parent organization.
        parent: Option<Text>,
    }
}

/// Adds an organization.
#[utoipa::path(post, path = "/k/api/organization.json", tag = "users",
    request_body = AddOrganization, responses((status = 200, body = OneOrganization)))]
async fn add(
    State(state): State<Arc<AppState>>,
    call: Api<AddOrganization>,
) -> Result<Answer<OneOrganization>, Error> {
    let Api { caller, input } = call;
    let changes = GroupChanges::by(&caller, &state, GroupKind::Organization)?;
    let parent = filled(input.parent);
    let group = changes.add(input.code, input.name, parent).await?;
    Ok(Answer(group.into()))
}

request! {
    /// A change to an organization.
    pub(crate) struct ChangeOrganization for Admin, confirmed if moves {
        /// The organization's ID.
        id: GroupParam,
        /// The new name. If absent, the name does not change.
        name: Option<Name>,
        /// The code of the new parent organization. An empty text moves the organization to the top
        /// level. If absent, the parent does not change.
        parent: Option<Text>,
    }
}

impl ChangeOrganization {
    /// Returns true if the organization moves. Its members may get the rights of another parent.
    fn moves(&self) -> bool {
        self.parent.is_some()
    }
}

/// Changes the name or the parent of an organization.
#[utoipa::path(put, path = "/k/api/organization.json", tag = "users",
    request_body = ChangeOrganization, responses((status = 200, body = OneOrganization)))]
async fn change(
    State(state): State<Arc<AppState>>,
    call: Api<ChangeOrganization>,
) -> Result<Answer<OneOrganization>, Error> {
    let Api { caller, input } = call;
    let changes = GroupChanges::by(&caller, &state, GroupKind::Organization)?;
    let above = |Text(code): Text| Some(code).filter(|code| !code.is_empty());
    let change = GroupChange {
        name: shown(input.name),
        parent: input.parent.map(above),
    };
    let group = changes.change(input.id.0, change).await?;
    Ok(Answer(group.into()))
}

request! {
    pub(crate) struct DeleteOrganization for Admin, confirmed {
        /// The organization's ID.
        id: GroupParam,
    }
}

/// Deletes an organization. Organizations below it move up one level. Records that contain its code
/// keep it.
#[utoipa::path(delete, path = "/k/api/organization.json", tag = "users",
    request_body = DeleteOrganization, responses((status = 200, body = Nothing)))]
async fn remove(
    State(state): State<Arc<AppState>>,
    call: Api<DeleteOrganization>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let changes = GroupChanges::by(&caller, &state, GroupKind::Organization)?;
    changes.remove(input.id.0).await
}

request! {
    /// A user as a member of an organization.
    pub(crate) struct OrganizationMember for Admin, confirmed {
        /// The organization's ID.
        id: GroupParam,
        /// The user's ID.
        user: UserParam,
        /// True to make it the user's primary organization. The default is true for the user's
        /// first organization.
        primary: Option<Flag>,
    }
}

/// Adds a user to an organization. If the user is already a member, it can make the organization
/// the user's primary one.
#[utoipa::path(put, path = "/k/api/organization/member.json", tag = "users",
    request_body = OrganizationMember, responses((status = 200, body = Nothing)))]
async fn add_member(
    State(state): State<Arc<AppState>>,
    call: Api<OrganizationMember>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let changes = GroupChanges::by(&caller, &state, GroupKind::Organization)?;
    let primary = input.primary.map(|flag| flag.0);
    changes.add_member(input.id.0, input.user.0, primary).await
}

/// Removes a user from an organization.
#[utoipa::path(delete, path = "/k/api/organization/member.json", tag = "users",
    request_body = OrganizationMember, responses((status = 200, body = Nothing)))]
async fn remove_member(
    State(state): State<Arc<AppState>>,
    call: Api<OrganizationMember>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let changes = GroupChanges::by(&caller, &state, GroupKind::Organization)?;
    changes.remove_member(input.id.0, input.user.0).await
}
