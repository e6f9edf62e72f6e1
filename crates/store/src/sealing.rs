//! Encryption of stored credentials with AES-256-GCM under a master key.
//!
//! A sealed value is `form (1 byte), key name (8), nonce (12), ciphertext, tag (16)`. The place of
//! the value (for a proxy config: app, plug-in, method, URL and ID) is authenticated with it, so a
//! value that is copied to another row, app or plug-in cannot be opened there. The name of a key is
//! derived from the key, so a wrong key is detected at once.
//!
//! A process may have several keys, and can open values with each of them. The database names the
//! key that seals, so all processes change to a new key at the same moment (ADR 10).

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use plugdock_schema::Millis;
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use crate::{Error, OpenError, Result, db::Tx, with_tx};

mod cipher;
mod file;
mod rotate;

pub(crate) use file::{given, keep};
pub use rotate::{KeyError, KeyState, Resealed, Rotation};

use cipher::{Key, sealed_with};

/// The plain text that proves a key. It is sealed at the key's first use and opened at each start.
const PROOF: &[u8] = b"this text opens under the right master key";
const PROOF_FOR: &[&str] = &["proof"];

/// The name of the server setting with the name of the key that seals.
const CURRENT: &str = "sealing.key";

/// The master keys of this process.
pub(crate) struct Keyring {
    keys: RwLock<Arc<[Key]>>,
    /// The file that the keys are read from; `None` if they were given in the settings.
    file: Option<PathBuf>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

impl Keyring {
    /// Reads the keys from the setting, or else from the file in the data folder. Creates a missing
    /// file, unless the database already has sealed values: `needed` are the names of their keys.
    pub(crate) fn open(
        given: Option<&SecretString>,
        data_dir: &Path,
        needed: &[String],
    ) -> Result<Self, OpenError> {
        if let Some(given) = given {
            return Ok(Self {
                keys: RwLock::new(parse(given.expose_secret())?),
                file: None,
            });
        }
        let path = file::path(data_dir);
        // A new key could not open the existing values, and would take the place of the lost one.
        if !needed.is_empty() && !path.exists() {
            return Err(OpenError::NoKey {
                expected: needed.join(", "),
                path,
            });
        }
        file::make(&path)?;
        Ok(Self {
            keys: RwLock::new(parse(&file::read(&path)?)?),
            file: Some(path),
        })
    }

    fn keys(&self) -> Arc<[Key]> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the names of this process's keys.
    pub(crate) fn names(&self) -> Vec<String> {
        self.keys().iter().map(Key::name).collect()
    }

    /// Reads the file again, if there is one.
    fn reload(&self) -> Result<(), OpenError> {
        if let Some(path) = &self.file {
            let keys = parse(&file::read(path)?)?;
            *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        }
        Ok(())
    }

    /// Calls `act` with the key of this name. If the key is unknown, the file is read again,
    /// because another process may have rotated the key.
    fn with<T>(&self, name: &str, act: impl FnOnce(&Key) -> Result<T>) -> Result<T> {
        let find = |keys: &[Key]| keys.iter().position(|key| key.name() == name);
        let mut keys = self.keys();
        if find(&keys).is_none() {
            if let Err(error) = self.reload() {
                tracing::error!(%error, "cannot read the file of the master key again");
            }
            keys = self.keys();
        }
        let at = find(&keys).ok_or_else(|| Error::NoSealingKey(name.to_owned()))?;
        act(&keys[at])
    }

    /// Seals `plain` for one place with the key of this name. The caller wipes `plain`.
    pub(crate) fn seal(&self, key: &str, plain: &[u8], place: &[&str]) -> Result<Vec<u8>> {
        self.with(key, |key| key.seal(plain, place))
    }

    /// Opens a value that was sealed for this place with one of the keys.
    pub(crate) fn open_sealed(&self, sealed: &[u8], place: &[&str]) -> Result<Zeroizing<Vec<u8>>> {
        self.with(&sealed_with(sealed)?, |key| key.open(sealed, place))
    }

    /// Returns a text of 32 hexadecimal digits for a place, which only a holder of the master key can
    /// make.
    pub(crate) fn tag(&self, place: &[&str]) -> String {
        self.keys()
            .first()
            .map(|key| key.tag(place))
            .unwrap_or_default()
    }

    /// Returns true if one of the keys made this tag for this place. Another process may have made
    /// it, with another of the keys.
    pub(crate) fn has_tag(&self, tag: &str, place: &[&str]) -> bool {
        self.keys()
            .iter()
            .any(|key| verify_slices_are_equal(key.tag(place).as_bytes(), tag.as_bytes()).is_ok())
    }

