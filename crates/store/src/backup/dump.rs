//! Creating a backup.

use std::{collections::BTreeSet, path::Path};

use futures_util::TryStreamExt as _;
use plugdock_schema::Millis;
use secrecy::ExposeSecret as _;
use uuid::Uuid;

use super::archive::Writing;
use super::rows;
use super::tables::{self, Table};
use super::{ABOUT, About, BLOBS, BackupError, FORM, KEY, Progress, Saved, TABLES};
use crate::{
    Blobs, Error, OpenError, Options, Result, Sha256,
    blobs::parse_hash,
    db::{Pool, Tx},
    migrate,
    open::{self, Role},
    sealing, with_tx,
};

/// The approximate size in bytes of an entry with rows.
const PART: usize = 8 << 20;

/// The prefix of the server settings that stop the sweep from removing blobs until a time (Unix
/// milliseconds). Without them, a blob whose last row is deleted during a backup could disappear
/// although the rows in the backup still name it.
pub(crate) const HOLD: &str = "backup.hold.";
/// The time for which a backup that was killed stops the sweep, in milliseconds: six hours.
const HOLD_FOR: Millis = 6 * 3_600_000;

/// Writes all data, as it is at the start, into the new file `to` (mode 0600). A server may run at
/// the same time. `with_key` adds the master key.
///
/// A backup does not migrate the schema, so the data of an older release can be backed up too.
pub async fn backup(
    options: &Options,
    to: &Path,
    with_key: bool,
    now: Millis,
    progress: &mut dyn FnMut(Progress),
) -> Result<Saved, BackupError> {
    let options = Options {
        role: Role::Tool,
        ..options.clone()
    };
    let opened = Box::pin(open::database(&options)).await?;
    // A server must be able to start during the backup.
    drop(opened.lock);
    let blobs = Blobs::open(&options.data_dir, options.storage_url.as_deref())?;
    let key = format!("{HOLD}{}", Uuid::new_v4().simple());
    hold(&opened.pool, &key, Some(now + HOLD_FOR), now).await?;
    let saved = Box::pin(save(
        &opened.pool,
        &blobs,
        &options,
        to,
        with_key,
        now,
        progress,
    ))
    .await;
    let released = hold(&opened.pool, &key, None, now).await;
    opened.pool.close().await;
    let saved = saved?;
    released?;
    Ok(saved)
}

async fn save(
    pool: &Pool,
    blobs: &Blobs,
    options: &Options,
    to: &Path,
    with_key: bool,
    now: Millis,
    progress: &mut dyn FnMut(Progress),
) -> Result<Saved, BackupError> {
    let mut file = Writing::begin(to)?;
    let mut saved = Saved {
        with_key,
        ..Saved::default()
    };
    let mut tx = pool.snapshot().await?;
    let schema = schema(&mut tx, options).await?;
    let about = About {
        form: FORM,
        plugdock: env!("CARGO_PKG_VERSION").to_owned(),
        schema,
        made_at: now,
    };
    let about = serde_json::to_vec_pretty(&about)
        .map_err(|error| Error::document("the backup's first entry", &error))?;
    file.add(ABOUT, &about, now)?;
    if with_key {
        let key = sealing::given(options.master_key.as_ref(), &options.data_dir)
            .map_err(OpenError::folder(&options.data_dir))?
            .ok_or_else(|| BackupError::NoKey(options.data_dir.join("master.key")))?;
        let there = sealing::names(&key)?;
        let used = sealing::used(&mut tx).await?;
        // The key was dropped after the rows were read, or the wrong key was given.
        if let Some(missing) = used.into_iter().find(|name| !there.contains(name)) {
            return Err(BackupError::OtherKey(missing));
        }
        file.add(KEY, key.expose_secret().as_bytes(), now)?;
    }
    for table in tables::tables(&mut tx).await? {
        save_table(&mut tx, &table, &mut file, &mut saved, now, progress).await?;
    }
    let (needed, packages) = named(&mut tx).await?;
    // The snapshot ends here so that the database can shrink its log again. Only blobs are left to
    // read, and they never change.
    drop(tx);
    let all = needed.len();
    for hash in &needed {
        if !save_blob(blobs, hash, &mut file, now).await? {
            return Err(BackupError::Blob(hash.to_string()));
        }
        saved.blobs += 1;
        progress(Progress::Blobs(saved.blobs, Some(all)));
    }
    // A missing package is no error: nothing reads a package again, and the demo's never was a
    // file.
    for hash in packages.difference(&needed) {
        saved.blobs += usize::from(save_blob(blobs, hash, &mut file, now).await?);
    }
    saved.bytes = file.finish(now)?;
    Ok(saved)
}

