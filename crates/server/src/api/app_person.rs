//! `/k/api/app/person.json`: what decides which rows of an app's permissions are about a user.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::acl::EVERYONE;
use plugdock_schema::field::Whom;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, Text, request};
use crate::services::app_settings;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(person))
}

request! {
    pub(crate) struct PersonInApp for Session {
        /// The app's ID.
        app: AppParam,
        /// The login name of the user.
        user: Text,
    }
}

/// A user, with all that rows of permissions can name. The first row that names the user decides.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PersonOfApp {
    code: String,
    name: String,
    /// The codes of the user's groups, including those that the system fills.
    groups: BTreeSet<String>,
    /// The codes of the user's departments.
    organizations: BTreeSet<String>,
    /// The codes of all departments above them.
    above: BTreeSet<String>,
    /// True if the user created the app.
    creator: bool,
    /// True for system administrators. They manage every app, whatever its permissions say.
    admin: bool,
    /// False if the user cannot sign in, and so may do nothing.
    active: bool,
}

/// Returns what permissions can name a user by. Only people who manage the app may ask.
#[utoipa::path(get, path = "/k/api/app/person.json", tag = "apps",
    request_body = PersonInApp, responses((status = 200, body = PersonOfApp)))]
async fn person(
    State(state): State<Arc<AppState>>,
    call: Api<PersonInApp>,
) -> Result<Answer<PersonOfApp>, Error> {
    let Api { caller, input } = call;
    let store = &state.store;
    let app = input.app.0;
    app_settings::managed(store, &caller.actor, app).await?;
    let user = store.user_by_login(&input.user.0).await?;
    let user = user.ok_or_else(|| Error::no_entity(Whom::Users, input.user.0))?;
    let known = store.app(app).await?.ok_or_else(|| Error::no_app(&app))?;
    let memberships = store.memberships(&user).await?;
    let mut groups = memberships.groups.clone();
    groups.insert(EVERYONE.to_owned());
    Ok(Answer(PersonOfApp {
        creator: known.creator == Some(user.id),
        admin: user.admin,
        active: user.active,
        groups,
        organizations: memberships.organizations.clone(),
        above: memberships.ancestors.clone(),
        code: user.login,
        name: user.name,
    }))
}
