//! `/v1/users.json`, `/v1/groups.json` and related addresses: the users, groups and organizations
//! (departments). Plug-ins read them to learn the groups and organizations of a user. The list of
//! groups begins with the two built-in groups of Kintone.

use std::sync::Arc;

use axum::extract::State;
use plugdock_store::{Group as StoredGroup, GroupKind, User};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{List, Text, Whole, request};
use crate::state::AppState;

/// The maximum number of entries in one answer and of values in one filter, as in Kintone.
const MAX_SIZE: usize = 100;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(users))
        .routes(routes!(groups))
        .routes(routes!(organizations))
        .routes(routes!(groups_of))
        .routes(routes!(organizations_of))
        .routes(routes!(users_of_group))
        .routes(routes!(users_of_organization))
}

/// The number of entries to skip.
type Skip = Whole<0>;
/// The maximum number of entries to return.
type Size = Whole<1, 100>;

/// Returns one page of the found entries.
fn part<T, U>(
    all: impl IntoIterator<Item = T>,
    offset: Option<Skip>,
    size: Option<Size>,
    show: impl FnMut(T) -> U,
) -> Vec<U> {
    let offset = offset.map_or(0, Whole::count);
    let size = size.map_or(MAX_SIZE, Whole::count);
    all.into_iter().skip(offset).take(size).map(show).collect()
}

/// A list of codes or IDs.
type Names = List<Text, MAX_SIZE>;

request! {
    pub(crate) struct Wanted for User {
        /// Login names or codes to return. The default is all.
        codes: Option<Names>,
        /// IDs to return. The default is all.
        ids: Option<Names>,
        /// The number of entries to skip. The default is 0.
        offset: Option<Skip>,
        /// The maximum number of entries to return. The default is 100.
        size: Option<Size>,
    }
}

impl Wanted {
    /// Returns true if the request asks for an entry with this ID and code.
    fn has(&self, id: i64, code: &str) -> bool {
        let among = |list: &Option<Names>, text: &str| match list {
            Some(List(names)) if !names.is_empty() => names.iter().any(|it| it.0 == text),
            _ => true,
        };
        among(&self.codes, code) && among(&self.ids, &id.to_string())
    }

    fn groups<T: From<StoredGroup>>(&self, mut all: Vec<StoredGroup>) -> Vec<T> {
        all.retain(|it| self.has(it.id.0, &it.code));
        part(all, self.offset, self.size, T::from)
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct DirectoryUsers {
    users: Vec<DirectoryUser>,
}

#[derive(Debug, Serialize, ToSchema)]
struct DirectoryUser {
    id: String,
    /// The login name.
    code: String,
    name: String,
    email: String,
    /// True if the user may sign in.
    valid: bool,
    timezone: String,
    /// `en`, `ja` or `auto`.
    locale: String,
}

impl From<User> for DirectoryUser {
    fn from(user: User) -> Self {
        Self {
            id: user.id.to_string(),
            code: user.login,
            name: user.name,
            email: user.email,
            valid: user.active,
            timezone: user.timezone,
            locale: user.locale.unwrap_or_else(|| "auto".to_owned()),
        }
    }
}

/// Returns users in the order of their IDs.
#[utoipa::path(get, path = "/v1/users.json", tag = "users",
    request_body = Wanted, responses((status = 200, body = DirectoryUsers)))]
async fn users(
    State(state): State<Arc<AppState>>,
    call: Api<Wanted>,
) -> Result<Answer<DirectoryUsers>, Error> {
    let mut all = state.store.users().await?;
    all.retain(|user| call.input.has(user.id.0, &user.login));
    Ok(Answer(DirectoryUsers {
        users: part(all, call.input.offset, call.input.size, DirectoryUser::from),
    }))
}

#[derive(Debug, Serialize, ToSchema)]
struct Groups {
    groups: Vec<Group>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Group {
    id: String,
    code: String,
    name: String,
    description: String,
}

impl From<StoredGroup> for Group {
    fn from(group: StoredGroup) -> Self {
        Self {
            id: group.id.to_string(),
            code: group.code,
            name: group.name,
            description: String::new(),
        }
    }
}

/// Returns the groups: the built-in group of all users, the built-in group of administrators, and
/// the created groups.
#[utoipa::path(get, path = "/v1/groups.json", tag = "users",
    request_body = Wanted, responses((status = 200, body = Groups)))]
async fn groups(
    State(state): State<Arc<AppState>>,
    call: Api<Wanted>,
) -> Result<Answer<Groups>, Error> {
    let all = state.store.groups(GroupKind::Group).await?;
    let groups = call.input.groups(all);
    Ok(Answer(Groups { groups }))
}

#[derive(Debug, Serialize, ToSchema)]
struct Organizations {
    organizations: Vec<Organization>,
}

/// An organization (department).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Organization {
    id: String,
    code: String,
    name: String,
    /// Always empty. An organization has one name in all languages.
    local_name: String,
    local_name_locale: &'static str,
    parent_code: Option<String>,
    description: String,
}

