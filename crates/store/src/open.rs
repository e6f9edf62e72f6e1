//! Opening the store: where it is, who may have it, and what stops a start.

use std::{
    fmt,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use secrecy::SecretString;
use sqlx::{
    ConnectOptions as _, Connection as _,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{Error, db::Pool, writer::Writer};

/// Connections that read from SQLite at once, and connections to PostgreSQL at most.
const READERS: u32 = 6;
const POSTGRES_CONNECTIONS: u32 = 12;

/// Rows that wait for their reader: as many as a page has at most.
const ROWS: usize = 500;

/// How long a statement waits for SQLite's write lock, and a caller for a free connection.
const BUSY: Duration = Duration::from_secs(10);

/// A server tries the lock so often before it gives up, with a moment between.
const PATIENCE: u32 = 10;
const MOMENT: Duration = Duration::from_millis(50);

/// Where everything is kept.
#[derive(Clone)]
pub struct Options {
    /// Folder of the SQLite database, the blobs and the master key, each unless given otherwise.
    pub data_dir: PathBuf,
    /// `postgres://…` or `sqlite:PATH`; `None` is `plugdock.db` in the data folder.
    pub database_url: Option<String>,
    /// `file:///PATH` or, with feature `s3`, `s3://BUCKET/PREFIX?endpoint=…`; `None` is `blobs` in the data folder.
    pub storage_url: Option<String>,
    /// Keys that seal credentials, 32 bytes as base64 or hex each; several are divided by commas. All of them
    /// open; which one seals stands in the database, at the first start the first. `None` is the file `master.key`
    /// in the data folder, made at first start.
    pub master_key: Option<SecretString>,
    /// What this process is.
    pub role: Role,
}

impl fmt::Debug for Options {
    /// Without the addresses, which may hold passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("data_dir", &self.data_dir)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl Options {
    /// Everything inside one folder.
    pub fn in_dir(data_dir: impl Into<PathBuf>, role: Role) -> Self {
        Self {
            data_dir: data_dir.into(),
            database_url: None,
            storage_url: None,
            master_key: None,
            role,
        }
    }
}

/// What a process that opens the store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Serves. A SQLite database has one such process, held by a file lock.
    Serve,
    /// The command line beside it: a few writes, then gone.
    Tool,
}

/// Why the store did not open. Each text says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The data folder or a file in it cannot be used.
    #[error("cannot use {path}: {source}")]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A tool was sent to where no database is: a mistyped folder more likely than a first use.
    #[error(
        "there is no Plugdock data at {0}: choose the folder with --data, or run `plugdock serve` once to create it"
    )]
    NoData(PathBuf),
    /// Another process serves from this database.
    #[error(
        "another Plugdock process uses {0}: a SQLite database can have only one server process; stop the other one, or use PostgreSQL"
    )]
    Locked(PathBuf),
    /// Neither PostgreSQL nor SQLite.
    #[error("the database URL must begin with postgres:// or sqlite:")]
    DatabaseUrl,
    /// The database was written by a newer release.
    #[error(
        "the database has schema {found}, but this release supports only schemas up to {known}: start the newer release again, or restore a backup"
    )]
    NewerSchema {
        /// The database's.
        found: i64,
        /// The newest that this release knows.
        known: i64,
    },
    /// The database is older and a serving process has it, so a tool may not change it.
    #[error(
        "the database has schema {found}, but this release needs {known}: restart the server with this release first"
    )]
    OldSchema {
        /// The database's.
        found: i64,
        /// The newest that this release knows.
        known: i64,
    },
    /// A master key that is not 32 bytes.
    #[error("a master key must be 32 bytes, as base64 or as 64 hex digits")]
    KeyForm,
    /// The master key is not the one that sealed what is kept.
    #[error(
        "wrong master key: this database was encrypted with key {expected}, not {found}; use the previous key"
    )]
    WrongKey {
        /// Names of the keys that the database knows.
        expected: String,
        /// The name of the key that was given.
        found: String,
    },
    /// No master key was given or found, and what is kept was sealed before.
    #[error(
        "no master key: this database was encrypted with key {expected}; set it in PLUGDOCK_MASTER_KEY, or put the key file back at {path}"
    )]
    NoKey {
        /// Names of the keys that the database knows.
        expected: String,
        /// Where the file was looked for.
        path: PathBuf,
    },
    /// The blob storage's address cannot be used.
    #[error("the storage address cannot be used: {0}")]
    Storage(String),
    /// The database failed.
    #[error("the database cannot be used: {0}")]
    Database(#[from] sqlx::Error),
    /// Something below failed.
    #[error("the store cannot be opened: {0}")]
    Store(#[source] Box<Error>),
}

impl OpenError {
    pub(crate) fn store(error: Error) -> Self {
        match error {
            Error::Database(error) => Self::Database(error),
            other => Self::Store(Box::new(other)),
        }
    }

    pub(crate) fn folder(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Folder { path, source }
    }
}

/// An open database and, for SQLite, the lock that goes with it.
pub(crate) struct Opened {
    pub(crate) pool: Pool,
    /// Connections that follow changes and do nothing else: however busy the others are, a deleted
    /// credential is noticed in time.
    pub(crate) watch: Pool,
    pub(crate) lock: Option<File>,
    /// False for a tool beside a serving process.
    pub(crate) may_migrate: bool,
}

/// Opens the pools.
pub(crate) async fn database(options: &Options) -> Result<Opened, OpenError> {
    if options.role == Role::Serve {
        make_folder(&options.data_dir).map_err(OpenError::folder(&options.data_dir))?;
    }
    match (sqlite_path(options)?, &options.database_url) {
        (None, Some(url)) => postgres(url).await,
        (path, _) => {
            let path = path.ok_or(OpenError::DatabaseUrl)?;
            sqlite(&path, options.role).await
        }
    }
}

/// The file of the database; `None` for PostgreSQL.
pub(crate) fn sqlite_path(options: &Options) -> Result<Option<PathBuf>, OpenError> {
    match &options.database_url {
        None => Ok(Some(options.data_dir.join("plugdock.db"))),
        Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => Ok(None),
        Some(url) => {
            let path = url.strip_prefix("sqlite:").ok_or(OpenError::DatabaseUrl)?;
            Ok(Some(path.strip_prefix("//").unwrap_or(path).into()))
        }
    }
}

/// Makes the data folder for its owner alone: password hashes and people's files lie in it. One that
/// is there stays as its owner made it.
fn make_folder(path: &Path) -> io::Result<()> {
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}

async fn postgres(url: &str) -> Result<Opened, OpenError> {
    let options: PgConnectOptions = url.parse()?;
    let options = options.application_name("plugdock");
    let watch = PgPoolOptions::new()
        // The one that looks, and the one that listens.
        .max_connections(2)
        .connect_with(options.clone());
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(BUSY)
        .connect_with(options.clone());
    // At once: a connection takes a good part of a start.
    let (pool, watch) = match Box::pin(async { tokio::try_join!(pool, watch) }).await {
        Ok(pools) => pools,
        // The pool says only that it waited; one more connection says why.
        Err(sqlx::Error::PoolTimedOut) => {
            options.connect().await?.close().await?;
            return Err(OpenError::Database(sqlx::Error::PoolTimedOut));
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Opened {
        pool: Pool::Postgres(pool),
        watch: Pool::Postgres(watch),
        lock: None,
        may_migrate: true,
    })
}

async fn sqlite(path: &Path, role: Role) -> Result<Opened, OpenError> {
    if role == Role::Tool && !path.exists() {
        return Err(OpenError::NoData(path.to_path_buf()));
    }
    let mut lock = take_lock(path)?;
    if role == Role::Serve {
        // A tool that only looks at the schema has the lock for a moment.
        let mut patience = PATIENCE;
        while lock.is_none() && patience > 0 {
            tokio::time::sleep(MOMENT).await;
            patience -= 1;
            lock = take_lock(path)?;
        }
        if lock.is_none() {
            return Err(OpenError::Locked(path.to_path_buf()));
        }
    }
    keep_private(path)?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // Against SIGKILL, NORMAL would do: the kernel has every byte that was written. A power cut
        // would then take the last commits with it, each of them answered. FULL syncs the log at each
        // commit (0.2 to 2 ms on an SSD) and keeps them, as PostgreSQL does by default.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        // A page leaves the connection's thread without waiting for its reader half-way.
        .row_buffer_size(ROWS)
        // A deleted credential's sealed bytes leave the file too.
        .pragma("secure_delete", "ON");
    let write = Writer::connect(options.clone(), BUSY * 3).await?;
    let reader = options.pragma("query_only", "ON");
    let read = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(BUSY)
        // A file does not hang up; the question would wake another thread for each statement.
        .test_before_acquire(false)
        .connect_with(reader.clone())
        .await?;
    let watch = Pool::Sqlite {
        read: SqlitePoolOptions::new()
            .max_connections(1)
            .connect_lazy_with(reader),
        write: write.clone(),
    };
    Ok(Opened {
        pool: Pool::Sqlite { read, write },
        watch,
        may_migrate: lock.is_some(),
        // A tool gives the lock back at once, after the schema was looked at: see `Store::open`.
        lock,
    })
}

/// The database holds hashes of passwords: it is its owner's to read, and so are the files that SQLite
/// puts beside it, which take its mode.
fn keep_private(database: &Path) -> Result<(), OpenError> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options
        .open(database)
        .map_err(OpenError::folder(database))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let known = file.metadata().map_err(OpenError::folder(database))?;
        if known.permissions().mode() & 0o077 != 0
            && let Err(error) = file.set_permissions(fs::Permissions::from_mode(0o600))
        {
            tracing::warn!(path = %database.display(), %error, "others may read the database");
        }
    }
    Ok(())
}

/// `None` where another process holds the lock.
fn take_lock(database: &Path) -> Result<Option<File>, OpenError> {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    let path = PathBuf::from(path);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(OpenError::folder(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => Err(OpenError::Folder { path, source }),
    }
}
