//! `/v1/users.json`, `/v1/groups.json` and their kin: who there is, for plug-ins that ask to which groups
//! and organizations (departments) somebody belongs. Groups begin with the vendor's two built-in ones.

use std::sync::Arc;

use axum::extract::State;
use plugdock_store::{Circle, CircleKind, User};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{Input, Params, Who};
use crate::state::App;

/// Entries of one answer, and of a filter (the vendor's).
const MOST: usize = 100;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(users))
        .routes(routes!(groups))
        .routes(routes!(organizations))
        .routes(routes!(groups_of))
        .routes(routes!(organizations_of))
        .routes(routes!(users_of_group))
        .routes(routes!(users_of_organization))
}

/// Which part of what was found.
#[derive(Debug)]
struct Part {
    offset: usize,
    size: usize,
}

impl Part {
    fn read(params: &mut Params) -> Self {
        let most = i64::try_from(MOST).unwrap_or(i64::MAX);
        let number = |number: Option<i64>| number.and_then(|it| usize::try_from(it).ok());
        Self {
            offset: number(params.int("offset", 0..=i64::MAX)).unwrap_or(0),
            size: number(params.int("size", 1..=most)).unwrap_or(MOST),
        }
    }

    fn of<T, U>(&self, all: impl IntoIterator<Item = T>, show: impl FnMut(T) -> U) -> Vec<U> {
        let part = all.into_iter().skip(self.offset).take(self.size);
        part.map(show).collect()
    }
}

#[derive(Debug)]
pub(crate) struct Wanted {
    codes: Vec<String>,
    ids: Vec<String>,
    part: Part,
}

impl Input for Wanted {
    const WHO: Who = Who::User;

    fn read(params: &mut Params) -> Self {
        Self {
            codes: params.strings("codes", MOST).unwrap_or_default(),
            ids: params.strings("ids", MOST).unwrap_or_default(),
            part: Part::read(params),
        }
    }
}

impl Wanted {
    /// Whether something of that number and code is asked for.
    fn has(&self, id: i64, code: &str) -> bool {
        let among =
            |list: &[String], text: &str| list.is_empty() || list.iter().any(|it| it == text);
        among(&self.codes, code) && among(&self.ids, &id.to_string())
    }

    fn circles<T: From<Circle>>(&self, mut all: Vec<Circle>) -> Vec<T> {
        all.retain(|it| self.has(it.id.0, &it.code));
        self.part.of(all, T::from)
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct People {
    users: Vec<Person>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Person {
    id: String,
    /// The login name.
    code: String,
    name: String,
    email: String,
    /// Whether this user may sign in.
    valid: bool,
    timezone: String,
    /// `en`, `ja` or `auto`.
    locale: String,
}

impl From<User> for Person {
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

/// Users, in the order of their numbers.
#[utoipa::path(get, path = "/v1/users.json", tag = "users",
    params(
        ("codes" = Option<Vec<String>>, Query, description = "Login names; all"),
        ("ids" = Option<Vec<String>>, Query, description = "Numbers; all"),
        ("offset" = Option<i64>, Query, description = "How many to skip; 0"),
        ("size" = Option<i64>, Query, description = "1 to 100; 100"),
    ),
    responses((status = 200, body = People)))]
async fn users(State(app): State<Arc<App>>, call: Api<Wanted>) -> Result<Answer<People>, Error> {
    let mut all = app.store.users().await?;
    all.retain(|user| call.input.has(user.id.0, &user.login));
    Ok(Answer(People {
        users: call.input.part.of(all, Person::from),
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

impl From<Circle> for Group {
    fn from(circle: Circle) -> Self {
        Self {
            id: circle.id.to_string(),
            code: circle.code,
            name: circle.name,
            description: String::new(),
        }
    }
}

/// Groups: everyone, the administrators, and those that were made.
#[utoipa::path(get, path = "/v1/groups.json", tag = "users",
    params(
        ("codes" = Option<Vec<String>>, Query, description = "Codes; all"),
        ("ids" = Option<Vec<String>>, Query, description = "Numbers; all"),
        ("offset" = Option<i64>, Query, description = "How many to skip; 0"),
        ("size" = Option<i64>, Query, description = "1 to 100; 100"),
    ),
    responses((status = 200, body = Groups)))]
async fn groups(State(app): State<Arc<App>>, call: Api<Wanted>) -> Result<Answer<Groups>, Error> {
    let all = app.store.circles(CircleKind::Group).await?;
    let groups = call.input.circles(all);
    Ok(Answer(Groups { groups }))
}

#[derive(Debug, Serialize, ToSchema)]
struct Organizations {
    organizations: Vec<Organization>,
}

/// A department.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Organization {
    id: String,
    code: String,
    name: String,
    /// Empty: there is one name in all languages.
    local_name: String,
    local_name_locale: &'static str,
    parent_code: Option<String>,
    description: String,
}

impl From<Circle> for Organization {
    fn from(circle: Circle) -> Self {
        Self {
            id: circle.id.to_string(),
            code: circle.code,
            name: circle.name,
            local_name: String::new(),
            local_name_locale: "en",
            parent_code: circle.parent,
            description: String::new(),
        }
    }
}

/// Departments.
#[utoipa::path(get, path = "/v1/organizations.json", tag = "users",
    params(
        ("codes" = Option<Vec<String>>, Query, description = "Codes; all"),
        ("ids" = Option<Vec<String>>, Query, description = "Numbers; all"),
        ("offset" = Option<i64>, Query, description = "How many to skip; 0"),
        ("size" = Option<i64>, Query, description = "1 to 100; 100"),
    ),
    responses((status = 200, body = Organizations)))]
async fn organizations(
    State(app): State<Arc<App>>,
    call: Api<Wanted>,
) -> Result<Answer<Organizations>, Error> {
    let all = app.store.circles(CircleKind::Organization).await?;
    let organizations = call.input.circles(all);
    Ok(Answer(Organizations { organizations }))
}

#[derive(Debug)]
pub(crate) struct OfUser {
    code: String,
}

impl Input for OfUser {
    const WHO: Who = Who::User;

