//! Settings of the server that an administrator changes while it runs: a small table of texts.

use crate::{Millis, Result, Store, Topic, with_db, with_tx};

impl Store {
    /// The setting's value.
    pub async fn server_setting(&self, key: &str) -> Result<Option<String>> {
        Ok(with_db!(self.pool(), |db| sqlx::query_scalar(
            "SELECT value FROM server_settings WHERE key = $1"
        )
        .bind(key)
        .fetch_optional(db)
        .await)?)
    }

    /// Sets it, for every process.
    pub async fn set_server_setting(&self, key: &str, value: &str, now: Millis) -> Result<()> {
        const SQL: &str = "INSERT INTO server_settings (key, value, updated_at) VALUES ($1, $2, $3)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at";
        let mut tx = self.begin().await?;
        with_tx!(tx, |db| sqlx::query(SQL)
            .bind(key)
            .bind(value)
            .bind(now)
            .execute(db)
            .await
            .map(drop))?;
        tx.note(Topic::Setting, key);
        self.commit(tx, now).await
    }
}
