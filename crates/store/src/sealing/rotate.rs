//! Rotation of the master key while servers run. First every process gets the new key, then it
//! seals new values, then old values are sealed again with it, then the old keys can be dropped
//! (ADR 10).

use std::{path::Path, time::Duration};

use plugdock_schema::{AppId, Millis, ProxyConfigId};
use zeroize::Zeroizing;

use super::{cipher::Key, file, hold_current, set_current, used};
use crate::{
    AuditLine, By, Error, OpenError, Store, app_plugins::plugin_id, db::is_deadlock, proxy_configs,
    with_db, with_tx,
};

/// The number of proxy configs in one transaction, and the pause between two transactions. On
/// SQLite other writers wait during each transaction.
const BATCH: i64 = 50;
const PAUSE: Duration = Duration::from_millis(10);

/// The number of times a batch is retried after PostgreSQL ended it because of a deadlock.
const MAX_RETRIES: u32 = 3;

/// The reason why the key was not changed. Each text says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The keys come from the settings, and there is no new one among them.
    #[error(
        "there is no new key: create one with `openssl rand -base64 32`, restart every process with PLUGDOCK_MASTER_KEY=NEW,OLD, then run this command again with the same setting"
    )]
    NoNewKey,
    /// Proxy configs are still sealed with older keys.
    #[error(
        "saved credentials are still encrypted with key {0}: let `plugdock key rotate` finish first"
    )]
    InUse(String),
    /// The file of the keys cannot be read or written, or is invalid.
    #[error(transparent)]
    File(#[from] OpenError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<sqlx::Error> for KeyError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// The result of starting a rotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The name of the key that seals from now on.
    pub key: String,
    /// The key that sealed before; `None` if the rotation had already been started.
    pub from: Option<String>,
}

/// The result of sealing values again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// The number of proxy configs that were sealed again.
    pub done: u64,
    /// The proxy configs that could not be opened. They were not changed.
    pub damaged: Vec<ProxyConfigId>,
}

/// A key that the database knows, or that this process has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyState {
    /// The name of the key.
    pub name: String,
    /// True if new values are sealed with it.
    pub seals: bool,
    /// The number of proxy configs that are sealed with it.
    pub proxy_configs: i64,
    /// True if this process has the key.
    pub here: bool,
}

impl Store {
    /// Makes a new key the one that seals. It is a key of this process that the database does not
    /// know, or else a new key that is added to the front of the file. Nothing changes if a
    /// rotation was started before, or if it has ended but its old key is still there; call
    /// [`Store::reseal`] then.
    pub async fn rotate_key(&self, now: Millis) -> Result<Rotation, KeyError> {
        let ring = self.keyring();
        let mut tx = self.begin().await?;
        // The lock is held to the end, so two concurrent rotations create only one new key.
        let current = hold_current(&mut tx, now).await?;
        ring.reload()?;
        let ours = ring.names();
        let known: Vec<String> = with_tx!(tx, |db| sqlx::query_scalar(
            "SELECT key_id FROM sealing_keys"
        )
        .fetch_all(db)
        .await)?;
        let unfinished = used(&mut tx).await?.iter().any(|key| *key != current);
        // A known key has been retired and must not seal again: a dropped key may have been lost or
        // stolen.
        let fresh = ours.iter().find(|name| !known.contains(name)).cloned();
        let new = match (fresh, &ring.file) {
            _ if unfinished => None,
            (Some(fresh), _) => Some(fresh),
            (None, _) if ours.len() > 1 => None,
            (None, None) => return Err(KeyError::NoNewKey),
            (None, Some(path)) => {
                let name = add_to_file(path)?;
                ring.reload()?;
                Some(name)
            }
        };
        let Some(new) = new else {
            return Ok(Rotation {
                key: current,
                from: None,
            });
        };
        ring.prove(&mut tx, &new, now).await?;
        set_current(&mut tx, &new, now).await?;
        let line = AuditLine::new("key.rotate", By::server(), now);
        tx.audit(line.detail(format!("{current} → {new}")));
        self.commit(tx, now).await?;
        Ok(Rotation {
            key: new,
            from: Some(current),
        })
    }

