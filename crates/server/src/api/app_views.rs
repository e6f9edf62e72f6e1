//! `/k/v1/app/views.json` and `/k/v1/preview/app/views.json`: the views of an app.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::Sent;
use plugdock_store::AppSettings;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use super::form::{self, SettingsOf};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, Expected, Who, request};
use crate::services::shapes::View;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(preview, update))
}

#[derive(Debug, Serialize, ToSchema)]
struct Views {
    /// The views by name, in Kintone's format.
    #[schema(value_type = BTreeMap<String, View>)]
    views: plugdock_schema::views::Views,
    revision: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct NumberedViews {
    /// The IDs of the views by view name.
    views: BTreeMap<String, ViewNumber>,
    revision: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct ViewNumber {
    id: String,
}

fn answer(settings: &AppSettings) -> Answer<Views> {
    Answer(Views {
        views: settings.views.clone(),
        revision: settings.revision.to_string(),
    })
}

/// Returns the views of the deployed app.
#[utoipa::path(get, path = "/k/v1/app/views.json", tag = "app settings",
    request_body = SettingsOf, responses((status = 200, body = Views)))]
async fn live(
    State(state): State<Arc<AppState>>,
    call: Api<SettingsOf>,
) -> Result<Answer<Views>, Error> {
    let settings = form::live(&state, &call.caller, call.input.app.0).await?;
    Ok(answer(&settings))
}

/// Returns the views in the app's preview settings.
#[utoipa::path(get, path = "/k/v1/preview/app/views.json", tag = "app settings",
    request_body = SettingsOf, responses((status = 200, body = Views)))]
async fn preview(
    State(state): State<Arc<AppState>>,
    call: Api<SettingsOf>,
) -> Result<Answer<Views>, Error> {
    let settings = form::preview(&state, &call.caller, call.input.app.0).await?;
    Ok(answer(&settings))
}

request! {
    pub(crate) struct UpdateViews for Anyone, confirmed if has_html {
        /// The app's ID.
        app: AppParam,
        /// All views of the app by name. Views that are not listed are removed.
        #[schema(value_type = Object)]
        views: Sent,
        /// The revision that the caller expects to be the newest. -1 or absent skips the check.
        revision: Option<Expected>,
    }
}

impl UpdateViews {
    /// Returns true if one of the views is custom. Its HTML can contain script.
    fn has_html(&self) -> bool {
        plugdock_schema::views::Views::has_custom(&self.views)
    }
}

/// Replaces the views in the app's preview settings. Only a system administrator who signed in by
/// password or session may add or change a custom view. Other callers may keep, move or remove
/// existing custom views (R50).
#[utoipa::path(put, path = "/k/v1/preview/app/views.json", tag = "app settings",
    request_body = UpdateViews, responses((status = 200, body = NumberedViews)))]
async fn update(
    State(state): State<Arc<AppState>>,
    call: Api<UpdateViews>,
) -> Result<Answer<NumberedViews>, Error> {
    let Api { caller, input } = call;
    if input.has_html() && caller.is_admin() {
        // Only an administrator can add script with a custom view (R50).
        caller.must_be(Who::Admin)?;
    }
    let mut numbered = BTreeMap::new();
    let edit = |settings: &mut AppSettings| {
        settings.views = settings.views.read(&input.views, &settings.fields)?;
        // The answer contains only the IDs of the views.
        for view in settings.views.iter() {
            let id = view.id.to_string();
            numbered.insert(view.name.clone(), ViewNumber { id });
        }
        Ok(())
    };
    let revised = form::edit(&state, &caller, input.app, input.revision, edit).await?;
    Ok(Answer(NumberedViews {
        views: numbered,
        revision: revised.0.revision,
    }))
}
