//! Backups: all data at one moment, in one file that works with both databases.
//!
//! All rows are read in one snapshot. The blobs that they name are read after it: a blob never
//! changes, and the sweep removes no blobs while a backup runs. A backup of PostgreSQL can be
//! restored into SQLite and the other way round. Credentials stay sealed, and the master key is
//! left out unless the caller asks for it.

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

/// The version of the file format.
const FORM: u32 = 1;
/// The name of the first entry.
const ABOUT: &str = "plugdock-backup.json";
/// The name of the entry with the master key, if the backup contains it.
const KEY: &str = "master.key";
/// The folders of rows and of blobs inside the file.
const TABLES: &str = "tables/";
const BLOBS: &str = "blobs/";

/// The first entry of a backup. It describes the backup.
#[derive(Debug, Serialize, Deserialize)]
struct About {
    form: u32,
    /// The release that wrote it.
    plugdock: String,
    /// The version of the schema.
    schema: i64,
    /// The time of the backup, in Unix milliseconds.
    made_at: Millis,
}

/// The progress of a backup or a restore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The bytes of the file that were compared with their checksums, and the total.
    Verified(u64, u64),
    /// The number of rows read or written so far.
    Rows(u64),
    /// The number of blobs read or written so far, and the total if it is known.
    Blobs(usize, Option<usize>),
}

/// The content of a backup, or of a restore.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// The number of rows.
    pub rows: u64,
    /// The number of blobs.
    pub blobs: usize,
    /// The size of the file in bytes.
    pub bytes: u64,
    /// True if the file contains the master key.
    pub with_key: bool,
}

/// The reason why a backup or a restore failed. Each text says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The data could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store failed during the backup or restore.
    #[error(transparent)]
    Store(#[from] Error),
    /// A file could not be read or written.
    #[error("cannot use {path}: {source}")]
    File {
        /// The path.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The target exists; a backup never overwrites a file.
    #[error("{0} already exists; choose another file, or a folder")]
    There(PathBuf),
    /// A blob that a row names is missing or damaged.
    #[error(
        "blob {0} is missing or damaged, so a backup would be incomplete; run `plugdock check` to see what uses it"
    )]
    Blob(String),
    /// An entry has another size than its header says.
    #[error("{0} changed during the backup; try again")]
    Changed(String),
    /// The master key was asked for but is not available.
    #[error("the master key is not set and not at {0}: set it, or leave out --with-master-key")]
    NoKey(PathBuf),
    /// The available master key does not open the credentials of the backup.
    #[error(
        "saved credentials are encrypted with master key {0}, which is not available: set it, or try again if the key was just rotated"
    )]
    OtherKey(String),
    /// The file is not a backup, or a release with another file format wrote it.
    #[error("{0} is not a Plugdock backup that this release can read")]
    NoBackup(PathBuf),
    /// The content of the file differs from what was written.
    #[error("{path} is damaged, and nothing was restored: {what}; use an older backup")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The damage.
        what: String,
    },
    /// A newer release wrote the backup.
    #[error(
        "the backup has schema version {found}, this Plugdock knows versions up to {known}: restore it with the newer release that wrote it, or a later one"
    )]
    NewerSchema {
        /// The backup's version.
        found: i64,
        /// The newest version that this release knows.
        known: i64,
    },
    /// The target of the restore already contains data.
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
