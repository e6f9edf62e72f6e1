//! Opening the store: its location, its lock, and the errors that stop a start.

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

use crate::{Error, db::Pool, lanes::Lanes, writer::Writer};

/// The number of connections that read from SQLite, and the maximum number of connections to
/// PostgreSQL. Questions about records have connections of their own (`lanes`).
const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 10;
/// The maximum number of connections to PostgreSQL that wait for no other work: one polls, one
/// listens, and the others check that the database answers and cancel statements.
const WATCHERS: u32 = 4;

/// The time that one question about records may take, unless there is a setting.
pub const QUERY_LIMIT: Duration = Duration::from_secs(30);

/// The number of rows that SQLite's connections buffer: the maximum of a page.
const ROW_BUFFER: usize = 500;

/// The maximum time that a statement waits for SQLite's write lock, and a caller for a free
/// connection.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The number of times a server tries to take the lock, and the delay between two attempts.
const LOCK_ATTEMPTS: u32 = 10;
const LOCK_RETRY_DELAY: Duration = Duration::from_millis(50);

/// The location of all data.
#[derive(Clone)]
pub struct Options {
    /// The folder of the SQLite database, the blobs and the master key, unless they are given
    /// separately.
    pub data_dir: PathBuf,
    /// `postgres://…` or `sqlite:PATH`; `None` means `plugdock.db` in the data folder.
    pub database_url: Option<String>,
    /// `file:///PATH` or, with the feature `s3`, `s3://BUCKET/PREFIX?endpoint=…`; `None` means
    /// `blobs` in the data folder.
    pub storage_url: Option<String>,
    /// The keys that seal credentials: 32 bytes each, as base64 or hex, separated by commas. All of
    /// them can open credentials. The database names the one that seals; at the first start it is
    /// the first key. `None` means the file `master.key` in the data folder, which is created at
    /// the first start.
    pub master_key: Option<SecretString>,
    /// The time that one question about records may take.
    pub query_limit: Duration,
    /// The role of this process.
    pub role: Role,
}

impl fmt::Debug for Options {
    /// Leaves out the addresses and the key, because addresses may contain passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("data_dir", &self.data_dir)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl Options {
    /// Returns options that store everything in one folder.
    pub fn in_dir(data_dir: impl Into<PathBuf>, role: Role) -> Self {
        Self {
            data_dir: data_dir.into(),
            database_url: None,
            storage_url: None,
            master_key: None,
            query_limit: QUERY_LIMIT,
            role,
        }
    }
}

/// The role of a process that opens the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A server. A SQLite database has at most one, guarded by a file lock.
    Serve,
    /// A command-line tool that runs beside a server and writes a little.
    Tool,
}

/// The reason why the store could not be opened. Each text says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The data folder or a file in it cannot be used.
    #[error("cannot use {path}: {source}")]
    Folder {
        /// The path.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A tool found no database at its path. A mistyped folder is more likely than a first use.
    #[error(
        "there is no Plugdock data at {0}: choose the folder with --data, or run `plugdock serve` once to create it"
    )]
    NoData(PathBuf),
    /// Another process serves from this database.
    #[error(
        "another Plugdock process uses {0}: a SQLite database can have only one server process; stop the other one, or use PostgreSQL"
    )]
    Locked(PathBuf),
    /// The URL is not one of PostgreSQL or SQLite.
    #[error("the database URL must begin with postgres:// or sqlite:")]
    DatabaseUrl,
    /// A newer release wrote the database.
    #[error(
        "the database has schema {found}, but this release supports only schemas up to {known}: start the newer release again, or restore a backup"
    )]
    NewerSchema {
        /// The version of the database.
        found: i64,
        /// The newest version that this release knows.
        known: i64,
    },
    /// The database is older and a server is using it, so a tool may not migrate it.
    #[error(
        "the database has schema {found}, but this release needs {known}: restart the server with this release first"
    )]
    OldSchema {
        /// The version of the database.
        found: i64,
        /// The newest version that this release knows.
        known: i64,
    },
    /// A master key is not 32 bytes long.
    #[error("a master key must be 32 bytes, as base64 or as 64 hex digits")]
    KeyForm,
    /// The given master key is not one that sealed the stored credentials.
    #[error(
        "wrong master key: this database was encrypted with key {expected}, not {found}; use the previous key"
    )]
    WrongKey {
        /// The names of the keys that the database knows.
        expected: String,
        /// The name of the given key.
        found: String,
    },
    /// No master key was given or found, but the database has sealed credentials.
    #[error(
        "no master key: this database was encrypted with key {expected}; set it in PLUGDOCK_MASTER_KEY, or put the key file back at {path}"
    )]
    NoKey {
        /// The names of the keys that the database knows.
        expected: String,
        /// The path of the missing key file.
        path: PathBuf,
    },
    /// The address of the blob storage cannot be used.
    #[error("the storage address cannot be used: {0}")]
    Storage(String),
    /// The database failed.
    #[error("the database cannot be used: {0}")]
    Database(#[from] sqlx::Error),
    /// Another part of the store failed.
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
    /// Connections that only follow changes. They are separate so that a deleted credential is
    /// noticed in time even if all others are busy.
    pub(crate) watch: Pool,
    pub(crate) lanes: Lanes,
    pub(crate) lock: Option<File>,
    /// False for a tool that runs while a server uses the database.
    pub(crate) may_migrate: bool,
}

