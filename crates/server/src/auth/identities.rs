//! Caches of users, sessions and API tokens, so that a call needs no SQL for them.
//!
//! An entry is valid until its user, its sessions or the tokens of its app change. Changes in this
//! process take effect at once, and changes in another process within a second.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use plugdock_schema::Millis;
use plugdock_store::{ApiToken, AuditLine, Cache, Reads, Store, TokenHash, Topic, User};
use secrecy::{ExposeSecret, SecretString};

use super::attempt::{self, Attempt};
use super::headers::Credentials;
use super::passwords::{Known, Passwords};
use super::refusals::Refusals;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Error;

const USERS: u64 = 10_000;
const SESSIONS: u64 = 50_000;
const TOKENS: u64 = 10_000;
/// The minimum time between two writes of `last_seen`.
const SEEN_EVERY: Millis = 60_000;

/// An open session, as it is cached.
pub struct SignedIn {
    /// The user of the session.
    pub user: Arc<User>,
    /// The session's key in the store.
    pub token: TokenHash,
    /// The CSRF token, which requests that change data must send.
    pub csrf: String,
    /// True for a session of the origin that administration has for itself.
    pub is_administration: bool,
    created_at: Millis,
    last_seen: AtomicI64,
}

/// The authentication of a server. A server has one.
#[derive(Debug)]
pub struct Auth {
    store: Store,
    clock: Clock,
    session_idle: Millis,
    session_life: Millis,
    pub(super) passwords: Passwords,
    refusals: Refusals,
    users: Cache<String, Arc<User>>,
    sessions: Cache<TokenHash, Arc<SignedIn>>,
    tokens: Cache<TokenHash, ApiToken>,
}

impl Auth {
    /// Creates the authentication with empty caches.
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
            refusals: Refusals::default(),
        })
    }

    /// Returns the user to whom the name and the password belong. A wrong password goes on record.
    pub(super) async fn user_by_password(
        &self,
        given: &Credentials,
        address: IpAddr,
    ) -> Result<Arc<User>, Error> {
        let checked = self.check_password(given, address).await;
        let is_wrong = |error: &Error| error.code == Error::password_failed().code;
        if checked.as_ref().is_err_and(is_wrong) {
            let now = self.clock.now();
            self.record(self.refusals.note(&given.login, address, now))
                .await;
        }
        checked
    }

    /// Writes the refused sign-ins that are not in the audit log yet.
    pub(crate) async fn record_refusals(&self) {
        self.record(self.refusals.due(self.clock.now())).await;
    }

    async fn record(&self, lines: Vec<AuditLine>) {
        if lines.is_empty() {
            return;
        }
        if let Err(error) = self.store.add_audit(lines).await {
            tracing::error!(%error, "could not write refused sign-ins to the audit log");
        }
    }

    async fn check_password(
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
        let from = (&*place, attempt.is_known_place);
        let right = self.passwords.is_right(given, from, known, take).await?;
        let user = user.filter(|_| right).ok_or_else(Error::password_failed)?;
        attempt.came_right(user.id).await?;
        Ok(user)
    }

    /// Checks the password of a signed-in `user` again, for requests that require it. A wrong
    /// password counts as a failed sign-in.
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

    /// Returns the API tokens with their apps.
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

    /// Returns the session of a cookie, or `None` if it has ended or never existed.
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
            // The session is idle in this process, but another process may have seen it since.
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
        // If many calls arrive at once, only one of them writes.
        if stale
            && session
                .last_seen
                .compare_exchange(seen, now, turn, turn)
                .is_ok()
        {
            let ends = session.ends(now, idle, life);
            let touched = Box::pin(self.store.touch_session(&hash, ends, now));
            match touched.await {
                // With a full disk, users can still read.
                Err(error) if error.trouble().is_some() => {
                    tracing::warn!(%error, "could not write the time a session was last seen");
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
                is_administration: session.is_administration,
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
    /// Returns the time when the session ends if it is not used again.
    fn ends(&self, now: Millis, idle: Millis, life: Millis) -> Millis {
        let idle = now.saturating_add(idle);
        idle.min(self.created_at.saturating_add(life))
    }

    fn idle_for(&self, now: Millis) -> Millis {
        now.saturating_sub(self.last_seen.load(Ordering::Relaxed))
    }
}
