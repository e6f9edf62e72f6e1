//! A call of the REST API: who calls, and the parameters wherever they came in.

use std::sync::Arc;

use axum::extract::{FromRequest, Request};

use super::{Caller, TOKEN, identify};
use crate::error::Error;
use crate::params::{Given, Input};
use crate::state::AppState;

/// A call with its parameters read. Refusals come in this order: who calls, whether that may,
/// the form of the body, the request token, the parameters (all at once).
#[derive(Debug)]
pub struct Api<T> {
    /// Who calls.
    pub caller: Caller,
    /// What is asked.
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
        Ok(Self {
            caller,
            input: input?,
        })
    }
}
