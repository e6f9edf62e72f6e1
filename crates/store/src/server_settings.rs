//! Settings of the server that an administrator changes while it runs: a small table of texts.

use plugdock_schema::Millis;

use crate::{AuditLine, Error, Result, Store, Topic, with_db, with_tx};

impl Store {
    /// Returns the value of a setting.
    pub async fn server_setting(&self, key: &str) -> Result<Option<String>> {
        Ok(with_db!(self.pool(), |db| sqlx::query_scalar(
            "SELECT value FROM server_settings WHERE key = $1"
        )
        .bind(key)
        .fetch_optional(db)
        .await)?)
    }

    /// Sets a setting for all processes.
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

    /// Changes a setting for all processes. `edit` receives the current value, and returns the new
    /// one and an audit line. Changes of one setting queue across all processes, so none is lost.
    pub async fn change_server_setting<E: From<Error>>(
        &self,
        key: &str,
        now: Millis,
        edit: impl FnOnce(Option<&str>) -> Result<(String, AuditLine), E> + Send,
    ) -> Result<(), E> {
        // Locks the row, and creates an empty one to lock if there is none.
        const TAKE: &str =
            "INSERT INTO server_settings (key, value, updated_at) VALUES ($1, '', $2)
             ON CONFLICT (key) DO UPDATE SET updated_at = excluded.updated_at RETURNING value";
        let mut tx = self.begin().await?;
        let taken: Result<String, _> = with_tx!(tx, |db| sqlx::query_scalar(TAKE)
            .bind(key)
            .bind(now)
            .fetch_one(db)
            .await);
        let before = taken.map_err(Error::from)?;
        let (value, line) = edit((!before.is_empty()).then_some(&*before))?;
        let set = with_tx!(tx, |db| sqlx::query(
            "UPDATE server_settings SET value = $1 WHERE key = $2"
        )
        .bind(&value)
        .bind(key)
        .execute(db)
        .await
        .map(drop));
        set.map_err(Error::from)?;
        tx.note(Topic::Setting, key);
        tx.audit(line);
        Ok(self.commit(tx, now).await?)
    }
}
