//! Begins and ends sessions of browsers.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum_extra::extract::cookie::{Cookie, SameSite};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use plugdock_store::{By, Session, TokenHash, User};
use secrecy::SecretString;

use super::Caller;
use super::headers::{self, Credentials};
use super::passwords::{MAX_PASSWORD, MIN_PASSWORD, Unfit};
use crate::error::Error;
use crate::request_context::RequestContext;
use crate::site::Site;
use crate::state::AppState;

/// A session that has just begun.
pub struct Begun {
    /// The user of the session.
    pub user: Arc<User>,
    /// The CSRF token of the session.
    pub csrf: String,
    /// The `Set-Cookie` header. It contains the only copy of the session's token.
    pub cookie: HeaderValue,
}

impl fmt::Debug for Begun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Begun")
            .field("user", &self.user.id)
            .finish_non_exhaustive()
    }
}

/// The client that wants to sign in.
#[derive(Debug)]
pub struct Visitor {
    /// The address that the request comes from.
    pub address: IpAddr,
    /// The session in the browser's cookie. An attacker may have planted it.
    pub session: Option<TokenHash>,
    /// The browser's description of itself, shortened. It may be empty.
    pub user_agent: String,
    /// The site that the request was sent to.
    pub(crate) site: Site,
}

impl Visitor {
    /// Reads the client from a request.
    pub fn of(state: &AppState, parts: &Parts) -> Self {
        let site = RequestContext::in_request(&parts.extensions).site();
        let session = headers::session(&parts.headers, state.guard.sites().cookie(site));
        Self {
            address: state.guard.client(&parts.extensions, &parts.headers),
            session: session.map(TokenHash::of),
            user_agent: user_agent(&parts.headers),
            site,
        }
    }
}

/// The maximum number of characters of a browser's description that are stored.
const MAX_USER_AGENT: usize = 300;

fn user_agent(headers: &HeaderMap) -> String {
    let text = headers.get(header::USER_AGENT).map(HeaderValue::as_bytes);
    let text = String::from_utf8_lossy(text.unwrap_or_default());
    text.chars().take(MAX_USER_AGENT).collect()
}

/// Begins a session for the user to whom the name and the password belong. The token is always new,
/// and the session in the browser's cookie ends. So a token that an attacker planted before is
/// worthless.
pub async fn sign_in(
    state: &AppState,
    visitor: &Visitor,
    login: String,
    password: SecretString,
) -> Result<Begun, Error> {
    let given = Credentials { login, password };
    let user = state.auth.user_by_password(&given, visitor.address).await?;
    let now = state.clock.now();
    let token = random()?;
    let csrf = random()?;
    let session = Session {
        user: user.id,
        csrf: csrf.clone(),
        created_at: now,
        last_seen: now,
        expires_at: now.saturating_add(state.config.session_idle()),
        address: Some(visitor.address),
        user_agent: visitor.user_agent.clone(),
        is_administration: visitor.site == Site::Administration,
    };
    let version = user.credential_version;
    let begun = state
        .store
        .add_session(&TokenHash::of(&token), &session, version, now)
        .await?;
    // Another password was set or the user was deactivated while this password was checked.
    if !begun {
        return Err(Error::password_failed());
    }
    if let Some(old) = &visitor.session {
        let by = By::user(user.id, Some(visitor.address));
        state.store.remove_session(old, by, now).await?;
    }
    let mut cookie = cookie(state, visitor.site, token)?;
    cookie.set_sensitive(true);
    Ok(Begun { user, csrf, cookie })
}

/// Ends a session. Returns the `Set-Cookie` header that removes its cookie.
pub async fn sign_out(state: &AppState, caller: &Caller) -> Result<HeaderValue, Error> {
    let session = caller.session().ok_or_else(Error::please_login)?;
    state
        .store
        .remove_session(&session.token, caller.by(), state.clock.now())
        .await?;
    no_cookie(state, caller)
}

/// Returns the `Set-Cookie` header that removes the session's cookie from the browser.
pub fn no_cookie(state: &AppState, caller: &Caller) -> Result<HeaderValue, Error> {
    cookie(state, caller.site(), String::new())
}

/// Returns the PHC string to store for a new password of the user `login`, or an error if the
/// password is not accepted.
pub async fn hash_password(
    state: &AppState,
    password: SecretString,
    login: &str,
) -> Result<SecretString, Error> {
    let plain = |key| Err(Error::invalid_at("password", key, Vec::new()));
    let (key, place, bound) = match state
        .auth
        .passwords
        .hash(password, login.to_owned())
        .await?
    {
        Ok(hash) => return Ok(hash),
        Err(Unfit::Short) => ("errors.too_short", "minimum", MIN_PASSWORD),
        Err(Unfit::Long) => ("errors.too_long", "maximum", MAX_PASSWORD),
        Err(Unfit::Name) => return plain("errors.password_name"),
        Err(Unfit::Common) => return plain("errors.password_common"),
        Err(Unfit::Salt) => return Err(Error::internal(&Unfit::Salt)),
    };
    Err(Error::invalid_at(
        "password",
        key,
        vec![(place, bound.to_string())],
    ))
}

/// Returns 32 random bytes as base64url text.
pub fn random() -> Result<String, Error> {
    let mut bytes = [0; 32];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Error::internal("no random bytes"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Returns a new API token. As in Kintone, it consists of 40 letters and digits, which hold 238 bits
/// (R51).
pub fn api_token() -> Result<String, Error> {
    const LENGTH: usize = 40;
    const SIGNS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut token = String::with_capacity(LENGTH);
    while token.len() < LENGTH {
        let mut bytes = [0; LENGTH];
        aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Error::internal("no random bytes"))?;
        // Greater bytes would make the first signs more likely than the others.
        let fair = bytes
            .into_iter()
            .map(usize::from)
            .filter(|byte| *byte < 62 * 4);
        let signs = fair.map(|byte| char::from(SIGNS[byte % 62]));
        token.extend(signs.take(LENGTH - token.len()));
    }
    Ok(token)
}

fn cookie(state: &AppState, site: Site, token: String) -> Result<HeaderValue, Error> {
    let ends = token.is_empty();
    let sites = state.guard.sites();
    let mut cookie = Cookie::build((sites.cookie(site), token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(sites.is_https(site))
        .build();
    if ends {
        cookie.make_removal();
    }
    HeaderValue::from_str(&cookie.to_string()).map_err(|e| Error::internal(&e))
}
