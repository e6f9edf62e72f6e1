//! Sessions of browsers. The database has only the hash of a token, so a reader of the database
//! cannot use it to sign in.

use std::fmt::Write as _;
use std::net::IpAddr;

use aws_lc_rs::digest;
use plugdock_schema::{Millis, UserId};

use crate::{
    AuditLine, By, Error, Result, Store, Topic, audit::address_text, db::Tx, with_db, with_tx,
};

/// The minimum interval between two writes of `last_seen`, in milliseconds.
const TOUCH_EVERY: Millis = 60_000;

/// The maximum number of sessions of one user.
pub const MAX_SESSIONS: i64 = 100;

/// The SHA-256 of the secret of a session or an API token.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

impl TokenHash {
    /// Hashes a token as it is sent in requests.
    pub fn of(token: &str) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
        Self(hash)
    }

    /// Returns the public ID of the session with this token: 16 hex digits. Pages and REST may show
    /// it, because nobody can derive the hash or the token from it.
    pub fn session_id(&self) -> String {
        let digest = digest::digest(&digest::SHA256, &self.0);
        let first = &digest.as_ref()[..8];
        first.iter().fold(String::new(), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

impl std::fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenHash(..)")
    }
}

/// A session of a signed-in browser.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// The user.
    pub user: UserId,
    /// The CSRF token that pages send with every write.
    pub csrf: String,
    /// The time of sign-in.
    pub created_at: Millis,
    /// The time of the last use. It may be up to a minute too early.
    pub last_seen: Millis,
    /// The time at which the session expires.
    pub expires_at: Millis,
    /// The address from which the user signed in. `None` for sessions of earlier versions.
    pub address: Option<IpAddr>,
    /// The browser's description of itself at sign-in. Empty for sessions of earlier versions.
    pub user_agent: String,
    /// True for a session of the origin that administration has for itself.
    pub is_administration: bool,
}

type Row = (Vec<u8>, i64, String, i64, i64, i64, String, String, bool);

fn session(row: Row) -> Result<(TokenHash, Session)> {
    let (
        hash,
        user,
        csrf,
        created_at,
        last_seen,
        expires_at,
        address,
        user_agent,
        is_administration,
    ) = row;
    let hash =
        <[u8; 32]>::try_from(hash).map_err(|_| Error::Damaged("the hash of a session".into()))?;
    let session = Session {
        user: UserId(user),
        csrf,
        created_at,
        last_seen,
        expires_at,
        address: address.parse().ok(),
        user_agent,
        is_administration,
    };
    Ok((TokenHash(hash), session))
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT token_hash, user_id, csrf, created_at, last_seen, expires_at, address, user_agent,
             is_administration FROM sessions ",
            $rest
        )
    };
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

/// A summary of a user's sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The user.
    pub user: UserId,
    /// The number of sessions.
    pub sessions: i64,
    /// The last use of any of them. It may be up to a minute too early.
    pub last_seen: Millis,
}

impl Store {
    /// Returns the sessions of a user that have not expired, the most recently used first.
    pub async fn sessions_of(
        &self,
        user: UserId,
        now: Millis,
    ) -> Result<Vec<(TokenHash, Session)>> {
        const SQL: &str = select!(
            "WHERE user_id = $1 AND expires_at > $2 ORDER BY last_seen DESC, created_at DESC"
        );
        let rows: Vec<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(user.0)
            .bind(now)
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(session).collect()
    }

    /// Returns all users with a session that has not expired, ordered by number.
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

    /// Begins a session for a user whose credentials were checked at `credential_version`. If the
    /// user has [`MAX_SESSIONS`], the one that was not used for the longest time ends. Returns false,
    /// and begins none, if the user has another password by now or was deactivated.
    pub async fn add_session(
        &self,
        token: &TokenHash,
        session: &Session,
        credential_version: i64,
        now: Millis,
    ) -> Result<bool> {
        // This locks the row without changing it. A concurrent change of the password either waits
        // for this session and then ends it, or is already visible here.
        const LOCK: &str = "UPDATE users SET credential_version = credential_version WHERE id = $1
             AND credential_version = $2 AND is_active = $3";
        const SQL: &str =
            "INSERT INTO sessions (token_hash, user_id, csrf, created_at, last_seen, expires_at,
             address, user_agent, is_administration, confirmed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $4)";
        let mut tx = self.begin().await?;
        let found = with_tx!(tx, |db| sqlx::query(LOCK)
            .bind(session.user.0)
            .bind(credential_version)
            .bind(true)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        if found == 0 {
            return Ok(false);
        }
        let ended = with_tx!(tx, |db| sqlx::query(
            "DELETE FROM sessions WHERE user_id = $1 AND token_hash NOT IN (
                SELECT token_hash FROM sessions WHERE user_id = $1
                ORDER BY last_seen DESC, created_at DESC LIMIT $2)"
        )
        .bind(session.user.0)
        .bind(MAX_SESSIONS - 1)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        let by = By::user(session.user, session.address);
        if ended > 0 {
            note_end(&mut tx, session.user, by, now).await?;
        }
        with_tx!(tx, |db| sqlx::query(SQL)
            .bind(token.0.as_slice())
            .bind(session.user.0)
            .bind(&session.csrf)
            .bind(session.created_at)
            .bind(session.last_seen)
            .bind(session.expires_at)
            .bind(address_text(session.address))
            .bind(&session.user_agent)
            .bind(session.is_administration)
            .execute(db)
            .await
            .map(drop))?;
        tx.audit(AuditLine::new("session.begin", by, now));
        self.commit(tx, now).await?;
        Ok(true)
    }

