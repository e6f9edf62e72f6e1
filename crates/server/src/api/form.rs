//! Functions that the endpoints of an app's form and views share: loading settings and checking
//! permissions.

use std::sync::Arc;

use plugdock_schema::{AppId, Invalid, Revision};
use plugdock_store::{Access, AppSettings};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::{Answer, Revised};
use crate::auth::Caller;
use crate::error::Error;
use crate::params::{AppParam, Expected, Text, request};
use crate::services::app_settings;
use crate::state::AppState;

request! {
    /// The app whose settings are returned.
    pub(super) struct SettingsOf for Anyone {
        /// The app's ID.
        pub(super) app: AppParam,
        /// Ignored. Names have one language, and the answer uses it.
        #[expect(dead_code, reason = "callers may send it, but it has no effect")]
        lang: Option<Text>,
    }
}

/// Returns the live settings. Callers need permission to view or add records, or to manage the
/// app (B3.6).
pub(super) async fn live(
    state: &AppState,
    caller: &Caller,
    id: AppId,
) -> Result<Arc<AppSettings>, Error> {
    let access = state.store.access(&caller.actor, id).await?;
    if !access.can_view() && !access.can_add() && !access.can_manage() {
        return Err(Error::no_privilege());
    }
    app_settings::seen(&state.store, &access).await
}

/// Returns the preview settings. Callers need permission to manage the app.
pub(super) async fn preview(
    state: &AppState,
    caller: &Caller,
    id: AppId,
) -> Result<AppSettings, Error> {
    managed(state, caller, id).await?;
    app_settings::preview(&state.store, id).await
}

/// Returns the caller's access to an app, or an error if the caller may not manage the app.
pub(super) async fn managed(state: &AppState, caller: &Caller, id: AppId) -> Result<Access, Error> {
    app_settings::managed(&state.store, &caller.actor, id).await
}

/// Changes the preview settings. On faults, it reports all of them at once and saves nothing.
pub(super) async fn edit(
    state: &AppState,
    caller: &Caller,
    id: AppParam,
    expected: Option<Expected>,
    change: impl FnOnce(&mut AppSettings) -> Result<(), Invalid> + Send,
) -> Result<Answer<Revised>, Error> {
    let access = managed(state, caller, id.0).await?;
    let revision = revise(state, &access, expected, change).await?;
    Ok(revision.into())
}

/// Changes the preview settings as [`edit`] does, with an access that the caller already has.
/// Returns the new revision.
pub(super) async fn revise(
    state: &AppState,
    access: &Access,
    expected: Option<Expected>,
    change: impl FnOnce(&mut AppSettings) -> Result<(), Invalid> + Send,
) -> Result<Revision, Error> {
    let expected = Expected::of(expected);
    let edit = |settings: &mut AppSettings| change(settings).map_err(plugdock_store::Error::from);
    let now = state.clock.now();
    Ok(state
        .store
        .edit_settings(access, expected, now, edit)
        .await?)
}

/// Changes fields in the preview settings. In addition to [`edit`], it checks the forms of other
/// apps that the fields refer to, if the caller may view them. Faults that existed before the
/// change do not block it.
pub(super) async fn edit_fields(
    state: &AppState,
    caller: &Caller,
    id: AppParam,
    expected: Option<Expected>,
    change: impl Fn(&mut AppSettings) -> Result<(), Invalid> + Send + Sync,
) -> Result<Answer<Revised>, Error> {
    let before = preview(state, caller, id.0).await?;
    let mut after = before.clone();
    // Faults of the change itself are reported below, against the settings at that moment.
    let apps = match change(&mut after) {
        Ok(()) => after.fields.related_apps(),
        Err(_) => Vec::new(),
    };
    let mut forms = Vec::with_capacity(apps.len());
    for related in apps {
        // A form that refers to its own app is checked in its new state.
        if related == id.0 {
            forms.push((related, Some(after.fields.clone())));
            continue;
        }
        let form = match live(state, caller, related).await {
            Ok(settings) => Some(settings.fields.clone()),
            Err(error) if error.status.is_client_error() => None,
            Err(error) => return Err(error),
        };
        forms.push((related, form));
    }
    let edit = |settings: &mut AppSettings| {
        let old = settings.fields.check_against(&forms);
        change(settings)?;
        let mut problems = settings.fields.check_against(&forms);
        problems.retain(|problem| !old.contains(problem));
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Invalid { problems })
        }
    };
    self::edit(state, caller, id, expected, edit).await
}

/// A user, in the format of records and apps.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UserName {
    pub(super) code: String,
    pub(super) name: String,
}
