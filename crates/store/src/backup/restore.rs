//! Restoring a backup into an empty place. Either everything is restored or nothing.

use std::fs;
use std::path::{Path, PathBuf};

use futures_util::stream;
use plugdock_schema::{AppId, Millis, Revision};

use super::archive::{Entry, Reading};
use super::rows::{self, Part};
use super::tables::{self, Table};
use super::{ABOUT, About, BLOBS, BackupError, FORM, HOLD, KEY, Progress, Saved, TABLES};
use crate::{
    Blobs, Error, OpenError, Options, Sha256, app_settings,
    db::Tx,
    migrate,
    open::{self, Role},
    records, sealing, with_tx,
};

/// The maximum size in bytes of the first entry.
const SMALL: u64 = 8 << 20;

/// Restores the backup `from` into the empty folder or database that `options` name. First the
/// whole file is compared with its checksums. Then all rows are written in one transaction, which
/// is committed after every blob is stored. An older schema is migrated to the current one.
///
/// If the backup contains the master key and the target has none, the key is written there.
pub async fn restore(
    options: &Options,
    from: &Path,
    now: Millis,
    progress: &mut dyn FnMut(Progress),
) -> Result<Saved, BackupError> {
    let about = read_about(from)?;
    let known = migrate::known();
    if about.schema > known {
        return Err(BackupError::NewerSchema {
            found: about.schema,
            known,
        });
    }
    let all = fs::metadata(from).map_err(BackupError::file(from))?.len();
    let mut read = 0;
    Reading::open(from)?.verify(|bytes| {
        read += bytes;
        progress(Progress::Verified(read, all));
    })?;

    let database = open::sqlite_path(options)?;
    // An existing file is never removed, even if it has no tables (after a restore that was
    // killed).
    let made = database.as_ref().filter(|path| !path.exists());
    let options = Options {
        role: Role::Serve,
        ..options.clone()
    };
    let opened = Box::pin(open::database(&options)).await?;
    let blobs = Blobs::open(&options.data_dir, options.storage_url.as_deref())?;
    let tx = opened.pool.begin().await?;
    let restored = Box::pin(
        Restoration {
            tx,
            options: &options,
            blobs,
            about,
            has_records: false,
            table: String::new(),
            saved: Saved {
                bytes: all,
                ..Saved::default()
            },
        }
        .run(from, now, progress),
    )
    .await;
    opened.pool.close().await;
    if restored.is_err()
        && let Some(path) = made
    {
        // The stored blobs may stay: the next restore finds them by their hashes.
        remove_database(path);
    }
    restored
}

fn read_about(from: &Path) -> Result<About, BackupError> {
    let no_backup = || BackupError::NoBackup(from.to_owned());
    let mut file = Reading::open(from)?;
    let first = file.entries()?.next().ok().flatten();
    let first = first.filter(|entry| entry.name == ABOUT && entry.size <= SMALL);
    let content = first.ok_or_else(no_backup)?.whole()?;
    let about: About = serde_json::from_slice(&content).map_err(|_| no_backup())?;
    if about.form == FORM {
        Ok(about)
    } else {
        Err(no_backup())
    }
}

fn remove_database(path: &Path) {
    for ending in ["", "-wal", "-shm", ".lock"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        let name = PathBuf::from(name);
        if name.exists()
            && let Err(error) = fs::remove_file(&name)
        {
            tracing::warn!(%error, path = %name.display(), "cannot remove this file; remove it before the next attempt");
        }
    }
}

struct Restoration<'a> {
    tx: Tx,
    options: &'a Options,
    blobs: Blobs,
    about: About,
    /// True if the tables of records were created.
    has_records: bool,
    /// The table of the previous part of rows.
    table: String,
    saved: Saved,
}