impl From<StoredGroup> for Organization {
    fn from(group: StoredGroup) -> Self {
        Self {
            id: group.id.to_string(),
            code: group.code,
            name: group.name,
            local_name: String::new(),
            local_name_locale: "en",
            parent_code: group.parent,
            description: String::new(),
        }
    }
}

/// Returns the organizations (departments).
#[utoipa::path(get, path = "/v1/organizations.json", tag = "users",
    request_body = Wanted, responses((status = 200, body = Organizations)))]
async fn organizations(
    State(state): State<Arc<AppState>>,
    call: Api<Wanted>,
) -> Result<Answer<Organizations>, Error> {
    let all = state.store.groups(GroupKind::Organization).await?;
    let organizations = call.input.groups(all);
    Ok(Answer(Organizations { organizations }))
}

request! {
    pub(crate) struct GroupsOf for User {
        /// The login name.
        code: Text<1>,
    }
}

/// Returns the groups of a user.
#[utoipa::path(get, path = "/v1/user/groups.json", tag = "users",
    request_body = GroupsOf, responses((status = 200, body = Groups)))]
async fn groups_of(
    State(state): State<Arc<AppState>>,
    call: Api<GroupsOf>,
) -> Result<Answer<Groups>, Error> {
    let user = known(&state, &call.input.code.0).await?;
    let groups = state.store.groups_of(&user, GroupKind::Group).await?;
    let groups = groups.into_iter().map(|(group, _)| Group::from(group));
    Ok(Answer(Groups {
        groups: groups.collect(),
    }))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Titles {
    organization_titles: Vec<OrganizationTitle>,
}

#[derive(Debug, Serialize, ToSchema)]
struct OrganizationTitle {
    organization: Organization,
    /// Always null: there are no job titles.
    title: Option<String>,
}

/// Returns the organizations (departments) of a user.
#[utoipa::path(get, path = "/v1/user/organizations.json", tag = "users",
    request_body = GroupsOf, responses((status = 200, body = Titles)))]
async fn organizations_of(
    State(state): State<Arc<AppState>>,
    call: Api<GroupsOf>,
) -> Result<Answer<Titles>, Error> {
    let user = known(&state, &call.input.code.0).await?;
    let all = state
        .store
        .groups_of(&user, GroupKind::Organization)
        .await?;
    let titles = all.into_iter().map(|(group, _)| OrganizationTitle {
        organization: group.into(),
        title: None,
    });
    Ok(Answer(Titles {
        organization_titles: titles.collect(),
    }))
}

request! {
    pub(crate) struct MembersOf for User {
        /// The code of the group or organization.
        code: Text<1>,
        /// The number of users to skip. The default is 0.
        offset: Option<Skip>,
        /// The maximum number of users to return. The default is 100.
        size: Option<Size>,
    }
}

/// Returns the members of a group or organization.
async fn members(state: &AppState, kind: GroupKind, code: String) -> Result<Vec<User>, Error> {
    let all = state.store.groups(kind).await?;
    let Some(group) = all.into_iter().find(|it| it.code == code) else {
        let key = match kind {
            GroupKind::Group => "records.group_not_found",
            GroupKind::Organization => "records.organization_not_found",
        };
        return Err(Error::invalid_at("code", key, vec![("code", code)]));
    };
    let members = state.store.members_of(&group).await?;
    Ok(members.into_iter().map(|(user, _)| user).collect())
}

/// Returns the members of a group.
#[utoipa::path(get, path = "/v1/group/users.json", tag = "users",
    request_body = MembersOf, responses((status = 200, body = DirectoryUsers)))]
async fn users_of_group(
    State(state): State<Arc<AppState>>,
    call: Api<MembersOf>,
) -> Result<Answer<DirectoryUsers>, Error> {
    let MembersOf { code, offset, size } = call.input;
    let users = members(&state, GroupKind::Group, code.0).await?;
    Ok(Answer(DirectoryUsers {
        users: part(users, offset, size, DirectoryUser::from),
    }))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UserTitles {
    user_titles: Vec<UserTitle>,
}

#[derive(Debug, Serialize, ToSchema)]
struct UserTitle {
    user: DirectoryUser,
    /// Always null: there are no job titles.
    title: Option<String>,
}

/// Returns the members of an organization (department).
#[utoipa::path(get, path = "/v1/organization/users.json", tag = "users",
    request_body = MembersOf, responses((status = 200, body = UserTitles)))]
async fn users_of_organization(
    State(state): State<Arc<AppState>>,
    call: Api<MembersOf>,
) -> Result<Answer<UserTitles>, Error> {
    let MembersOf { code, offset, size } = call.input;
    let users = members(&state, GroupKind::Organization, code.0).await?;
    let titled = |user| UserTitle {
        user: DirectoryUser::from(user),
        title: None,
    };
    Ok(Answer(UserTitles {
        user_titles: part(users, offset, size, titled),
    }))
}

async fn known(state: &AppState, code: &str) -> Result<User, Error> {
    let user = state.store.user_by_login(code).await?;
    user.ok_or_else(|| {
        Error::invalid_at("code", "errors.no_user", vec![("login", code.to_owned())])
    })
}
