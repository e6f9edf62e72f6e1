//! `/k/api/circle.json` and `/k/api/circle/member.json`: groups and departments, for administrators.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::{CircleId, UserId};
use plugdock_store::{Circle, CircleChange, CircleKind, NewCircle};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use super::users::short;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{Input, Params, Who};
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(add, change, remove))
        .routes(routes!(put_in, put_out))
}

#[derive(Debug, Serialize, ToSchema)]
struct OneCircle {
    id: String,
    /// `group` or `organization`.
    kind: &'static str,
    code: String,
    name: String,
    /// The code of the department above.
    parent: Option<String>,
}

impl From<Circle> for OneCircle {
    fn from(circle: Circle) -> Self {
        Self {
            id: circle.id.to_string(),
            kind: circle.kind.as_str(),
            code: circle.code,
            name: circle.name,
            parent: circle.parent,
        }
    }
}

/// A group or department to make.
#[derive(Debug, ToSchema)]
pub(crate) struct Add {
    /// `group` or `organization`.
    #[schema(value_type = String)]
    kind: CircleKind,
    /// Unique among its kind; records keep it, so it never changes.
    code: String,
    /// The code where none is given.
    name: Option<String>,
    /// The code of the department above.
    parent: Option<String>,
}

impl Input for Add {
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        let kind = params.required_string("kind");
        let kind = CircleKind::parse(&kind).unwrap_or_else(|| {
            if !kind.is_empty() {
                params.wrong("kind", "errors.enum", Vec::new());
            }
            CircleKind::Group
        });
        let code = params.required_string("code").trim().to_owned();
        if code.is_empty() || code.chars().any(char::is_control) {
            params.wrong("code", "errors.code_form", Vec::new());
        }
        short(params, "code", &code);
        Self {
            kind,
            code,
            name: name(params),
            parent: params.string("parent").filter(|it| !it.is_empty()),
        }
    }
}

/// A name that is cleared is none: lists would show an empty place.
fn name(params: &mut Params) -> Option<String> {
    let name = params.string("name")?;
    short(params, "name", &name);
    Some(name).filter(|name| !name.trim().is_empty())
}

fn id(params: &mut Params) -> CircleId {
    CircleId(params.required_int("id", 1..=i64::MAX))
}

/// Makes a group or a department.
#[utoipa::path(post, path = "/k/api/circle.json", tag = "users",
    request_body = inline(Add), responses((status = 200, body = OneCircle)))]
async fn add(State(app): State<Arc<App>>, call: Api<Add>) -> Result<Answer<OneCircle>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    let new = NewCircle {
        kind: input.kind,
        name: input.name.unwrap_or_else(|| input.code.clone()),
        code: input.code,
        parent: input.parent,
    };
    let circle = app.store.add_circle(new, Some(by), app.clock.now()).await?;
    Ok(Answer(circle.into()))
}

/// A change of a group or department.
#[derive(Debug)]
pub(crate) struct Change {
    id: CircleId,
    change: CircleChange,
}

impl Input for Change {
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        let parent = params.string("parent");
        Self {
            id: id(params),
            change: CircleChange {
                name: name(params),
                parent: parent.map(|code| Some(code).filter(|code| !code.is_empty())),
            },
        }
    }
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
struct ChangeBody {
    /// The number; what else is absent stays.
    id: i64,
    name: Option<String>,
    /// The code of the department above; empty puts it at the top.
    parent: Option<String>,
}

/// Changes the name of a group or department, or the department above.
#[utoipa::path(put, path = "/k/api/circle.json", tag = "users",
    request_body = inline(ChangeBody), responses((status = 200, body = OneCircle)))]
async fn change(
    State(app): State<Arc<App>>,
    call: Api<Change>,
) -> Result<Answer<OneCircle>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    let circle = app
        .store
        .change_circle(input.id, input.change, Some(by), app.clock.now())
        .await?;
    Ok(Answer(circle.into()))
}

#[derive(Debug)]
pub(crate) struct Remove {
    id: CircleId,
}

impl Input for Remove {
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        Self { id: id(params) }
    }
}

/// Removes a group or department; departments below it move up, records that name it keep its code.
#[utoipa::path(delete, path = "/k/api/circle.json", tag = "users",
    params(("id" = i64, Query, description = "The number")),
    responses((status = 200, body = Nothing)))]
async fn remove(State(app): State<Arc<App>>, call: Api<Remove>) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    app.store
        .remove_circle(input.id, Some(by), app.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}

/// Somebody in a group or department.
#[derive(Debug, ToSchema)]
pub(crate) struct Member {
    /// The number of the group or department.
    #[schema(value_type = i64)]
    id: CircleId,
    /// The user's number.
    #[schema(value_type = i64)]
    user: UserId,
    /// Whether it is the user's primary department; unsaid it is where the user has no other.
    primary: Option<bool>,
}

impl Input for Member {
    const WHO: Who = Who::Admin;

    fn read(params: &mut Params) -> Self {
        Self {
            id: id(params),
            user: UserId(params.required_int("user", 1..=i64::MAX)),
            primary: params.flag("primary"),
        }
    }
}

/// Puts a user into a group or department, or says anew whether it is the primary one.
#[utoipa::path(put, path = "/k/api/circle/member.json", tag = "users",
    request_body = inline(Member), responses((status = 200, body = Nothing)))]
async fn put_in(State(app): State<Arc<App>>, call: Api<Member>) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    app.store
        .put_in(
            input.id,
            input.user,
            input.primary,
            Some(by),
            app.clock.now(),
        )
        .await?;
    Ok(Answer(Nothing {}))
}

/// Takes a user out of a group or department.
#[utoipa::path(delete, path = "/k/api/circle/member.json", tag = "users",
    params(
        ("id" = i64, Query, description = "The number of the group or department"),
        ("user" = i64, Query, description = "The user's number"),
    ),
    responses((status = 200, body = Nothing)))]
async fn put_out(State(app): State<Arc<App>>, call: Api<Member>) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    app.store
        .put_out(input.id, input.user, Some(by), app.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}