    fn read(params: &mut Params) -> Self {
        Self {
            code: params.required_string("code"),
        }
    }
}

/// To which groups a user belongs.
#[utoipa::path(get, path = "/v1/user/groups.json", tag = "users",
    params(("code" = String, Query, description = "The login name")),
    responses((status = 200, body = Groups)))]
async fn groups_of(
    State(app): State<Arc<App>>,
    call: Api<OfUser>,
) -> Result<Answer<Groups>, Error> {
    let user = known(&app, &call.input.code).await?;
    let groups = app.store.circles_of(&user, CircleKind::Group).await?;
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

/// To which departments a user belongs.
#[utoipa::path(get, path = "/v1/user/organizations.json", tag = "users",
    params(("code" = String, Query, description = "The login name")),
    responses((status = 200, body = Titles)))]
async fn organizations_of(
    State(app): State<Arc<App>>,
    call: Api<OfUser>,
) -> Result<Answer<Titles>, Error> {
    let user = known(&app, &call.input.code).await?;
    let all = app
        .store
        .circles_of(&user, CircleKind::Organization)
        .await?;
    let titles = all.into_iter().map(|(circle, _)| OrganizationTitle {
        organization: circle.into(),
        title: None,
    });
    Ok(Answer(Titles {
        organization_titles: titles.collect(),
    }))
}

#[derive(Debug)]
pub(crate) struct OfCircle {
    code: String,
    part: Part,
}

impl Input for OfCircle {
    const WHO: Who = Who::User;

    fn read(params: &mut Params) -> Self {
        Self {
            code: params.required_string("code"),
            part: Part::read(params),
        }
    }
}

/// The members of a group or department.
async fn members(app: &App, kind: CircleKind, code: String) -> Result<Vec<User>, Error> {
    let all = app.store.circles(kind).await?;
    let Some(circle) = all.into_iter().find(|it| it.code == code) else {
        let key = match kind {
            CircleKind::Group => "records.group_not_found",
            CircleKind::Organization => "records.organization_not_found",
        };
        return Err(Error::invalid_at("code", key, vec![("code", code)]));
    };
    let members = app.store.members_of(&circle).await?;
    Ok(members.into_iter().map(|(user, _)| user).collect())
}

/// Who is in a group.
#[utoipa::path(get, path = "/v1/group/users.json", tag = "users",
    params(
        ("code" = String, Query, description = "The group's code"),
        ("offset" = Option<i64>, Query, description = "How many to skip; 0"),
        ("size" = Option<i64>, Query, description = "1 to 100; 100"),
    ),
    responses((status = 200, body = People)))]
async fn users_of_group(
    State(app): State<Arc<App>>,
    call: Api<OfCircle>,
) -> Result<Answer<People>, Error> {
    let OfCircle { code, part } = call.input;
    let users = members(&app, CircleKind::Group, code).await?;
    Ok(Answer(People {
        users: part.of(users, Person::from),
    }))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UserTitles {
    user_titles: Vec<UserTitle>,
}

#[derive(Debug, Serialize, ToSchema)]
struct UserTitle {
    user: Person,
    /// Always null: there are no job titles.
    title: Option<String>,
}

/// Who is in a department.
#[utoipa::path(get, path = "/v1/organization/users.json", tag = "users",
    params(
        ("code" = String, Query, description = "The department's code"),
        ("offset" = Option<i64>, Query, description = "How many to skip; 0"),
        ("size" = Option<i64>, Query, description = "1 to 100; 100"),
    ),
    responses((status = 200, body = UserTitles)))]
async fn users_of_organization(
    State(app): State<Arc<App>>,
    call: Api<OfCircle>,
) -> Result<Answer<UserTitles>, Error> {
    let OfCircle { code, part } = call.input;
    let users = members(&app, CircleKind::Organization, code).await?;
    let titled = |user| UserTitle {
        user: Person::from(user),
        title: None,
    };
    Ok(Answer(UserTitles {
        user_titles: part.of(users, titled),
    }))
}

async fn known(app: &App, code: &str) -> Result<User, Error> {
    let user = app.store.user_by_login(code).await?;
    user.ok_or_else(|| {
        Error::invalid_at("code", "errors.no_user", vec![("login", code.to_owned())])
    })
}
