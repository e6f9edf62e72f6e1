//! The caller of one request.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use plugdock_schema::UserId;
use plugdock_store::{Actor, By, TokenHash, User};
use secrecy::SecretString;

use super::{SignedIn, headers};
use crate::error::Error;
use crate::i18n::Locale;
use crate::params::Who;
use crate::request_context::{RequestContext, record_user};
use crate::site::{Site, is_public_api};
use crate::state::AppState;

/// The name of the CSRF token in a body, a form or a query (B8.1).
pub const TOKEN: &str = "__REQUEST_TOKEN__";

/// The way in which a caller authenticated.
#[derive(Clone, Debug)]
pub enum How {
    /// A name and a password in the request's header.
    Password,
    /// API tokens.
    Token,
    /// A browser's session.
    Session(Arc<SignedIn>),
}

/// The caller, whose permissions the store checks.
///
/// As an extractor it checks the CSRF token: a request that changes data in a session must carry the
/// token in its header or its query. If the token may also be in the body, use [`super::Api`].
#[derive(Clone, Debug)]
pub struct Caller {
    /// A user or API tokens.
    pub actor: Actor,
    /// The language to answer in.
    pub locale: Locale,
    /// The way in which the caller authenticated.
    pub how: How,
    /// The header that confirms the request, as it was sent (T79).
    confirmation: Option<SecretString>,
    /// The site that the request was sent to.
    site: Site,
    /// True if the request changes data.
    is_change: bool,
}

impl Caller {
    /// Returns the header that confirms the request.
    pub(super) fn confirmation(&self) -> Option<&SecretString> {
        self.confirmation.as_ref()
    }

    /// Returns the site that the request was sent to.
    pub(crate) fn site(&self) -> Site {
        self.site
    }

    /// Returns the user, or `None` for API tokens.
    pub fn user(&self) -> Option<&Arc<User>> {
        match &self.actor {
            Actor::User(user, _) => Some(user),
            Actor::Tokens(..) => None,
        }
    }

    /// Returns the user. Refuses API tokens, which act for an app (B3.1).
    pub fn require_user(&self) -> Result<&Arc<User>, Error> {
        self.user().ok_or_else(Error::no_privilege)
    }

    /// Returns the origin of the caller's actions, for the audit log.
    pub fn by(&self) -> By {
        self.actor.by()
    }

    /// Returns true for a system administrator.
    pub fn is_admin(&self) -> bool {
        self.user().is_some_and(|user| user.admin)
    }

    /// Returns the session, if the caller uses one.
    pub fn session(&self) -> Option<&Arc<SignedIn>> {
        match &self.how {
            How::Session(session) => Some(session),
            How::Password | How::Token => None,
        }
    }

    /// Returns the caller's session if it belongs to `user`. It stays open when the other sessions
    /// of `user` end.
    pub fn kept(&self, user: UserId) -> Option<&TokenHash> {
        let session = self.session()?;
        (session.user.id == user).then_some(&session.token)
    }

    /// Refuses callers of the wrong kind (T78). If the administration has an origin of its own, it
    /// also refuses a session that changes something there from a page of the apps (T79).
    pub fn must_be(&self, who: Who) -> Result<(), Error> {
        let may = match who {
            Who::Anyone => true,
            Who::User => self.user().is_some(),
            Who::Session => self.session().is_some(),
            Who::Admin => self.is_admin(),
        };
        let is_at_apps = self.site == Site::Apps && self.session().is_some();
        if may && who == Who::Admin && self.is_change && is_at_apps {
            return Err(Error::administration_elsewhere());
        }
        if may {
            Ok(())
        } else {
            Err(Error::no_privilege())
        }
    }