    /// Seals values again that are not sealed with the current key, a few proxy configs at a time.
    /// Reports the number done so far to `progress`. If it was interrupted, another call continues
    /// the work.
    pub async fn reseal(
        &self,
        now: Millis,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Resealed, KeyError> {
        const SQL: &str = "SELECT id, app_id, plugin_id, method, url, sealed FROM proxy_configs
             WHERE key_id <> $1 AND id > $2 ORDER BY id LIMIT $3";
        type Row = (String, i64, String, String, String, Vec<u8>);
        let mut tx = self.begin().await?;
        let current = hold_current(&mut tx, now).await?;
        drop(tx);
        let mut seen = Resealed::default();
        let mut after = String::new();
        loop {
            let rows: Vec<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
                .bind(&current)
                .bind(&after)
                .bind(BATCH)
                .fetch_all(db)
                .await)?;
            let Some((last, ..)) = rows.last() else {
                return Ok(seen);
            };
            after.clone_from(last);
            let mut resealed = Vec::with_capacity(rows.len());
            for (id, app, plugin, method, url, sealed) in rows {
                let proxy_config = ProxyConfigId(id);
                let place = proxy_configs::place(
                    AppId(app),
                    &plugin_id(&plugin)?,
                    &method,
                    &url,
                    &proxy_config,
                );
                let place = place.each_ref().map(String::as_str);
                match self.keyring().open_sealed(&sealed, &place) {
                    Ok(plain) => {
                        let new = self.keyring().seal(&current, &plain, &place)?;
                        resealed.push((proxy_config, sealed, new));
                    }
                    Err(Error::Damaged(_)) => seen.damaged.push(proxy_config),
                    Err(error) => return Err(error.into()),
                }
            }
            let Some(done) = self.write_sealed(&current, &resealed, now).await? else {
                return Ok(seen);
            };
            seen.done += done;
            progress(seen.done);
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn write_sealed(
        &self,
        key: &str,
        resealed: &[(ProxyConfigId, Vec<u8>, Vec<u8>)],
        now: Millis,
    ) -> Result<Option<u64>, Error> {
        let mut retries = 0;
        loop {
            match self.try_write_sealed(key, resealed, now).await {
                Err(error) if retries < MAX_RETRIES && is_deadlock(&error) => retries += 1,
                done => return done,
            }
        }
    }

    /// Writes a batch. Returns `None` if another key seals by now, because values sealed with this
    /// one could be forgotten. No change is published, because the opened values are the same as
    /// before.
    async fn try_write_sealed(
        &self,
        key: &str,
        resealed: &[(ProxyConfigId, Vec<u8>, Vec<u8>)],
        now: Millis,
    ) -> Result<Option<u64>, Error> {
        // The update applies only if the value is still the one that was opened. If two processes
        // seal at the same time, each proxy config is written once.
        const SQL: &str =
            "UPDATE proxy_configs SET sealed = $1, key_id = $2 WHERE id = $3 AND sealed = $4";
        let mut tx = self.begin().await?;
        if hold_current(&mut tx, now).await? != key {
            return Ok(None);
        }
        let mut done = 0;
        for (id, before, sealed) in resealed {
            done += with_tx!(tx, |db| sqlx::query(SQL)
                .bind(sealed)
                .bind(key)
                .bind(id.as_str())
                .bind(before)
                .execute(db)
                .await
                .map(|done| done.rows_affected()))?;
        }
        self.commit(tx, now).await?;
        Ok(Some(done))
    }

    /// Removes all keys from the file that the database knows but that are not needed any more, and
    /// returns their names. If the keys come from the settings, the same names are returned, and
    /// the operator must remove them.
    pub async fn drop_keys(&self, now: Millis) -> Result<Vec<String>, KeyError> {
        let ring = self.keyring();
        let mut tx = self.begin().await?;
        let current = hold_current(&mut tx, now).await?;
        let mut used = used(&mut tx).await?;
        used.retain(|key| *key != current);
        if !used.is_empty() {
            return Err(KeyError::InUse(used.join(", ")));
        }
        ring.reload()?;
        let known: Vec<String> = with_tx!(tx, |db| sqlx::query_scalar(
            "SELECT key_id FROM sealing_keys"
        )
        .fetch_all(db)
        .await)?;
        let old: Vec<String> = ring
            .names()
            .into_iter()
            .filter(|name| *name != current && known.contains(name))
            .collect();
        if let (Some(path), false) = (&ring.file, old.is_empty()) {
            keep_in_file(path, &old)?;
            ring.reload()?;
        }
        if !old.is_empty() {
            let line = AuditLine::new("key.drop", By::server(), now);
            tx.audit(line.detail(old.join(", ")));
        }
        self.commit(tx, now).await?;
        Ok(old)
    }

    /// Returns true if the keys are in a file that Plugdock manages, and false if they come from
    /// the settings.
    pub fn keeps_its_keys(&self) -> bool {
        self.keyring().file.is_some()
    }

    /// Returns the keys that the database knows and those that this process has.
    pub async fn keys(&self) -> Result<Vec<KeyState>, Error> {
        const SQL: &str = "SELECT k.key_id, CAST(COUNT(e.id) AS BIGINT) FROM sealing_keys k
             LEFT JOIN proxy_configs e ON e.key_id = k.key_id
             GROUP BY k.key_id, k.created_at ORDER BY k.created_at, k.key_id";
        let mut tx = self.pool().snapshot().await?;
        let current = super::current(&mut tx).await?.unwrap_or_default();
        let rows: Vec<(String, i64)> = with_tx!(tx, |db| sqlx::query_as(SQL).fetch_all(db).await)?;
        let ours = self.keyring().names();
        let known = rows
            .iter()
            .map(|(name, _)| name.clone())
            .collect::<Vec<_>>();
        let new = ours.iter().filter(|name| !known.contains(name));
        let new = new.map(|name| (name.clone(), 0)).collect::<Vec<_>>();
        let all = rows.into_iter().chain(new);
        Ok(all
            .map(|(name, proxy_configs)| KeyState {
                seals: name == current,
                here: ours.contains(&name),
                name,
                proxy_configs,
            })
            .collect())
    }
}

/// Adds a new key to the front of the file and returns its name.
fn add_to_file(path: &Path) -> Result<String, OpenError> {
    let made = file::generate()?;
    let name = Key::parse(&made)?.name();
    let before = file::read(path)?;
    file::replace(
        path,
        &Zeroizing::new(format!("{},{}", *made, before.trim())),
    )?;
    Ok(name)
}

/// Removes the keys named `old` from the file.
fn keep_in_file(path: &Path, old: &[String]) -> Result<(), OpenError> {
    let before = file::read(path)?;
    let mut kept = Zeroizing::new(String::with_capacity(before.len()));
    for one in before.split(',').map(str::trim) {
        if old.contains(&Key::parse(one)?.name()) {
            continue;
        }
        if !kept.is_empty() {
            kept.push(',');
        }
        kept.push_str(one);
    }
    file::replace(path, &kept)
}
