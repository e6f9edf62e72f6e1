//! "Show saved values" (R08): a ticket with which one settings page reads values without masks.
//!
//! Only the page that receives the ticket can use it. It names the session, the app and the plug-in,
//! it expires, and no session remembers it.

use std::sync::Arc;

use axum::extract::State;
use plugdock_package::PluginId;
use plugdock_schema::{AppId, Millis};
use plugdock_store::AuditLine;
use serde::Serialize;
use utoipa::ToSchema;

use super::Session;
use crate::api::answer::Answer;
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, PluginParam, request};
use crate::services::app_settings;
use crate::state::AppState;

/// The time for which a page may read values, in milliseconds: ten minutes.
const LIFE: Millis = 10 * 60 * 1_000;

request! {
    /// The settings page that shows saved values.
    pub(crate) struct ShowValues for Session, confirmed {
        /// The app's ID.
        app: AppParam,
        /// The plug-in's ID.
        plugin_id: PluginParam,
    }
}

#[derive(Serialize, ToSchema)]
pub(super) struct Ticket {
    /// The value of `shown` in requests to `config/get.json`. It is valid for ten minutes, in this
    /// session only.
    ticket: String,
}

/// Lets one settings page read saved values without masks (R08). Only users who manage the app may
/// call it.
#[utoipa::path(post, path = "/k/api/plugin/proxy/config/show.json", tag = "proxy",
    request_body = ShowValues, responses((status = 200, body = Ticket)))]
pub(super) async fn show(
    State(state): State<Arc<AppState>>,
    call: Api<ShowValues>,
) -> Result<Answer<Ticket>, Error> {
    let Api { caller, input } = call;
    let session = caller.session().ok_or_else(Error::no_privilege)?;
    let app = input.app.0;
    let plugin = input.plugin_id.id()?;
    app_settings::managed(&state.store, &caller.actor, app).await?;
    let settings = app_settings::preview(&state.store, app).await?;
    if settings.plugin(&plugin).is_none() {
        return Err(Error::plugin_not_added(&plugin));
    }
    let now = state.clock.now();
    let line = AuditLine::new("proxy_config.show", caller.by(), now);
    // Nothing is shown that is not on record.
    state
        .store
        .add_audit(vec![line.app(app).plugin(&plugin)])
        .await?;
    let expires = now.saturating_add(LIFE).to_string();
    let signature = with_parts(&session.csrf, (app, &plugin), &expires, |parts| {
        state.store.signature(parts)
    });
    Ok(Answer(Ticket {
        ticket: format!("{expires}.{signature}"),
    }))
}

/// Returns true if the ticket lets this session read the plug-in's values now.
pub(super) fn is_valid(
    state: &AppState,
    session: &Session,
    about: (AppId, &PluginId),
    ticket: Option<&str>,
) -> bool {
    let Some((expires, signature)) = ticket.and_then(|ticket| ticket.split_once('.')) else {
        return false;
    };
    let is_current = expires
        .parse()
        .is_ok_and(|expires: Millis| state.clock.now() < expires);
    is_current
        && with_parts(&session.signed_in.csrf, about, expires, |parts| {
            state.store.is_signature(signature, parts)
        })
}

/// Calls `act` with the parts that a ticket signs. The session's CSRF token stands for the session.
fn with_parts<T>(
    csrf: &str,
    (app, plugin): (AppId, &PluginId),
    expires: &str,
    act: impl FnOnce(&[&str]) -> T,
) -> T {
    act(&["shown", csrf, &app.to_string(), plugin.as_str(), expires])
}
