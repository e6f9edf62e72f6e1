//! What is remembered of users, sessions and API tokens, so that a call asks no SQL for them.
//!
//! Each holds until its user, its sessions or its app's tokens change: what another process changed counts
//! here within a second, what this one changed at once.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use plugdock_schema::Millis;
use plugdock_store::{ApiToken, Cache, Reads, Store, TokenHash, Topic, User};
use secrecy::{ExposeSecret, SecretString};

use super::attempt::{self, Attempt};
use super::headers::Credentials;
use super::passwords::{Known, Passwords};
use crate::clock::Clock;
use crate::config::Config;
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
    created_at: Millis,
    last_seen: AtomicI64,
}

/// Who is who; one for a server.
#[derive(Debug)]
pub struct Auth {
    store: Store,
    clock: Clock,
    session_idle: Millis,
    session_life: Millis,
    pub(super) passwords: Passwords,
    users: Cache<String, Arc<User>>,
    sessions: Cache<TokenHash, Arc<SignedIn>>,
    tokens: Cache<TokenHash, ApiToken>,
}

impl Auth {
    /// With nothing remembered.
    pub fn new(config: &Config, clock: Clock, store: Store) -> Result<Self, Error> {
        Ok(Self {
            users: store.cache(USERS),
            sessions: store.cache(SESSIONS),
            tokens: store.cache(TOKENS),
            store,
            clock,
            session_idle: config.session_idle(),
            session_life: config.session_life(),
            passwords: Passwords::new()?,
        })
    }

    /// The user whom name and password belong to.
    pub(super) async fn user_by_password(
        &self,
        given: &Credentials,
        address: IpAddr,
    ) -> Result<Arc<User>, Error> {
        let login = &given.login;
        let user = self
            .users
            .get_or(login, |mut reads| async move {
                let user = self.store.user_by_login(login).await?;
                Ok::<_, Error>(user.map(|user| {
                    reads.found(Topic::User, user.id);
                    (Arc::new(user), reads)
                }))
            })
            .await?
            .filter(|user| user.active);
        let known = user.as_ref().map(|user| Known {
            user: user.id,
            version: user.credential_version,
            hash: user.password_hash.expose_secret(),
        });
        let place = attempt::place(address);
        if self.passwords.remembers(given, &place, known) {
            return user.ok_or_else(Error::password_failed);
        }
        let attempt =
            Attempt::of((&self.store, &self.clock), login, &place, user.as_deref()).await?;
        if let Err(refused) = attempt.look().await {
            self.passwords.was_refused(given, &place);
            return Err(refused);
        }
        let take = || attempt.take();
        let right = self.passwords.is_right(given, &place, known, take).await?;
        let user = user.filter(|_| right).ok_or_else(Error::password_failed)?;
        attempt.came_right(user.id).await?;
        Ok(user)
    }

    /// Whether the password is the one that `user` has, for what asks for it a second time. A wrong one
    /// counts as a wrong sign-in does.
    pub async fn is_password_of(
        &self,
        user: &User,
        password: SecretString,
        address: IpAddr,
    ) -> Result<bool, Error> {
        let login = user.login.clone();
        let given = Credentials { login, password };
        match self.user_by_password(&given, address).await {
            Ok(_) => Ok(true),
            Err(error) if error.code == Error::password_failed().code => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The API tokens, each of an app.
    pub(super) async fn tokens(&self, given: &[&str]) -> Result<Vec<ApiToken>, Error> {
        let mut found = Vec::with_capacity(given.len());
        for token in given {
            let hash = TokenHash::of(token);
            let token = self
                .tokens
                .get_or(&hash, |mut reads| async move {
                    let token = self.store.api_token(&hash).await?;
                    Ok::<_, Error>(token.map(|token| {
                        reads.found(Topic::ApiToken, token.app);
                        if let Some(owner) = &token.owner {
                            reads.found(Topic::User, owner.id);
                        }
                        (token, reads)
                    }))
                })
                .await?;
            let token = token.ok_or_else(Error::token_unknown)?;
            if token.suspended {
                return Err(Error::token_suspended());
            }
            found.push(token);
        }
        Ok(found)
    }

    /// The session of a cookie; `None` where it ended or was never one.
    pub(super) async fn session(&self, cookie: &str) -> Result<Option<Arc<SignedIn>>, Error> {
        let hash = TokenHash::of(cookie);
        let now = self.clock.now();
        let idle = self.session_idle;
        let load = |reads| self.load(hash, reads);
        let mut session = self.sessions.get_or(&hash, load).await?;
        if session
            .as_ref()
            .is_some_and(|session| session.idle_for(now) >= idle)
        {
            // Idle here; another process may have seen it since.
            self.sessions.forget(&hash);
            session = self.sessions.get_or(&hash, load).await?;
        }
        let life = self.session_life;
        let session = session.filter(|session| now.saturating_sub(session.created_at) < life);
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
            let ends = session.ends(now, idle, life);
            let touched = Box::pin(self.store.touch_session(&hash, ends, now));
            match touched.await {
                // On a full disk people can still read.
                Err(error) if error.trouble().is_some() => {
                    tracing::warn!(%error, "when a session was last seen could not be written");
                }
                touched => touched?,
            }
        }
        Ok(Some(session))
    }

    async fn load(
        &self,
        token: TokenHash,
        mut reads: Reads,
    ) -> Result<Option<(Arc<SignedIn>, Reads)>, Error> {
        let Some(session) = self.store.session(&token, self.clock.now()).await? else {
            return Ok(None);
        };
        reads.found(Topic::Session, session.user);
        reads.found(Topic::User, session.user);
        let user = self.store.user(session.user).await?;
        Ok(user.map(|user| {
            let signed_in = SignedIn {
                user: Arc::new(user),
                token,
                csrf: session.csrf,
                created_at: session.created_at,
                last_seen: AtomicI64::new(session.last_seen),
            };
            (Arc::new(signed_in), reads)
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
    /// When it is over if it is not used any more.
    fn ends(&self, now: Millis, idle: Millis, life: Millis) -> Millis {
        let idle = now.saturating_add(idle);
        idle.min(self.created_at.saturating_add(life))
    }

    fn idle_for(&self, now: Millis) -> Millis {
        now.saturating_sub(self.last_seen.load(Ordering::Relaxed))
    }
}
