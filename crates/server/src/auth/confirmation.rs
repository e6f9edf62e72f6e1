//! The confirmation of requests that give somebody more power (T79).
//!
//! A script on an administrator's page acts with the administrator's session. So a session alone is
//! not enough for such a request: it carries the user's password itself. Nothing is remembered, and
//! the confirmation of one request helps no other.

use secrecy::ExposeSecret as _;

use super::{Caller, headers};
use crate::error::Error;
use crate::params::Confirmation;
use crate::state::AppState;

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
    let header = header
        .ok_or_else(Error::confirmation_needed)?
        .expose_secret();
    let password = headers::password(header.as_bytes()).ok_or_else(Error::confirmation_wrong)?;
    let address = caller.by().address.ok_or_else(Error::confirmation_wrong)?;
    let is_right = state
        .auth
        .is_password_of(&session.user, password, address)
        .await?;
    if is_right {
        Ok(())
    } else {
        Err(Error::confirmation_wrong())
    }
}
