//! What is remembered of users, sessions and API tokens, so that a call asks no SQL for them.
//!
//! It holds while the store's head of changes stands: what another process changed counts here
//! within a second, what this one changed at once.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use plugdock_store::{ApiToken, Millis, TokenHash, User};

use secrecy::ExposeSecret;

use super::headers::Credentials;
use super::memory::Memory;
use super::passwords::{Known, Passwords};
use crate::app::App;
use crate::error::Error;

const USERS: u64 = 10_000;
const SESSIONS: u64 = 50_000;
const TOKENS: u64 = 10_000;
/// `last_seen` is written at most this often.
const SEEN_EVERY: Millis = 60_000;

/// A session that is open, as it is remembered.
pub struct SignedIn {
    /// Whose it is.
    pub user: Arc<User>,
    /// The session's key in the store.
    pub token: TokenHash,
    /// The request token that state changes must bring.
    pub csrf: String,
    last_seen: AtomicI64,
}

/// Who is who; one for a server.
#[derive(Debug)]
pub struct Auth {
    pub(super) passwords: Passwords,
    users: Memory<String, Arc<User>>,
    sessions: Memory<TokenHash, Arc<SignedIn>>,
    tokens: Memory<TokenHash, ApiToken>,
}

impl Auth {
    /// With nothing remembered.
    pub fn new() -> Result<Self, Error> {
        Ok(Self {
            passwords: Passwords::new()?,
            users: Memory::new(USERS),
            sessions: Memory::new(SESSIONS),
            tokens: Memory::new(TOKENS),
        })
    }

    /// The user whom name and password belong to.
    pub(super) async fn user_by_password(
        &self,
        app: &App,
        given: &Credentials,
    ) -> Result<Arc<User>, Error> {
        let login = &given.login;
        let user = self
            .users
            .get_or(login, app.store.head(), || async {
                Ok(app.store.user_by_login(login).await?.map(Arc::new))
            })
            .await?
            .filter(|user| user.active);
        let known = user.as_ref().map(|user| Known {
            user: user.id,
            version: user.credential_version,
            hash: user.password_hash.expose_secret(),
        });
        let right = self.passwords.is_right(given, known).await?;
        user.filter(|_| right).ok_or_else(Error::password_failed)
    }

    /// The API tokens, each of an app.
    pub(super) async fn tokens(&self, app: &App, given: &[&str]) -> Result<Vec<ApiToken>, Error> {
        let mut found = Vec::with_capacity(given.len());
        for token in given {
            let hash = TokenHash::of(token);
            let token = self
                .tokens
                .get_or(&hash, app.store.head(), || async {
                    Ok(app.store.api_token(&hash).await?)
                })
                .await?;
            found.push(token.ok_or_else(Error::token_unknown)?);
        }
        Ok(found)
    }

    /// The session of a cookie; `None` where it ended or was never one.
    pub(super) async fn session(
        &self,
        app: &App,
        cookie: &str,
    ) -> Result<Option<Arc<SignedIn>>, Error> {
        let hash = TokenHash::of(cookie);
        let now = app.clock.now();
        let idle = app.config.session_idle();
        let load = || self.load(app, hash);
        let mut session = self.sessions.get_or(&hash, app.store.head(), load).await?;
        if session
            .as_ref()
            .is_some_and(|session| session.idle_for(now) >= idle)
        {
            // Idle here; another process may have seen it since.
            self.sessions.forget(&hash);
            session = self.sessions.get_or(&hash, app.store.head(), load).await?;
        }
        let Some(session) = session.filter(|session| session.user.active) else {
            return Ok(None);
        };
        let seen = session.last_seen.load(Ordering::Relaxed);
        let stale = now.saturating_sub(seen) >= SEEN_EVERY;
        let turn = Ordering::Relaxed;
        // Of many calls at once, one writes.
        if stale
            && session
                .last_seen
                .compare_exchange(seen, now, turn, turn)
                .is_ok()
        {
            app.store
                .touch_session(&hash, now.saturating_add(idle), now)
                .await?;
        }
        Ok(Some(session))
    }

    async fn load(&self, app: &App, token: TokenHash) -> Result<Option<Arc<SignedIn>>, Error> {
        let Some(session) = app.store.session(&token, app.clock.now()).await? else {
            return Ok(None);
        };
        let user = app.store.user(session.user).await?;
        Ok(user.map(|user| {
            Arc::new(SignedIn {
                user: Arc::new(user),
                token,
                csrf: session.csrf,
                last_seen: AtomicI64::new(session.last_seen),
            })
        }))
    }
}

impl fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedIn")
            .field("user", &self.user.id)
            .finish_non_exhaustive()
    }
}

impl SignedIn {
    fn idle_for(&self, now: Millis) -> Millis {
        now.saturating_sub(self.last_seen.load(Ordering::Relaxed))
    }
}
