//! Backups: everything that is kept, of one moment, in one file that serves both databases.
//!
//! All rows are read in one snapshot, the blobs that they name after it: a blob never changes, and
//! the sweep spares blobs while a backup holds it off. A restored SQLite may come from PostgreSQL
//! and the other way round. Credentials stay sealed, and the master key stays out unless asked for.

use std::{
    io,
    path::{Path, PathBuf},
};

use plugdock_schema::Millis;
use serde::{Deserialize, Serialize};

use crate::{Error, OpenError};

mod archive;
mod dump;
mod restore;
mod rows;
mod tables;

pub use dump::backup;
pub use restore::restore;

pub(crate) use dump::HOLD;

/// The form of the file; another number is another form.
const FORM: u32 = 1;
/// The first entry.
const ABOUT: &str = "plugdock-backup.json";
/// The entry with the master key, where it was asked for.
const KEY: &str = "master.key";
/// Where rows and blobs stand.
const TABLES: &str = "tables/";
const BLOBS: &str = "blobs/";

/// What a backup says of itself.
#[derive(Debug, Serialize, Deserialize)]
struct About {
    form: u32,
    /// The release that wrote it.
    plugdock: String,
    /// The schema of its rows.
    schema: i64,
    /// Unix milliseconds.
    made_at: Millis,
}

/// How far a backup or a restoration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Bytes of the file that were compared with their checksums, and all bytes.
    Verified(u64, u64),
    /// Rows read or written.
    Rows(u64),
    /// Blobs read or written, and all blobs where that is known.
    Blobs(usize, Option<usize>),
}

/// What a backup holds, or a restoration brought back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// Rows.
    pub rows: u64,
    /// Blobs.
    pub blobs: usize,
    /// Bytes of the file.
    pub bytes: u64,
    /// Whether the master key is in it.
    pub with_key: bool,
}

/// Why there is no backup, or nothing was restored. Each text says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The data could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store failed on the way.
    #[error(transparent)]
    Store(#[from] Error),
    /// A file could not be read or written.
    #[error("cannot use {path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A backup never overwrites a file.
    #[error("{0} already exists; choose another file, or a folder")]
    There(PathBuf),
    /// A blob that a row names is missing or damaged.
    #[error(
        "blob {0} is missing or damaged, so a backup would be incomplete; run `plugdock check` to see what uses it"
    )]
    Blob(String),
    /// An entry came out otherwise than was said before.
    #[error("{0} changed during the backup; try again")]
    Changed(String),
    /// The master key was asked for and is not at hand.
    #[error("the master key is not set and not at {0}: set it, or leave out --with-master-key")]
    NoKey(PathBuf),
    /// The master key that is at hand does not open what the backup would hold.
    #[error(
        "saved credentials are encrypted with master key {0}, which is not available: set it, or try again if the key was just rotated"
    )]
    OtherKey(String),
    /// What is to be restored is no backup, or was written by a release of another time.
    #[error("{0} is not a Plugdock backup that this release can read")]
    NoBackup(PathBuf),
    /// The file is not what was written.
    #[error("{path} is damaged, and nothing was restored: {what}; use an older backup")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The backup is of a newer release.
    #[error(
        "the backup has schema {found}, this Plugdock knows up to {known}: restore it with the newer release that made it, or a later one"
    )]
    NewerSchema {
        /// The backup's.
        found: i64,
        /// The newest that this release knows.
        known: i64,
    },
    /// There is something where the backup should go.
    #[error(
        "there is data at {0} already; restore into an empty folder or database, so that nothing is overwritten"
    )]
    NotEmpty(String),
}

impl BackupError {
    fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::File { path, source }
    }
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