/// Opens the database's connections and takes its lock.
pub(crate) async fn database(options: &Options) -> Result<Opened, OpenError> {
    if options.role == Role::Serve {
        make_folder(&options.data_dir).map_err(OpenError::folder(&options.data_dir))?;
    }
    match (sqlite_path(options)?, &options.database_url) {
        (None, Some(url)) => postgres(url, options.query_limit).await,
        (path, _) => {
            let path = path.ok_or(OpenError::DatabaseUrl)?;
            sqlite(&path, options).await
        }
    }
}

/// Returns the path of the SQLite database, or `None` for PostgreSQL.
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

/// Creates the data folder with access for its owner only, because it holds password hashes and
/// user files. An existing folder keeps its permissions.
fn make_folder(path: &Path) -> io::Result<()> {
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}

async fn postgres(url: &str, query_limit: Duration) -> Result<Opened, OpenError> {
    let options: PgConnectOptions = url.parse()?;
    let options = options.application_name("plugdock");
    let watch = PgPoolOptions::new()
        .max_connections(WATCHERS)
        .acquire_timeout(BUSY_TIMEOUT)
        .connect_with(options.clone());
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(BUSY_TIMEOUT)
        .connect_with(options.clone());
    // Both pools connect at the same time: connecting takes a large part of a start.
    let (pool, watch) = match Box::pin(async { tokio::try_join!(pool, watch) }).await {
        Ok(pools) => pools,
        // The pool only reports a timeout. One more connection reports the cause.
        Err(sqlx::Error::PoolTimedOut) => {
            options.connect().await?.close().await?;
            return Err(OpenError::Database(sqlx::Error::PoolTimedOut));
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Opened {
        lanes: Lanes::postgres(&options, &watch, query_limit),
        pool: Pool::Postgres(pool),
        watch: Pool::Postgres(watch),
        lock: None,
        may_migrate: true,
    })
}

async fn sqlite(path: &Path, given: &Options) -> Result<Opened, OpenError> {
    let role = given.role;
    if role == Role::Tool && !path.exists() {
        return Err(OpenError::NoData(path.to_path_buf()));
    }
    let mut lock = take_lock(path)?;
    if role == Role::Serve {
        // A tool that only checks the schema holds the lock for a moment.
        let mut attempts = LOCK_ATTEMPTS;
        while lock.is_none() && attempts > 0 {
            tokio::time::sleep(LOCK_RETRY_DELAY).await;
            attempts -= 1;
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
        // NORMAL would be enough against SIGKILL, because the kernel has every byte that was
        // written. But a power cut would then lose the last commits, although they were answered.
        // FULL syncs the log at each commit (0.2 to 2 ms on an SSD) and keeps them, as PostgreSQL
        // does by default.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        // With this buffer the connection's thread can finish a page without waiting for its
        // reader.
        .row_buffer_size(ROW_BUFFER)
        // This also removes the sealed bytes of deleted credentials from the file.
        .pragma("secure_delete", "ON");
    let write = Writer::connect(options.clone(), BUSY_TIMEOUT * 3).await?;
    let reader = options.pragma("query_only", "ON");
    let read = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(BUSY_TIMEOUT)
        // A file has no connection to lose, and the test would wake another thread per statement.
        .test_before_acquire(false)
        .connect_with(reader.clone())
        .await?;
    let lanes = Lanes::sqlite(&reader, given.query_limit);
    let watch = Pool::Sqlite {
        read: SqlitePoolOptions::new()
            .max_connections(1)
            .connect_lazy_with(reader),
        write: write.clone(),
    };
    Ok(Opened {
        pool: Pool::Sqlite { read, write },
        watch,
        lanes,
        may_migrate: lock.is_some(),
        // A tool releases the lock after checking the schema: see `Store::open`.
        lock,
    })
}

/// Makes the database readable for its owner only, because it holds password hashes. SQLite gives
/// the same mode to the files that it creates beside it.
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
            tracing::warn!(path = %database.display(), %error, "other users of this machine may read the database");
        }
    }
    Ok(())
}

/// Takes the file lock. Returns `None` if another process holds it.
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
