//! A call of the REST API: the caller and the parameters from all their sources.

use std::sync::Arc;

use axum::extract::{FromRequest, Request};

use super::{Caller, TOKEN, confirmation, identify};
use crate::error::Error;
use crate::params::{Given, Input};
use crate::state::AppState;

/// A call with its parameters. Refusals come in this order: authentication, permission, the syntax
/// of the body, the CSRF token, the parameters (all faults at once), and the confirmation.
#[derive(Debug)]
pub struct Api<T> {
    /// The caller.
    pub caller: Caller,
    /// The parameters.
    pub input: T,
}

impl<T: Input> FromRequest<Arc<AppState>> for Api<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &Arc<AppState>) -> Result<Self, Error> {
        let (parts, body) = request.into_parts();
        let caller = identify(&parts, state).await?;
        caller.must_be(T::WHO)?;
        let given = Given::collect(&parts, body).await?;
        let (token, input) = given.read(TOKEN).await?;
        caller.check_csrf(&parts, token.as_deref())?;
        let input: T = input?;
        confirmation::check(input.confirmation(), &caller, state).await?;
        Ok(Self { caller, input })
    }
}
