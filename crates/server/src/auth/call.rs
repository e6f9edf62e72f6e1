//! A call of the REST API: who calls, and the parameters wherever they came in.

use std::sync::Arc;

use axum::extract::{FromRequest, Request};
use serde_json::Value;

use super::{Caller, TOKEN, identify};
use crate::error::Error;
use crate::params::{Input, Params};
use crate::state::App;

/// A call with its parameters read. Refusals come in this order: who calls, whether that may,
/// the form of the body, the request token, the parameters (all at once).
#[derive(Debug)]
pub struct Api<T> {
    /// Who calls.
    pub caller: Caller,
    /// What is asked.
    pub input: T,
}

impl<T: Input> FromRequest<Arc<App>> for Api<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Error> {
        let (parts, body) = request.into_parts();
        let caller = identify(&parts, app).await?;
        caller.must_be(T::WHO)?;
        let mut params = Params::collect(&parts, body).await?;
        // Stripped for every caller, before the parameters are judged (B8.1).
        let token = match params.take(TOKEN) {
            Some(Value::String(token)) => Some(token),
            _ => None,
        };
        caller.check_csrf(&parts, token.as_deref())?;
        let input = T::read(&mut params);
        let input = params.finish(input)?;
        Ok(Self { caller, input })
    }
}