impl Restoration<'_> {
    async fn run(
        mut self,
        from: &Path,
        now: Millis,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Saved, BackupError> {
        migrate::lock(&mut self.tx).await?;
        let there = tables::names(&mut self.tx).await?;
        if !there.is_empty() {
            let place = open::sqlite_path(self.options)?;
            let place =
                place.map_or_else(|| "the database".into(), |path| path.display().to_string());
            return Err(BackupError::NotEmpty(place));
        }
        // The rows need the schema of the time of the backup. `prepare_records` migrates it
        // afterwards.
        migrate::bring_to(&mut self.tx, self.about.schema, now).await?;
        let mut file = Reading::open(from)?;
        let mut entries = file.entries()?;
        let mut key = None;
        while let Some(mut entry) = entries.next()? {
            if entry.is_last() {
                break;
            } else if entry.name.starts_with(TABLES) {
                self.rows(&entry.whole()?, from, now).await?;
                progress(Progress::Rows(self.saved.rows));
            } else if let Some(name) = entry.name.strip_prefix(BLOBS) {
                let name = name.to_owned();
                self.blob(&name, entry, from).await?;
                progress(Progress::Blobs(self.saved.blobs, None));
            } else if entry.name == KEY {
                key = Some(entry.whole()?);
            }
        }
        self.prepare_records(now).await?;
        let holds = format!("{HOLD}%");
        let tx = &mut self.tx;
        with_tx!(tx, |db| sqlx::query(
            "DELETE FROM server_settings WHERE key LIKE $1"
        )
        .bind(&holds)
        .execute(db)
        .await
        .map(drop))?;
        self.saved.with_key = key.is_some();
        if let Some(key) = key {
            let folder = &self.options.data_dir;
            sealing::keep(self.options.master_key.as_ref(), folder, &key)
                .map_err(OpenError::folder(folder))?;
        }
        self.tx.commit(now).await?;
        Ok(self.saved)
    }

    async fn rows(&mut self, part: &[u8], from: &Path, now: Millis) -> Result<(), BackupError> {
        let damaged = |what: String| BackupError::Damaged {
            path: from.to_owned(),
            what,
        };
        let part = Part::parse(part).ok_or_else(|| damaged("it has invalid rows".to_owned()))?;
        let name = part.head.table.clone();
        if Table::is_of_records(&name) {
            self.prepare_records(now).await?;
        }
        if name != self.table {
            let there = tables::table(&mut self.tx, name.clone()).await?;
            let mut columns = (part.head.columns.clone(), there.columns);
            columns.0.sort_by(|a, b| a.0.cmp(&b.0));
            columns.1.sort_by(|a, b| a.0.cmp(&b.0));
            if columns.0 != columns.1 || columns.1.is_empty() {
                return Err(damaged(format!("table {name} has other columns")));
            }
            // A migration may have inserted rows that the backup contains too.
            let sql = format!("DELETE FROM {}", rows::quoted(&name));
            let tx = &mut self.tx;
            with_tx!(tx, |db| sqlx::query(sqlx::AssertSqlSafe(sql))
                .execute(db)
                .await
                .map(drop))?;
            self.table.clone_from(&name);
        }
        let top = part.head.top;
        self.saved.rows += part.len();
        part.write(&mut self.tx).await?;
        if let Some(top) = top {
            tables::set_top(&mut self.tx, &name, top).await?;
        }
        Ok(())
    }

    /// Migrates the schema to the current version and creates the tables of records, as the live
    /// forms of the apps define them. The rows of all other tables must have been restored before.
    async fn prepare_records(&mut self, now: Millis) -> Result<(), BackupError> {
        const LIVE: &str =
            "SELECT id, live_revision FROM apps WHERE live_revision IS NOT NULL ORDER BY id";
        if std::mem::replace(&mut self.has_records, true) {
            return Ok(());
        }
        let tx = &mut self.tx;
        migrate::bring_to(tx, migrate::known(), now).await?;
        let apps: Vec<(i64, i64)> = with_tx!(tx, |db| sqlx::query_as(LIVE).fetch_all(db).await)?;
        for (app, live) in apps {
            let live = app_settings::load(tx, AppId(app), Revision(live)).await?;
            let live = live.ok_or_else(|| Error::Damaged(format!("app {app} has no live form")))?;
            records::deploy_table(tx, None, &live).await?;
        }
        Ok(())
    }

    async fn blob(&mut self, name: &str, entry: Entry<'_>, from: &Path) -> Result<(), BackupError> {
        let wrong = || BackupError::Damaged {
            path: from.to_owned(),
            what: format!("the content of blob {name} does not match its name"),
        };
        let expected: Sha256 = name.parse().map_err(|_| wrong())?;
        let parts = stream::iter(entry);
        let (hash, _) = self.blobs.put_stream(parts, u64::MAX).await?;
        if hash != expected {
            return Err(wrong());
        }
        self.saved.blobs += 1;
        Ok(())
    }
}
