//! Sessions of browsers. The database holds the hash of a token, so that who reads it cannot sign in.

use aws_lc_rs::digest;
use plugdock_schema::{Millis, UserId};

use crate::{AuditLine, Error, Result, Store, Topic, db::Tx, with_db, with_tx};

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

/// How a user is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub user: UserId,
    /// In how many browsers.
    pub sessions: i64,
    /// When one of them was last used; at most a minute old.
    pub last_seen: Millis,
}

impl Store {
    /// The sessions of a user that have not expired, the one used last first.
    pub async fn sessions_of(
        &self,
        user: UserId,
        now: Millis,
    ) -> Result<Vec<(TokenHash, Session)>> {
        const SQL: &str = "SELECT token_hash, csrf, created_at, last_seen, expires_at FROM sessions
             WHERE user_id = $1 AND expires_at > $2 ORDER BY last_seen DESC, created_at DESC";
        let rows: Vec<(Vec<u8>, String, i64, i64, i64)> =
            with_db!(self.pool(), |db| sqlx::query_as(SQL)
                .bind(user.0)
                .bind(now)
                .fetch_all(db)
                .await)?;
        rows.into_iter()
            .map(|(hash, csrf, created_at, last_seen, expires_at)| {
                let hash = <[u8; 32]>::try_from(hash)
                    .map_err(|_| Error::Damaged("the hash of a session".into()))?;
                let session = Session {
                    user,
                    csrf,
                    created_at,
                    last_seen,
                    expires_at,
                };
                Ok((TokenHash(hash), session))
            })
            .collect()
    }

    /// Everybody who is signed in somewhere, by number.
    pub async fn signed_in(&self, now: Millis) -> Result<Vec<SignedIn>> {
        const SQL: &str = "SELECT user_id, COUNT(*), MAX(last_seen) FROM sessions
             WHERE expires_at > $1 GROUP BY user_id ORDER BY user_id";
        let rows: Vec<(i64, i64, i64)> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(now)
            .fetch_all(db)
            .await)?;
        let rows = rows.into_iter();
        Ok(rows
            .map(|(user, sessions, last_seen)| SignedIn {
                user: UserId(user),
                sessions,
                last_seen,
            })
            .collect())
    }

    /// Begins a session for a user who was found at `credential_version`; false, and none begins,
    /// where the user has another password by now or may not sign in any more.
    pub async fn add_session(
        &self,
        token: &TokenHash,
        session: &Session,
        credential_version: i64,
        now: Millis,
    ) -> Result<bool> {
        // Changes nothing and locks the row: a new password that is being set waits for this
        // session and ends it, or is seen here.
        const STANDS: &str =
            "UPDATE users SET credential_version = credential_version WHERE id = $1
             AND credential_version = $2 AND is_active = $3";
        const SQL: &str =
            "INSERT INTO sessions (token_hash, user_id, csrf, created_at, last_seen, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)";
        let mut tx = self.begin().await?;
        let stands = with_tx!(tx, |db| sqlx::query(STANDS)
            .bind(session.user.0)
            .bind(credential_version)
            .bind(true)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        if stands == 0 {
            return Ok(false);
        }
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
        self.commit(tx, now).await?;
        Ok(true)
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

    /// Ends every session of a user, except `keep`; `by` is who asks for it.
    pub async fn remove_sessions_of(
        &self,
        user: UserId,
        keep: Option<&TokenHash>,
        by: Option<UserId>,
        now: Millis,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        let login: Option<String> = with_tx!(tx, |db| sqlx::query_scalar(
            "SELECT login FROM users WHERE id = $1"
        )
        .bind(user.0)
        .fetch_optional(db)
        .await)?;
        end_sessions(&mut tx, user, keep).await?;
        let line = AuditLine::new("user.sign_out", by, now);
        tx.audit(line.detail(login.unwrap_or_default()));
        tx.note(Topic::Session, user);
        self.commit(tx, now).await
    }
}

/// Deletes the sessions of a user, except `keep`; the caller notes it.
pub(crate) async fn end_sessions(
    tx: &mut Tx,
    user: UserId,
    keep: Option<&TokenHash>,
) -> Result<()> {
    // No token has an empty hash.
    let keep = keep.map_or(&[][..], |token| token.0.as_slice());
    with_tx!(tx, |db| sqlx::query(
        "DELETE FROM sessions WHERE user_id = $1 AND token_hash <> $2"
    )
    .bind(user.0)
    .bind(keep)
    .execute(db)
    .await
    .map(drop))?;
    Ok(())
}