    /// Compares the keys with those that sealed the values of the database. In a new database the
    /// first key becomes the one that seals.
    pub(crate) async fn check(
        &self,
        tx: &mut Tx,
        needed: &[String],
        now: Millis,
    ) -> Result<(), OpenError> {
        let known: Vec<(String, Vec<u8>)> = with_tx!(tx, |db| sqlx::query_as(
            "SELECT key_id, proof FROM sealing_keys ORDER BY created_at, key_id"
        )
        .fetch_all(db)
        .await)?;
        let ours = self.names();
        let opens = |proof: &[u8]| {
            self.open_sealed(proof, PROOF_FOR)
                .is_ok_and(|plain| *plain == PROOF)
        };
        let wrong = |names: Vec<String>| OpenError::WrongKey {
            expected: names.join(", "),
            found: ours.join(", "),
        };
        let right = |(name, proof): &&(String, Vec<u8>)| ours.contains(name) && opens(proof);
        // The last matching key is used, because it sealed in releases that did not store which key
        // seals.
        let newest = known.iter().rfind(right).map(|(name, _)| name);
        if !known.is_empty() && newest.is_none() {
            return Err(wrong(known.into_iter().map(|(name, _)| name).collect()));
        }
        let missing: Vec<_> = needed
            .iter()
            .filter(|name| !ours.contains(name))
            .cloned()
            .collect();
        if !missing.is_empty() {
            return Err(wrong(missing));
        }
        if known.is_empty() {
            let first = ours.first().cloned().unwrap_or_default();
            self.prove(tx, &first, now)
                .await
                .map_err(OpenError::store)?;
            set_current(tx, &first, now).await?;
        } else if let Some(newest) = newest
            && current(tx).await?.is_none()
        {
            set_current(tx, newest, now).await?;
        }
        Ok(())
    }

    /// Adds a key to the database, with a proof for later starts.
    async fn prove(&self, tx: &mut Tx, key: &str, now: Millis) -> Result<()> {
        const SQL: &str =
            "INSERT INTO sealing_keys (key_id, proof, created_at) VALUES ($1, $2, $3)";
        let proof = self.seal(key, PROOF, PROOF_FOR)?;
        with_tx!(tx, |db| sqlx::query(SQL)
            .bind(key)
            .bind(&proof)
            .bind(now)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }
}

fn parse(text: &str) -> Result<Arc<[Key]>, OpenError> {
    text.split(',').map(|one| Key::parse(one.trim())).collect()
}

/// Returns the names of the keys in `text`.
pub(crate) fn names(text: &SecretString) -> Result<Vec<String>, OpenError> {
    let keys = parse(text.expose_secret())?;
    Ok(keys.iter().map(Key::name).collect())
}

/// Returns the names of the keys that a server of this database must have. There are none at the
/// first start.
pub(crate) async fn needed(tx: &mut Tx) -> Result<Vec<String>> {
    // These are the keys that open stored values, and the key that seals.
    let mut names = used(tx).await?;
    if let Some(current) = current(tx).await?
        && !names.contains(&current)
    {
        names.push(current);
    }
    if names.is_empty() {
        names = with_tx!(tx, |db| sqlx::query_scalar(
            "SELECT key_id FROM sealing_keys ORDER BY created_at, key_id"
        )
        .fetch_all(db)
        .await)?;
    }
    Ok(names)
}

/// Returns the names of the keys that proxy configs are sealed with.
pub(crate) async fn used(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(with_tx!(tx, |db| sqlx::query_scalar(
        "SELECT DISTINCT key_id FROM proxy_configs ORDER BY key_id"
    )
    .fetch_all(db)
    .await)?)
}

async fn current(tx: &mut Tx) -> Result<Option<String>, sqlx::Error> {
    with_tx!(tx, |db| sqlx::query_scalar(
        "SELECT value FROM server_settings WHERE key = $1"
    )
    .bind(CURRENT)
    .fetch_optional(db)
    .await)
}

/// Returns the name of the key that seals, and locks its row until the transaction ends. A rotation
/// waits until values are sealed with the old key, and later values are sealed with the new one.
/// Otherwise a proxy config could stay sealed with a key that is considered unused.
pub(crate) async fn hold_current(tx: &mut Tx, now: Millis) -> Result<String> {
    const SQL: &str = "UPDATE server_settings SET updated_at = $1 WHERE key = $2 RETURNING value";
    let name: Option<String> = with_tx!(tx, |db| sqlx::query_scalar(SQL)
        .bind(now)
        .bind(CURRENT)
        .fetch_optional(db)
        .await)?;
    name.ok_or_else(|| Error::Damaged("the name of the key that seals is missing".into()))
}

async fn set_current(tx: &mut Tx, name: &str, now: Millis) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO server_settings (key, value, updated_at) VALUES ($1, $2, $3)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at";
    with_tx!(tx, |db| sqlx::query(SQL)
        .bind(CURRENT)
        .bind(name)
        .bind(now)
        .execute(db)
        .await
        .map(drop))
}
