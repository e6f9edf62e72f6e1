//! Authenticates requests to the proxy's addresses: they need a browser's session with its CSRF
//! token (R25). The extractor also reads the other request headers that handlers need, so that no
//! handler copies the headers.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use plugdock_proxy::HOP_HEADER;
use plugdock_store::User;

use super::frame::Form;
use crate::auth::Caller;
use crate::error::Error;
use crate::i18n::Locale;
use crate::params::Who;
use crate::state::AppState;

/// The signed-in user of a page.
pub(super) struct Session {
    pub(super) user: Arc<User>,
    pub(super) locale: Locale,
    /// True if the request comes from a Plugdock proxy (R23).
    pub(super) is_hop: bool,
    /// The format in which the page expects the answer.
    pub(super) form: Form,
}

impl FromRequestParts<Arc<AppState>> for Session {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<AppState>) -> Result<Self, Error> {
        let caller = Caller::from_request_parts(parts, state).await?;
        caller.must_be(Who::Session)?;
        Ok(Self {
            user: Arc::clone(caller.require_user()?),
            locale: caller.locale,
            is_hop: parts.headers.contains_key(HOP_HEADER),
            form: Form::asked(&parts.headers),
        })
    }
}
