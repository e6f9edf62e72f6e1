//! Sessions of browsers. The database holds the hash of a token, so that who reads it cannot sign in.

use aws_lc_rs::digest;

use crate::{Millis, Result, Store, Topic, UserId, with_db, with_tx};

/// How often `last_seen` is written at most, in milliseconds.
const TOUCH_EVERY: Millis = 60_000;

/// SHA-256 of a session's or an API token's secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

impl TokenHash {
    /// Of the token as it goes over the wire.
    pub fn of(token: &str) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
        Self(hash)
    }
}

impl std::fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenHash(..)")
    }
}

/// A signed-in browser.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub user: UserId,
    /// What the pages send back with every write.
    pub csrf: String,
    /// Since when.
    pub created_at: Millis,
    /// At most a minute old.
    pub last_seen: Millis,
    /// From then on it is none.
    pub expires_at: Millis,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("user", &self.user)
            .field("last_seen", &self.last_seen)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Begins a session.
    pub async fn add_session(
        &self,
        token: &TokenHash,
        session: &Session,
        now: Millis,
    ) -> Result<()> {
        const SQL: &str =
            "INSERT INTO sessions (token_hash, user_id, csrf, created_at, last_seen, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)";
        let mut tx = self.begin().await?;
        with_tx!(tx, |db| sqlx::query(SQL)
            .bind(token.0.as_slice())
            .bind(session.user.0)
            .bind(&session.csrf)
            .bind(session.created_at)
            .bind(session.last_seen)
            .bind(session.expires_at)
            .execute(db)
            .await
            .map(drop))?;
        self.commit(tx, now).await
    }

    /// The session of that token, unless it has expired.
    pub async fn session(&self, token: &TokenHash, now: Millis) -> Result<Option<Session>> {
        const SQL: &str = "SELECT user_id, csrf, created_at, last_seen, expires_at FROM sessions
             WHERE token_hash = $1 AND expires_at > $2";
        let row: Option<(i64, String, i64, i64, i64)> =
            with_db!(self.pool(), |db| sqlx::query_as(SQL)
                .bind(token.0.as_slice())
                .bind(now)
                .fetch_optional(db)
                .await)?;
        Ok(
            row.map(|(user, csrf, created_at, last_seen, expires_at)| Session {
                user: UserId(user),
                csrf,
                created_at,
                last_seen,
                expires_at,
            }),
        )
    }

    /// Notes that the session was used and when it now ends; writes at most once a minute.
    pub async fn touch_session(
        &self,
        token: &TokenHash,
        expires_at: Millis,
        now: Millis,
    ) -> Result<()> {
        const SQL: &str = "UPDATE sessions SET last_seen = $1, expires_at = $2 WHERE token_hash = $3 AND last_seen <= $4";
        let mut tx = self.begin().await?;
        with_tx!(tx, |db| sqlx::query(SQL)
            .bind(now)
            .bind(expires_at)
            .bind(token.0.as_slice())
            .bind(now - TOUCH_EVERY)
            .execute(db)
            .await
            .map(drop))?;
        self.commit(tx, now).await
    }

    /// Ends a session; ending one that is none is no error.
    pub async fn remove_session(&self, token: &TokenHash, now: Millis) -> Result<()> {
        let mut tx = self.begin().await?;
        let user: Option<i64> = with_tx!(tx, |db| sqlx::query_scalar(
            "DELETE FROM sessions WHERE token_hash = $1 RETURNING user_id"
        )
        .bind(token.0.as_slice())
        .fetch_optional(db)
        .await)?;
        if let Some(user) = user {
            tx.note(Topic::Session, user);
        }
        self.commit(tx, now).await
    }

    /// Ends every session of a user.
    pub async fn remove_sessions_of(&self, user: UserId, now: Millis) -> Result<()> {
        let mut tx = self.begin().await?;
        with_tx!(tx, |db| sqlx::query(
            "DELETE FROM sessions WHERE user_id = $1"
        )
        .bind(user.0)
        .execute(db)
        .await
        .map(drop))?;
        tx.note(Topic::Session, user);
        self.commit(tx, now).await
    }
}