    /// Returns the session of a token, unless it has expired.
    pub async fn session(&self, token: &TokenHash, now: Millis) -> Result<Option<Session>> {
        const SQL: &str = select!("WHERE token_hash = $1 AND expires_at > $2");
        let row: Option<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(token.0.as_slice())
            .bind(now)
            .fetch_optional(db)
            .await)?;
        Ok(row.map(session).transpose()?.map(|(_, session)| session))
    }

    /// Records the use of a session and its new expiry. Writes at most once a minute.
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

    /// Returns the last time at which the user gave the password in a session, at the sign-in or
    /// later.
    pub async fn confirmed_at(&self, token: &TokenHash) -> Result<Option<Millis>> {
        const SQL: &str = "SELECT confirmed_at FROM sessions WHERE token_hash = $1";
        Ok(with_db!(self.pool(), |db| sqlx::query_scalar(SQL)
            .bind(token.0.as_slice())
            .fetch_optional(db)
            .await)?)
    }

    /// Records that the user gave the password in a session.
    pub async fn confirm_session(&self, token: &TokenHash, now: Millis) -> Result<()> {
        const SQL: &str = "UPDATE sessions SET confirmed_at = $1 WHERE token_hash = $2";
        let mut tx = self.begin().await?;
        with_tx!(tx, |db| sqlx::query(SQL)
            .bind(now)
            .bind(token.0.as_slice())
            .execute(db)
            .await
            .map(drop))?;
        self.commit(tx, now).await
    }

    /// Ends a session. It is no error if there is none.
    pub async fn remove_session(&self, token: &TokenHash, by: By, now: Millis) -> Result<()> {
        let mut tx = self.begin().await?;
        let user: Option<i64> = with_tx!(tx, |db| sqlx::query_scalar(
            "DELETE FROM sessions WHERE token_hash = $1 RETURNING user_id"
        )
        .bind(token.0.as_slice())
        .fetch_optional(db)
        .await)?;
        if let Some(user) = user {
            note_end(&mut tx, UserId(user), by, now).await?;
        }
        self.commit(tx, now).await
    }

    /// Ends the session of a user with this ID ([`TokenHash::session_id`]). Returns false if there is
    /// none.
    pub async fn remove_session_of(
        &self,
        user: UserId,
        id: &str,
        by: By,
        now: Millis,
    ) -> Result<bool> {
        let mut tx = self.begin().await?;
        let hashes: Vec<Vec<u8>> = with_tx!(tx, |db| sqlx::query_scalar(
            "SELECT token_hash FROM sessions WHERE user_id = $1"
        )
        .bind(user.0)
        .fetch_all(db)
        .await)?;
        let mut hashes = hashes
            .into_iter()
            .filter_map(|hash| hash.try_into().ok().map(TokenHash));
        let Some(token) = hashes.find(|hash| hash.session_id() == id) else {
            return Ok(false);
        };
        with_tx!(tx, |db| sqlx::query(
            "DELETE FROM sessions WHERE token_hash = $1"
        )
        .bind(token.0.as_slice())
        .execute(db)
        .await
        .map(drop))?;
        note_end(&mut tx, user, by, now).await?;
        self.commit(tx, now).await?;
        Ok(true)
    }

    /// Ends every session of a user except `keep`. `by` is who asked for it.
    pub async fn remove_sessions_of(
        &self,
        user: UserId,
        keep: Option<&TokenHash>,
        by: By,
        now: Millis,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        let login = login_of(&mut tx, user).await?;
        end_sessions(&mut tx, user, keep).await?;
        tx.audit(AuditLine::new("user.sign_out", by, now).detail(login));
        tx.note(Topic::Session, user);
        self.commit(tx, now).await
    }
}

/// Notes the end of one session, and adds an audit line that names the user of the session.
async fn note_end(tx: &mut Tx, user: UserId, by: By, now: Millis) -> Result<()> {
    let login = login_of(tx, user).await?;
    tx.audit(AuditLine::new("session.end", by, now).detail(login));
    tx.note(Topic::Session, user);
    Ok(())
}

async fn login_of(tx: &mut Tx, user: UserId) -> Result<String> {
    const SQL: &str = "SELECT login FROM users WHERE id = $1";
    let login: Option<String> = with_tx!(tx, |db| sqlx::query_scalar(SQL)
        .bind(user.0)
        .fetch_optional(db)
        .await)?;
    Ok(login.unwrap_or_default())
}

/// Deletes the sessions of a user except `keep`. The caller notes the change.
pub(crate) async fn end_sessions(
    tx: &mut Tx,
    user: UserId,
    keep: Option<&TokenHash>,
) -> Result<()> {
    // No token has an empty hash, so an empty one keeps no session.
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
