//! Another master key, while servers serve: first every process can have it, then it seals, then what
//! was sealed with older ones is sealed anew, then they can go (docs/adr/0010).

use std::{path::Path, time::Duration};

use plugdock_schema::{AppId, EntryId, Millis};
use zeroize::Zeroizing;

use super::{cipher::Key, file, hold_current, set_current, used};
use crate::{
    AuditLine, Error, OpenError, Store, app_plugins::plugin_id, db::is_deadlock, entries, with_db,
    with_tx,
};

/// Entries sealed anew in one transaction, and the rest between two: on SQLite a writer waits for it.
const BATCH: i64 = 50;
const REST: Duration = Duration::from_millis(10);

/// How often a batch that PostgreSQL ended is written again.
const TRIES: u32 = 3;

/// Why the key was not changed. Each text says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The key is given from outside, and there is no new one among what is given.
    #[error(
        "there is no new key: create one with `openssl rand -base64 32`, restart every process with PLUGDOCK_MASTER_KEY=NEW,OLD, then run this command again with the same setting"
    )]
    NoNewKey,
    /// Entries are still sealed with older keys.
    #[error(
        "saved credentials are still encrypted with key {0}: let `plugdock key rotate` finish first"
    )]
    InUse(String),
    /// The key's file cannot be read or written, or holds something else.
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

/// Which key seals from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// Its name.
    pub key: String,
    /// The key that it takes over from; `None` where a rotation was begun before.
    pub from: Option<String>,
}

/// What a re-sealing came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Entries that were sealed anew.
    pub done: u64,
    /// Entries that did not open, and stay as they are.
    pub damaged: Vec<EntryId>,
}

/// A key that the database knows, or that is at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyState {
    /// Its name.
    pub name: String,
    /// What is saved is sealed with it.
    pub seals: bool,
    /// Entries that are sealed with it.
    pub entries: i64,
    /// This process has it.
    pub here: bool,
}

impl Store {
    /// Makes a new key the one that seals: one among those that this process has that the database
    /// does not know, else a new one in front of the file. Where a rotation was begun before, or has
    /// ended and its old key is still here, nothing changes: [`Store::reseal`] does the rest.
    pub async fn rotate_key(&self, now: Millis) -> Result<Rotation, KeyError> {
        let ring = self.keyring();
        let mut tx = self.begin().await?;
        // Held to the end: two that rotate at once make one new key.
        let current = hold_current(&mut tx, now).await?;
        ring.reload()?;
        let ours = ring.names();
        let known: Vec<String> = with_tx!(tx, |db| sqlx::query_scalar(
            "SELECT key_id FROM sealing_keys"
        )
        .fetch_all(db)
        .await)?;
        let unfinished = used(&mut tx).await?.iter().any(|key| *key != current);
        // Known keys retired once and never come back: what was dropped may have been lost, or stolen.
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
        let line = AuditLine::new("key.rotate", None, now);
        tx.audit(line.detail(format!("{current} → {new}")));
        self.commit(tx, now).await?;
        Ok(Rotation {
            key: new,
            from: Some(current),
        })
    }

    /// Seals anew what is sealed with another key than the one that seals, a few entries at a time,
    /// and tells how many it has done. Killed, it goes on where it was when it is called again.
    pub async fn reseal(
        &self,
        now: Millis,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Resealed, KeyError> {
        const SQL: &str = "SELECT id, app_id, plugin_id, method, url, sealed FROM entries
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
            let mut anew = Vec::with_capacity(rows.len());
            for (id, app, plugin, method, url, sealed) in rows {
                let entry = EntryId(id);
                let place = entries::place(AppId(app), &plugin_id(&plugin)?, &method, &url, &entry);
                let place = place.each_ref().map(String::as_str);
                match self.keyring().open_sealed(&sealed, &place) {
                    Ok(plain) => {
                        let new = self.keyring().seal(&current, &plain, &place)?;
                        anew.push((entry, sealed, new));
                    }
                    Err(Error::Damaged(_)) => seen.damaged.push(entry),
                    Err(error) => return Err(error.into()),
                }
            }
            let Some(done) = self.write_sealed(&current, &anew, now).await? else {
                return Ok(seen);
            };
            seen.done += done;
            progress(seen.done);
            tokio::time::sleep(REST).await;
        }
    }

    async fn write_sealed(
        &self,
        key: &str,
        anew: &[(EntryId, Vec<u8>, Vec<u8>)],
        now: Millis,
    ) -> Result<Option<u64>, Error> {
        let mut tries = 0;
        loop {
            match self.try_write_sealed(key, anew, now).await {
                Err(error) if tries < TRIES && is_deadlock(&error) => tries += 1,
                done => return done,
            }
        }
    }

    /// `None` where another key seals since: what is sealed with this one could stay behind. Nothing is
    /// told to other processes: the values that they hold are the same as before.
    async fn try_write_sealed(
        &self,
        key: &str,
        anew: &[(EntryId, Vec<u8>, Vec<u8>)],
        now: Millis,
    ) -> Result<Option<u64>, Error> {
        // Only where it is still what was opened: two that re-seal at once do each entry once.
        const SQL: &str =
            "UPDATE entries SET sealed = $1, key_id = $2 WHERE id = $3 AND sealed = $4";
        let mut tx = self.begin().await?;
        if hold_current(&mut tx, now).await? != key {
            return Ok(None);
        }
        let mut done = 0;
        for (id, before, sealed) in anew {
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

    /// Takes every key out of the file that the database knows and nothing needs, and gives their
    /// names. Given keys are for whoever gives them to leave out: the names are the same.
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
            let line = AuditLine::new("key.drop", None, now);
            tx.audit(line.detail(old.join(", ")));
        }
        self.commit(tx, now).await?;
        Ok(old)
    }

    /// Whether the keys are in a file of ours, and not given from outside.
    pub fn keeps_its_keys(&self) -> bool {
        self.keyring().file.is_some()
    }

    /// The keys that the database knows, and those that are at hand.
    pub async fn keys(&self) -> Result<Vec<KeyState>, Error> {
        const SQL: &str = "SELECT k.key_id, CAST(COUNT(e.id) AS BIGINT) FROM sealing_keys k
             LEFT JOIN entries e ON e.key_id = k.key_id
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
            .map(|(name, entries)| KeyState {
                seals: name == current,
                here: ours.contains(&name),
                name,
                entries,
            })
            .collect())
    }
}

/// Puts a new key in front of those in the file, and gives its name.
fn add_to_file(path: &Path) -> Result<String, OpenError> {
    let made = file::made()?;
    let name = Key::parse(&made)?.name();
    let before = file::read(path)?;
    file::replace(
        path,
        &Zeroizing::new(format!("{},{}", *made, before.trim())),
    )?;
    Ok(name)
}

/// Leaves in the file what is none of `old`.
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