    /// Refuses a request with a session that changes data without the CSRF token. `token` is the
    /// token found in the body or query. The request guard has already refused pages of other
    /// sites.
    pub fn check_csrf(&self, parts: &Parts, token: Option<&str>) -> Result<(), Error> {
        let How::Session(session) = &self.how else {
            return Ok(());
        };
        if !changes_state(&parts.method) {
            return Ok(());
        }
        let header = parts.headers.get(headers::CSRF);
        let given = header
            .map(HeaderValue::as_bytes)
            .or(token.map(str::as_bytes));
        let right = given.is_some_and(|given| {
            aws_lc_rs::constant_time::verify_slices_are_equal(given, session.csrf.as_bytes())
                .is_ok()
        });
        if right { Ok(()) } else { Err(Error::csrf()) }
    }
}

/// Returns the CSRF token in the query.
pub fn csrf_in(parts: &Parts) -> Option<String> {
    let query = parts.uri.query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == TOKEN)
        .map(|(_, token)| token.into_owned())
}

/// Returns true for methods that change data, which pages of other sites must not trigger.
pub(super) fn changes_state(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Authenticates the caller and sets the language of the request. Reads only headers.
pub async fn identify(parts: &Parts, state: &AppState) -> Result<Caller, Error> {
    let context = RequestContext::in_request(&parts.extensions);
    let site = context.site();
    let (actor, how) = known(parts, site, state).await?;
    if let Actor::User(user, _) = &actor {
        record_user(user.id);
        if let Some(locale) = user.locale.as_deref().and_then(Locale::parse) {
            context.set_user(locale);
        }
    }
    Ok(Caller {
        actor,
        locale: context.locale(),
        how,
        site,
        is_change: changes_state(&parts.method),
        confirmation: parts.headers.get(headers::CONFIRMATION).map(|value| {
            SecretString::from(String::from_utf8_lossy(value.as_bytes()).into_owned())
        }),
    })
}

async fn known(parts: &Parts, site: Site, state: &AppState) -> Result<(Actor, How), Error> {
    let address = state.guard.client(&parts.extensions, &parts.headers);
    if let Some(header) = parts.headers.get(headers::PASSWORD) {
        let given = headers::credentials(header.as_bytes()).ok_or_else(Error::password_failed)?;
        let user = Box::pin(state.auth.user_by_password(&given, address)).await?;
        return Ok((Actor::User(user, Some(address)), How::Password));
    }
    if parts.headers.contains_key(headers::TOKENS) {
        let tokens = headers::tokens(&parts.headers).ok_or_else(Error::illegal_request)?;
        if !tokens.is_empty() {
            let tokens = Box::pin(state.auth.tokens(&tokens)).await?;
            return Ok((Actor::Tokens(tokens, Some(address)), How::Token));
        }
    }
    let cookie = headers::session(&parts.headers, state.guard.sites().cookie(site))
        .ok_or_else(Error::please_login)?;
    // A link or form of another page cannot send this header. So Kintone's REST API accepts a
    // session only with the header (B8.1). Pages and their own addresses are protected by SameSite
    // and the CSRF token.
    let path = parts.uri.path();
    if is_public_api(path) && !is_script(parts) {
        return Err(Error::please_login());
    }
    let session = state
        .auth
        .session(cookie)
        .await?
        .filter(|session| session.is_administration == (site == Site::Administration))
        .ok_or_else(Error::please_login)?;
    let actor = Actor::User(session.user.clone(), Some(address));
    Ok((actor, How::Session(session)))
}

fn is_script(parts: &Parts) -> bool {
    parts
        .headers
        .get(headers::REQUESTED_WITH)
        .is_some_and(|value| !value.is_empty())
}

impl FromRequestParts<Arc<AppState>> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<AppState>) -> Result<Self, Error> {
        let caller = identify(parts, state).await?;
        caller.check_csrf(parts, csrf_in(parts).as_deref())?;
        Ok(caller)
    }
}

/// A system administrator. Other callers are refused.
#[derive(Clone, Debug)]
pub struct Admin(pub Caller);

impl FromRequestParts<Arc<AppState>> for Admin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<AppState>) -> Result<Self, Error> {
        let caller = Caller::from_request_parts(parts, state).await?;
        caller.must_be(Who::Admin)?;
        Ok(Self(caller))
    }
}
