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
use crate::params::{Text, Whole, choice, filled, request};
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(find))
}

choice! {
    enum PeopleKind {
        User = "user",
        Group = "group",
        Organization = "organization",
    }
}

request! {
    pub(crate) struct FindPeople for Session {
        kind: PeopleKind,
        /// Part of the name or code; all.
        q: Option<Text>,
        /// A form shows no more, it lets people type on; 20.
        limit: Option<Whole<1, 100>>,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct People {
    people: Vec<OnePerson>,
}

/// As records and settings write it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
enum PersonType {
    User,
    Group,
    Organization,
}

#[derive(Debug, Serialize, ToSchema)]
struct OnePerson {
    r#type: PersonType,
    /// What a record keeps.
    code: String,
    name: String,
}

/// Users, groups or departments whose name or code holds a text, by name.
#[utoipa::path(get, path = "/k/api/people.json", tag = "users",
    request_body = FindPeople, responses((status = 200, body = People)))]
async fn find(State(app): State<Arc<App>>, call: Api<FindPeople>) -> Result<Answer<People>, Error> {
    let FindPeople { kind, q, limit } = call.input;
    let text = filled(q).unwrap_or_default();
    let limit = limit.map_or(20, Whole::count);
    let store = &app.store;
    let circles = |kind| store.find_circles(kind, &text, limit);
    let (r#type, found) = match kind {
        PeopleKind::User => (PersonType::User, store.find_users(&text, limit).await?),
        PeopleKind::Group => (PersonType::Group, circles(CircleKind::Group).await?),
        PeopleKind::Organization => (
            PersonType::Organization,
            circles(CircleKind::Organization).await?,
        ),
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
