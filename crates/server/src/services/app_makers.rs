//! The groups whose members may create apps: everyone, unless an administrator chose others. System
//! administrators always may.

use plugdock_schema::Millis;
use plugdock_schema::acl::EVERYONE;
use plugdock_store::{AuditLine, By, GroupKind, User};

use crate::error::Error;
use crate::state::AppState;

/// The name of the server setting. Its value is a JSON list of group codes.
const KEY: &str = "app.makers";

/// Returns the codes of the groups.
pub(crate) async fn in_force(state: &AppState) -> Result<Vec<String>, Error> {
    match state.store.server_setting(KEY).await? {
        None => Ok(vec![EVERYONE.to_owned()]),
        Some(text) => serde_json::from_str(&text).map_err(|error| Error::internal(&error)),
    }
}

/// Returns true if a user may create apps.
pub(crate) async fn may(state: &AppState, user: &User) -> Result<bool, Error> {
    if user.admin {
        return Ok(true);
    }
    let codes = in_force(state).await?;
    if codes.iter().any(|code| code == EVERYONE) {
        return Ok(true);
    }
    let memberships = state.store.memberships(user).await?;
    Ok(codes.iter().any(|code| memberships.groups.contains(code)))
}

/// Changes the groups.
///
/// # Errors
/// An error at `appMakers` if one of the groups does not exist.
pub(crate) async fn choose(
    state: &AppState,
    codes: &[String],
    by: By,
    now: Millis,
) -> Result<(), Error> {
    for code in codes {
        if !state.store.has_group(GroupKind::Group, code).await? {
            let params = vec![("code", code.clone())];
            return Err(Error::invalid_at("appMakers", "errors.no_group", params));
        }
    }
    let line = AuditLine::new("settings.change", by, now);
    let line = line.detail(format!("app_makers={}", codes.join(",")));
    let value = serde_json::to_string(codes).map_err(|error| Error::internal(&error))?;
    state
        .store
        .change_server_setting(KEY, now, |_| Ok((value, line)))
        .await
}
