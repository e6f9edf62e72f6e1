//! Limits of failed sign-in attempts. They are stored in the database and shared by all processes.
//! Otherwise each further process would give an attacker more attempts.
//!
//! Each limit is a leaky bucket, stored as one number: the time at which it will be empty. An
//! attempt adds to it. The next sweep removes buckets that are empty.

use plugdock_schema::{Millis, UserId};

use crate::{Result, Store, db::Tx, with_db, with_tx};

/// The time for which a place is known after the last sign-in from it, in milliseconds: 180 days.
pub const PLACE_LIFE: Millis = 180 * 24 * 3_600_000;

/// The name of a bucket or a place. It is a digest, so all names have the same length.
pub type LimitName = [u8; 32];

/// One limit of sign-in attempts.
#[derive(Clone, Copy, Debug)]
pub struct SignInLimit {
    /// The name, derived from the user or the origin of the attempts.
    pub name: LimitName,
    /// The number of attempts that may fail in a row.
    pub most: i64,
    /// The time in milliseconds after which one more attempt is allowed.
    pub each: Millis,
}

impl SignInLimit {
    /// Returns the fullest state that still has room for one attempt.
    fn room(&self, now: Millis) -> Millis {
        now.saturating_add(self.each.saturating_mul(self.most - 1))
    }
}

impl Store {
    /// Returns the time in milliseconds until all `buckets` have room for an attempt, or 0 if they
    /// have room now. Writes nothing.
    pub async fn sign_in_wait(&self, buckets: &[SignInLimit], now: Millis) -> Result<Millis> {
        let mut wait = 0;
        for bucket in buckets {
            let full: Option<i64> = with_db!(self.pool(), |db| sqlx::query_scalar(
                "SELECT full_until FROM sign_in_throttle WHERE bucket = $1"
            )
            .bind(bucket.name.as_slice())
            .fetch_optional(db)
            .await)?;
            wait = wait.max(full.map_or(0, |full| full - bucket.room(now)));
        }
        Ok(wait)
    }

    /// Adds an attempt to all buckets before it is made, so that concurrent attempts are all
    /// counted. Returns false, and adds it to none, if one of them has no room.
    pub async fn begin_attempt(&self, buckets: &[SignInLimit], now: Millis) -> Result<bool> {
        let mut tx = self.begin().await?;
        for bucket in buckets {
            if !put(&mut tx, bucket, now).await? {
                return Ok(false);
            }
        }
        self.commit(tx, now).await?;
        Ok(true)
    }

    /// Removes an attempt that did not fail.
    pub async fn forgive_attempt(&self, buckets: &[SignInLimit], now: Millis) -> Result<()> {
        let mut tx = self.begin().await?;
        for bucket in buckets {
            with_tx!(tx, |db| sqlx::query(
                "UPDATE sign_in_throttle SET full_until = full_until - $1 WHERE bucket = $2"
            )
            .bind(bucket.each)
            .bind(bucket.name.as_slice())
            .execute(db)
            .await
            .map(drop))?;
        }
        self.commit(tx, now).await
    }

    /// Removes all attempts from a bucket.
    pub async fn forget_attempts(&self, name: &LimitName, now: Millis) -> Result<()> {
        let mut tx = self.begin().await?;
        with_tx!(tx, |db| sqlx::query(
            "DELETE FROM sign_in_throttle WHERE bucket = $1"
        )
        .bind(name.as_slice())
        .execute(db)
        .await
        .map(drop))?;
        self.commit(tx, now).await
    }

    /// Records that a user signed in from a place.
    pub async fn note_place(&self, user: UserId, place: &LimitName, now: Millis) -> Result<()> {
        const SQL: &str = "INSERT INTO sign_in_places (user_id, place, last_at) VALUES ($1, $2, $3)
             ON CONFLICT (user_id, place) DO UPDATE SET last_at = excluded.last_at";
        let mut tx = self.begin().await?;
        with_tx!(tx, |db| sqlx::query(SQL)
            .bind(user.0)
            .bind(place.as_slice())
            .bind(now)
            .execute(db)
            .await
            .map(drop))?;
        self.commit(tx, now).await
    }

    /// Returns true if the user has signed in from this place before with the current password.
    pub async fn knows_place(&self, user: UserId, place: &LimitName, now: Millis) -> Result<bool> {
        const SQL: &str =
            "SELECT last_at FROM sign_in_places WHERE user_id = $1 AND place = $2 AND last_at > $3";
        let found: Option<i64> = with_db!(self.pool(), |db| sqlx::query_scalar(SQL)
            .bind(user.0)
            .bind(place.as_slice())
            .bind(now - PLACE_LIFE)
            .fetch_optional(db)
            .await)?;
        Ok(found.is_some())
    }
}

/// Adds an attempt to a bucket if it has room. A single statement ensures that of several
/// concurrent attempts only one takes the last room.
async fn put(tx: &mut Tx, bucket: &SignInLimit, now: Millis) -> Result<bool> {
    const SQL: &str = "INSERT INTO sign_in_throttle (bucket, full_until) VALUES ($1, $2)
         ON CONFLICT (bucket) DO UPDATE SET full_until = $3 +
         CASE WHEN sign_in_throttle.full_until > $4 THEN sign_in_throttle.full_until ELSE $5 END
         WHERE sign_in_throttle.full_until <= $6";
    let done = with_tx!(tx, |db| sqlx::query(SQL)
        .bind(bucket.name.as_slice())
        .bind(now.saturating_add(bucket.each))
        .bind(bucket.each)
        .bind(now)
        .bind(now)
        .bind(bucket.room(now))
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
