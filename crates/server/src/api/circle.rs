//! `/k/api/circle.json` and `/k/api/circle/member.json`: groups and departments, for administrators.

use std::sync::Arc;

use axum::extract::State;
use plugdock_store::{Circle, CircleChange, CircleKind, NewCircle};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use super::users::Name;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{CircleParam, Flag, Text, UserParam, checked_text, choice, filled, request};
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(add, change, remove))
        .routes(routes!(put_in, put_out))
}

#[derive(Debug, Serialize, ToSchema)]
struct OneCircle {
    id: String,
    kind: GroupKind,
    code: String,
    name: String,
    /// The code of the department above.
    parent: Option<String>,
}

impl From<Circle> for OneCircle {
    fn from(circle: Circle) -> Self {
        Self {
            id: circle.id.to_string(),
            kind: circle.kind.into(),
            code: circle.code,
            name: circle.name,
            parent: circle.parent,
        }
    }
}

choice! {
    enum GroupKind {
        Group = "group",
        Organization = "organization",
    }
}

impl From<CircleKind> for GroupKind {
    fn from(kind: CircleKind) -> Self {
        match kind {
            CircleKind::Group => Self::Group,
            CircleKind::Organization => Self::Organization,
        }
    }
}

impl From<GroupKind> for CircleKind {
    fn from(kind: GroupKind) -> Self {
        match kind {
            GroupKind::Group => Self::Group,
            GroupKind::Organization => Self::Organization,
        }
    }
}

checked_text! {
    /// The code of a group or department, without blanks around it.
    Code(String) of Text<1, 128>, |code| {
        let code = code.trim();
        if code.is_empty() || code.chars().any(char::is_control) {
            return Err("errors.code_form");
        }
        Ok(code.to_owned())
    }
}

request! {
    /// A group or department to make.
    pub(crate) struct AddCircle for Admin {
        kind: GroupKind,
        /// Unique among its kind; records keep it, so it never changes.
        code: Code,
        /// The code where none is given.
        name: Option<Name>,
        /// The code of the department above.
        parent: Option<Text>,
    }
}

/// A name that is cleared is none: lists would show an empty place.
fn shown(name: Option<Name>) -> Option<String> {
    filled(name).filter(|name| !name.trim().is_empty())
}

/// Makes a group or a department.
#[utoipa::path(post, path = "/k/api/circle.json", tag = "users",
    request_body = AddCircle, responses((status = 200, body = OneCircle)))]
async fn add(
    State(app): State<Arc<App>>,
    call: Api<AddCircle>,
) -> Result<Answer<OneCircle>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    let new = NewCircle {
        kind: input.kind.into(),
        name: shown(input.name).unwrap_or_else(|| input.code.0.clone()),
        code: input.code.0,
        parent: filled(input.parent),
    };
    let circle = app.store.add_circle(new, Some(by), app.clock.now()).await?;
    Ok(Answer(circle.into()))
}

request! {
    /// A change of a group or department.
    pub(crate) struct ChangeCircle for Admin {
        /// The number; what else is absent stays.
        id: CircleParam,
        name: Option<Name>,
        /// The code of the department above; empty puts it at the top.
        parent: Option<Text>,
    }
}

/// Changes the name of a group or department, or the department above.
#[utoipa::path(put, path = "/k/api/circle.json", tag = "users",
    request_body = ChangeCircle, responses((status = 200, body = OneCircle)))]
async fn change(
    State(app): State<Arc<App>>,
    call: Api<ChangeCircle>,
) -> Result<Answer<OneCircle>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    let above = |Text(code): Text| Some(code).filter(|code| !code.is_empty());
    let change = CircleChange {
        name: shown(input.name),
        parent: input.parent.map(above),
    };
    let circle = app
        .store
        .change_circle(input.id.0, change, Some(by), app.clock.now())
        .await?;
    Ok(Answer(circle.into()))
}

request! {
    pub(crate) struct DeleteCircle for Admin {
        /// The number.
        id: CircleParam,
    }
}

/// Removes a group or department; departments below it move up, records that name it keep its code.
#[utoipa::path(delete, path = "/k/api/circle.json", tag = "users",
    request_body = DeleteCircle, responses((status = 200, body = Nothing)))]
async fn remove(
    State(app): State<Arc<App>>,
    call: Api<DeleteCircle>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    app.store
        .remove_circle(input.id.0, Some(by), app.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}

request! {
    /// Somebody in a group or department.
    pub(crate) struct Member for Admin {
        /// The number of the group or department.
        id: CircleParam,
        /// The user's number.
        user: UserParam,
        /// Whether it is the user's primary department; unsaid it is where the user has no other.
        primary: Option<Flag>,
    }
}

/// Puts a user into a group or department, or says anew whether it is the primary one.
#[utoipa::path(put, path = "/k/api/circle/member.json", tag = "users",
    request_body = Member, responses((status = 200, body = Nothing)))]
async fn put_in(State(app): State<Arc<App>>, call: Api<Member>) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    app.store
        .put_in(
            input.id.0,
            input.user.0,
            input.primary.map(|flag| flag.0),
            Some(by),
            app.clock.now(),
        )
        .await?;
    Ok(Answer(Nothing {}))
}

/// Takes a user out of a group or department.
#[utoipa::path(delete, path = "/k/api/circle/member.json", tag = "users",
    request_body = Member, responses((status = 200, body = Nothing)))]
async fn put_out(State(app): State<Arc<App>>, call: Api<Member>) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let by = caller.require_user()?.id;
    app.store
        .put_out(input.id.0, input.user.0, Some(by), app.clock.now())
        .await?;
    Ok(Answer(Nothing {}))
}
