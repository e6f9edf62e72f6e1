//! The handle of the store.

use std::{fs::File, hash::Hash, sync::Arc};

use bytes::Bytes;
use plugdock_schema::acl::Memberships;
use plugdock_schema::{AppId, Millis, UserId};
use tokio::task::AbortHandle;

use crate::{
    Blobs, Cache, Sha256,
    access::{NARROWED, Narrowed},
    db::{Pool, Tx},
    error::Result,
    feed::{self, Feed},
    known_apps::{self, KnownApp},
    lanes::Lanes,
    migrate,
    open::{self, OpenError, Opened, Options, Role},
    records::Counts,
    sealing::{self, Keyring},
    with_db, with_tx,
};

/// The number of users whose memberships are cached.
const MEMBERSHIPS: u64 = 2_000;

/// The store. It is cheap to clone. The last clone releases the lock of the data when it is
/// dropped.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) feed: Arc<Feed>,
    pool: Pool,
    watch: Pool,
    blobs: Blobs,
    keyring: Keyring,
    is_new: bool,
    pub(crate) apps: Cache<AppId, Arc<KnownApp>>,
    pub(crate) memberships: Cache<UserId, Arc<Memberships>>,
    pub(crate) narrowed: Narrowed,
    pub(crate) counts: Arc<Counts>,
    pub(crate) lanes: Lanes,
    tasks: Vec<AbortHandle>,
    /// The file lock. It is held while the store is open, and never read.
    _lock: Option<File>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}

impl Store {
    /// Opens or creates the store. Takes the lock, migrates the schema and checks the master key.
    /// With [`Role::Serve`] it also begins to follow the changes of other processes.
    pub async fn open(options: Options, now: Millis) -> Result<Self, OpenError> {
        // Boxed, because otherwise every future that starts a server would be 16 KB larger.
        let opened = Box::pin(open::database(&options)).await?;
        let (keyring, is_new) = Box::pin(prepare(&opened, &options, now)).await?;
        let blobs = Blobs::open(&options.data_dir, options.storage_url.as_deref())?;
        let feed = Feed::new();
        let serves = options.role == Role::Serve;
        let tasks = if serves {
            feed::start(&opened.watch, &feed)
                .await
                .map_err(OpenError::store)?
        } else {
            Vec::new()
        };
        let apps = Cache::new(&feed.versions, known_apps::APPS);
        let memberships = Cache::new(&feed.versions, MEMBERSHIPS);
        Ok(Self {
            inner: Arc::new(Inner {
                feed,
                pool: opened.pool,
                watch: opened.watch,
                blobs,
                keyring,
                is_new,
                apps,
                memberships,
                narrowed: Narrowed::new(NARROWED),
                counts: Arc::default(),
                lanes: opened.lanes,
                tasks,
                // A tool must not prevent a server from starting.
                _lock: opened.lock.filter(|_| serves),
            }),
        })
    }

    /// Returns true if there was no user when the store was opened.
    pub fn is_new(&self) -> bool {
        self.inner.is_new
    }

    /// Creates an empty cache of at most `most` answers of this store.
    pub fn cache<K: Hash + Eq + Clone, V: Clone>(&self, most: u64) -> Cache<K, V> {
        Cache::new(&self.inner.feed.versions, most)
    }

    /// Returns the pools, for `with_db!`.
    pub(crate) fn pool(&self) -> &Pool {
        &self.inner.pool
    }

    /// Returns the storage of blobs.
    pub fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    /// Returns a whole blob, checked against its hash. Use it for small blobs.
    pub async fn blob(&self, hash: &Sha256) -> Result<Bytes> {
        self.blobs().get(hash).await
    }

    /// Returns a signature of 32 hexadecimal digits for these parts. Every process with the same
    /// master key accepts it.
    pub fn signature(&self, parts: &[&str]) -> String {
        self.keyring().tag(parts)
    }

    /// Returns true if this is the signature of these parts.
    pub fn is_signature(&self, signature: &str, parts: &[&str]) -> bool {
        self.keyring().has_tag(signature, parts)
    }

    pub(crate) fn keyring(&self) -> &Keyring {
        &self.inner.keyring
    }

    /// Opens a write transaction.
    pub(crate) async fn begin(&self) -> Result<Tx> {
        self.inner.pool.begin().await
    }

    /// Commits a transaction, and invalidates this process's caches before it returns. The caller
    /// therefore reads its own writes.
    pub(crate) async fn commit(&self, tx: Tx, now: Millis) -> Result<()> {
        let changes = tx.commit(now).await?;
        self.inner.feed.committed(changes);
        Ok(())
    }

    /// Returns true if PostgreSQL does not answer at the moment. A request then fails at once instead
    /// of waiting for a connection. `SQLite` is part of this process, so its polls fail only if the
    /// process has no time.
    pub fn is_silent(&self) -> bool {
        matches!(self.pool(), Pool::Postgres(_)) && self.inner.feed.is_silent()
    }

    /// Checks that the database answers, on a connection that waits for no other work.
    pub async fn ping(&self) -> Result<()> {
        with_db!(&self.inner.watch, |db| sqlx::query(
            "SELECT seq FROM change_head WHERE id = 1"
        )
        .fetch_one(db)
        .await
        .map(drop))?;
        Ok(())
    }

    /// Stops the poll and closes the connections after the statements in progress have ended.
    pub async fn close(&self) {
        self.inner.tasks.iter().for_each(AbortHandle::abort);
        self.inner.watch.close().await;
        self.inner.lanes.close().await;
        self.inner.pool.close().await;
    }
}

/// Does all that a start needs from the database in one transaction: migrates the schema, checks
/// the master keys against the sealed values, and looks for users. Processes that start at the same
/// time do this one after the other.
async fn prepare(
    opened: &Opened,
    options: &Options,
    now: Millis,
) -> Result<(Keyring, bool), OpenError> {
    let mut tx = opened.pool.begin().await.map_err(OpenError::store)?;
    migrate::lock(&mut tx).await?;
    migrate::run(&mut tx, opened.may_migrate, now).await?;
    let needed = sealing::needed(&mut tx).await.map_err(OpenError::store)?;
    let keyring = Keyring::open(options.master_key.as_ref(), &options.data_dir, &needed)?;
    keyring.check(&mut tx, &needed, now).await?;
    let user: Option<i64> = with_tx!(tx, |db| sqlx::query_scalar("SELECT id FROM users LIMIT 1")
        .fetch_optional(db)
        .await)?;
    tx.commit(now).await.map_err(OpenError::store)?;
    Ok((keyring, user.is_none()))
}
