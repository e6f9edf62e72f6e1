//! Tries to sign in that failed, kept for every process: a twin that forgot them would double what a
//! guesser gets.
//!
//! Each limit is a bucket that drains with time and is one number: when it will be empty. A try adds
//! to it; a bucket that is empty is worth nothing and goes with the next sweep.

use plugdock_schema::{Millis, UserId};

use crate::{Result, Store, db::Tx, with_db, with_tx};

/// How long a place counts after the last sign-in from it.
pub const PLACE_LIFE: Millis = 180 * 24 * 3_600_000;

/// What a bucket or a place is named by: a digest, so that each is equally long.
pub type LimitName = [u8; 32];

/// One limit of tries.
#[derive(Clone, Copy, Debug)]
pub struct SignInLimit {
    /// Whose tries, or from where.
    pub name: LimitName,
    /// Tries that may fail in a row.
    pub most: i64,
    /// After how long one more may.
    pub each: Millis,
}

impl SignInLimit {
    /// The fullest that still has room for one try.
    fn room(&self, now: Millis) -> Millis {
        now.saturating_add(self.each.saturating_mul(self.most - 1))
    }
}

impl Store {
    /// How long until each of `buckets` has room for a try; 0 where there is room now. Writes nothing.
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

    /// Puts a try into every bucket before it is made, so that many at once are not one; false, and
    /// it is put into none, where one has no room.
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

    /// Takes a try out again that did not fail.
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

    /// Forgets the tries in a bucket.
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

    /// Remembers that the user signed in from a place.
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

    /// Whether the user has signed in from a place before, with the password of today.
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

/// One statement, so that of many at once no two take the last room.
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
