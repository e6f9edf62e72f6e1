//! Who may use the proxy's addresses: a browser's session, with its request token (R25); and what the
//! request's headers say besides, read here once so that no handler needs a copy of them.

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

/// A signed-in user of a page.
pub(super) struct Session {
    pub(super) user: Arc<User>,
    pub(super) locale: Locale,
    /// The request comes from a proxy of ours (R23).
    pub(super) is_hop: bool,
    /// How the page takes an answer.
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