/// Returns the version of the schema. Fails if there is none, or if this release does not know it.
async fn schema(tx: &mut Tx, options: &Options) -> Result<i64, BackupError> {
    let names = tables::names(tx).await?;
    if !names.iter().any(|name| name == "schema_migrations") {
        return Err(OpenError::NoData(options.data_dir.clone()).into());
    }
    let (found, known) = (migrate::found(tx).await?, migrate::known());
    if found > known {
        return Err(OpenError::NewerSchema { found, known }.into());
    }
    Ok(found)
}

async fn save_table(
    tx: &mut Tx,
    table: &Table,
    file: &mut Writing,
    saved: &mut Saved,
    now: Millis,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), BackupError> {
    let mut number = 0;
    rows::read(tx, table, PART, |part, count| {
        number += 1;
        let name = format!("{TABLES}{}-{number:06}.jsonl", table.name);
        file.add(&name, part, now)?;
        saved.rows += count;
        progress(Progress::Rows(saved.rows));
        Ok(())
    })
    .await
}

/// Returns the blobs that must exist, and the packages, which may be missing.
async fn named(tx: &mut Tx) -> Result<(BTreeSet<Sha256>, BTreeSet<Sha256>)> {
    const NEEDED: &str = "SELECT sha256 FROM plugin_files UNION SELECT sha256 FROM uploads
         UNION SELECT sha256 FROM app_files WHERE sha256 IS NOT NULL
         UNION SELECT sha256 FROM attachments";
    const PACKAGES: &str = "SELECT DISTINCT package_sha256 FROM plugin_versions";
    let mut sets = Vec::new();
    for sql in [NEEDED, PACKAGES] {
        let rows: Vec<String> = with_tx!(tx, |db| sqlx::query_scalar(sql).fetch_all(db).await)?;
        let hashes: Result<BTreeSet<_>> = rows.iter().map(|hash| parse_hash(hash)).collect();
        sets.push(hashes?);
    }
    let packages = sets.pop().unwrap_or_default();
    Ok((sets.pop().unwrap_or_default(), packages))
}

/// Writes a blob. Returns false if it is missing. A damaged blob is an error.
async fn save_blob(
    blobs: &Blobs,
    hash: &Sha256,
    file: &mut Writing,
    now: Millis,
) -> Result<bool, BackupError> {
    let (size, mut parts) = match blobs.sized(hash).await {
        Ok(found) => found,
        Err(Error::Blobs(object_store::Error::NotFound { .. })) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    let mut entry = file.start(&format!("{BLOBS}{hash}"), size, now)?;
    loop {
        match parts.try_next().await {
            Ok(Some(part)) => entry.part(&part)?,
            Ok(None) => break,
            Err(Error::Damaged(_)) => return Err(BackupError::Blob(hash.to_string())),
            Err(error) => return Err(error.into()),
        }
    }
    entry.end()?;
    Ok(true)
}

/// Stops the sweep from removing blobs until a time, or lets it continue (`None`). On a full or
/// read-only disk the setting cannot be written, but a backup is needed most then. So the backup
/// continues without it; at worst it fails because a blob was removed.
async fn hold(
    pool: &Pool,
    key: &str,
    until: Option<Millis>,
    now: Millis,
) -> Result<(), BackupError> {
    const SET: &str = "INSERT INTO server_settings (key, value, updated_at) VALUES ($1, $2, $3)";
    let noted = async {
        let mut tx = pool.begin().await?;
        if let Some(until) = until {
            with_tx!(tx, |db| sqlx::query(SET)
                .bind(key)
                .bind(until.to_string())
                .bind(now)
                .execute(db)
                .await
                .map(drop))?;
        } else {
            with_tx!(tx, |db| sqlx::query(
                "DELETE FROM server_settings WHERE key = $1"
            )
            .bind(key)
            .execute(db)
            .await
            .map(drop))?;
        }
        tx.commit(now).await
    };
    match noted.await {
        Ok(_) => Ok(()),
        Err(error) if error.trouble().is_some() => {
            tracing::warn!(%error, "the sweep may remove blobs during this backup");
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}
