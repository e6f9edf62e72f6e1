//! `/k/api/people.json`: whom a form offers for a field of people.

use std::sync::Arc;

use axum::extract::State;
use plugdock_store::CircleKind;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{Input, Params, Who};
use crate::state::App;

/// People of one answer: a form shows no more, it lets people type on.
const MOST: i64 = 100;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(find))
}

#[derive(Debug)]
pub(crate) struct Find {
    /// Users where it is absent.
    kind: Option<CircleKind>,
    text: String,
    limit: usize,
}

impl Input for Find {
    const WHO: Who = Who::Session;

    fn read(params: &mut Params) -> Self {
        let kind = params.required_string("kind");
        let circle = CircleKind::parse(&kind);
        if circle.is_none() && kind != "user" && !kind.is_empty() {
            params.wrong("kind", "errors.enum", Vec::new());
        }
        let limit = params.int("limit", 1..=MOST).unwrap_or(20);
        Self {
            kind: circle,
            text: params.string("q").unwrap_or_default(),
            limit: usize::try_from(limit).unwrap_or_default(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct People {
    people: Vec<OnePerson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct OnePerson {
    /// `USER`, `GROUP` or `ORGANIZATION`.
    r#type: &'static str,
    /// What a record keeps.
    code: String,
    name: String,
}

/// Users, groups or departments whose name or code holds a text, by name.
#[utoipa::path(get, path = "/k/api/people.json", tag = "users",
    params(
        ("kind" = String, Query, description = "user, group or organization"),
        ("q" = Option<String>, Query, description = "Part of the name or code; all"),
        ("limit" = Option<i64>, Query, description = "1 to 100; 20"),
    ),
    responses((status = 200, body = People)))]
async fn find(State(app): State<Arc<App>>, call: Api<Find>) -> Result<Answer<People>, Error> {
    let Find { kind, text, limit } = call.input;
    let store = &app.store;
    let (r#type, found) = match kind {
        None => ("USER", store.find_users(&text, limit).await?),
        Some(kind) => {
            let r#type = match kind {
                CircleKind::Group => "GROUP",
                CircleKind::Organization => "ORGANIZATION",
            };
            (r#type, store.find_circles(kind, &text, limit).await?)
        }
    };
    let people = found.into_iter().map(|person| OnePerson {
        r#type,
        code: person.code,
        name: person.name,
    });
    Ok(Answer(People {
        people: people.collect(),
    }))
}
