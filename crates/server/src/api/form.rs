//! What the endpoints of an app's form and views share: which settings are asked for, and who may.

use plugdock_store::fields::Invalid;
use plugdock_store::{Access, AppId, Millis, Revision, Settings, Store};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::answer::Revised;
use crate::app::App;
use crate::auth::Caller;
use crate::error::Error;
use crate::params::{Input, Params, Who};

/// An app, and nothing more.
#[derive(Debug)]
pub(super) struct OfApp {
    pub(super) app: AppId,
}

impl Input for OfApp {
    const WHO: Who = Who::Anyone;

    fn read(params: &mut Params) -> Self {
        Self { app: params.app() }
    }
}

/// Settings in operation: for whoever may see or add records (B3.6).
pub(super) async fn live(app: &App, caller: &Caller, id: AppId) -> Result<Settings, Error> {
    let access = app.store.access(&caller.actor, id).await?;
    if !access.can_view() && !access.can_add() && !access.can_manage() {
        return Err(Error::no_privilege());
    }
    let known = app.store.app(id).await?;
    let revision = known.and_then(|known| known.live);
    settings(&app.store, id, revision).await
}

/// Pending settings: for whoever manages the app.
pub(super) async fn preview(app: &App, caller: &Caller, id: AppId) -> Result<Settings, Error> {
    managed(app, caller, id).await?;
    let known = app.store.app(id).await?;
    let revision = known.map(|known| known.preview);
    settings(&app.store, id, revision).await
}

async fn settings(store: &Store, id: AppId, revision: Option<Revision>) -> Result<Settings, Error> {
    let revision = revision.ok_or_else(|| Error::no_app(&id))?;
    let settings = store.settings(id, revision).await?;
    settings.ok_or_else(|| Error::no_app(&id))
}

/// The right to manage an app.
pub(super) async fn managed(app: &App, caller: &Caller, id: AppId) -> Result<Access, Error> {
    let access = app.store.access(&caller.actor, id).await?;
    if access.can_manage() {
        Ok(access)
    } else {
        Err(Error::no_privilege())
    }
}

/// Changes the pending settings; what is wrong is told all at once and nothing is kept.
pub(super) async fn edit(
    app: &App,
    caller: &Caller,
    id: AppId,
    expected: Option<Revision>,
    change: impl FnOnce(&mut Settings) -> Result<(), Invalid> + Send,
) -> Result<Revised, Error> {
    let access = managed(app, caller, id).await?;
    let now: Millis = app.clock.now();
    let revision = app
        .store
        .edit_settings(&access, expected, now, |settings| {
            change(settings).map_err(plugdock_store::Error::from)
        })
        .await?;
    Ok(Revised {
        revision: revision.to_string(),
    })
}

/// A required object.
pub(super) fn object(params: &mut Params, name: &str) -> serde_json::Map<String, Value> {
    match params.required(name) {
        Value::Object(object) => object,
        Value::Null => serde_json::Map::new(),
        _ => {
            params.wrong(name, "errors.not_object", Vec::new());
            serde_json::Map::new()
        }
    }
}

/// A user as records and apps name one.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Person {
    pub(super) code: String,
    pub(super) name: String,
}
