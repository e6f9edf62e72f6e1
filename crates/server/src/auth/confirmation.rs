//! The confirmation of requests that give somebody more power (T79).
//!
//! A script on an administrator's page acts with the administrator's session. So a session alone is
//! not enough for such a request: it carries the user's password itself. Nothing is remembered, and
//! the confirmation of one request helps no other.
//!
//! The origin that administration has for itself runs no plug-in. There, a password counts for ten
//! minutes, and so does signing in.

use plugdock_schema::Millis;
use secrecy::ExposeSecret as _;

use super::{Caller, headers};
use crate::error::Error;
use crate::params::Confirmation;
use crate::site::Site;
use crate::state::AppState;

/// The time for which a password counts on the origin of the administration, in milliseconds.
const REMEMBERED: Millis = 10 * 60 * 1_000;

impl Caller {
    /// Refuses a request that gives somebody more power if a session did not confirm it. Handlers
    /// call this if only stored data shows what a request does.
    pub async fn confirm(&self, state: &AppState) -> Result<(), Error> {
        check(Confirmation::Needed, self, state).await
    }
}

/// Refuses a request of a session that needs a confirmation and has none. A wrong password counts
/// as a failed sign-in.
pub(super) async fn check(
    needed: Confirmation,
    caller: &Caller,
    state: &AppState,
) -> Result<(), Error> {
    let Some(session) = caller.session() else {
        return Ok(());
    };
    if !state.config.confirms(needed) {
        return Ok(());
    }
    let header = caller.confirmation();
    let now = state.clock.now();
    let may_remember = caller.site() == Site::Administration;
    if header.is_none() && may_remember {
        let confirmed = state.store.confirmed_at(&session.token).await?;
        if confirmed.is_some_and(|at| now.saturating_sub(at) < REMEMBERED) {
            return Ok(());
        }
    }
    let header = header
        .ok_or_else(Error::confirmation_needed)?
        .expose_secret();
    let password = headers::password(header.as_bytes()).ok_or_else(Error::confirmation_wrong)?;
    let address = caller.by().address.ok_or_else(Error::confirmation_wrong)?;
    let is_right = state
        .auth
        .is_password_of(&session.user, password, address)
        .await?;
    if !is_right {
        return Err(Error::confirmation_wrong());
    }
    if may_remember {
        state.store.confirm_session(&session.token, now).await?;
    }
    Ok(())
}
