//! The handle that everything else hangs on.

use std::{fs::File, hash::Hash, sync::Arc};

use bytes::Bytes;
use plugdock_schema::{AppId, Millis};
use tokio::task::AbortHandle;

use crate::{
    Blobs, Cache, Sha256,
    db::{Pool, Tx},
    error::Result,
    feed::{self, Feed},
    known_apps::{self, KnownApp},
    migrate,
    open::{self, OpenError, Opened, Options, Role},
    sealing::{self, Keyring},
    with_db, with_tx,
};

/// All that is kept. Cheap to clone; the last clone dropped gives the data folder back.
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
    tasks: Vec<AbortHandle>,
    /// Held as long as the store is open; never read.
    _lock: Option<File>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}

impl Store {
    /// Opens what is there or makes it: takes the lock, brings the schema up to date, checks the
    /// master key, and as [`Role::Serve`] begins to follow what other processes change.
    pub async fn open(options: Options, now: Millis) -> Result<Self, OpenError> {
        // Boxed: what is done once at start would else make every future that starts a server 16 KB.
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
        Ok(Self {
            inner: Arc::new(Inner {
                feed,
                pool: opened.pool,
                watch: opened.watch,
                blobs,
                keyring,
                is_new,
                apps,
                tasks,
                // A tool must not keep a server from starting beside it.
                _lock: opened.lock.filter(|_| serves),
            }),
        })
    }

    /// Whether there was no user when it was opened.
    pub fn is_new(&self) -> bool {
        self.inner.is_new
    }

    /// An empty cache of at most `most` answers of this store.
    pub fn cache<K: Hash + Eq + Clone, V: Clone>(&self, most: u64) -> Cache<K, V> {
        Cache::new(&self.inner.feed.versions, most)
    }

    /// The pools, for `with_db!`.
    pub(crate) fn pool(&self) -> &Pool {
        &self.inner.pool
    }

    /// The blobs.
    pub fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    /// A whole blob, checked against its hash; for what is small.
    pub async fn blob(&self, hash: &Sha256) -> Result<Bytes> {
        self.blobs().get(hash).await
    }

    pub(crate) fn keyring(&self) -> &Keyring {
        &self.inner.keyring
    }

    /// Opens a write transaction.
    pub(crate) async fn begin(&self) -> Result<Tx> {
        self.inner.pool.begin().await
    }

    /// Commits, and tells this process what changed before the caller goes on: whoever wrote reads
    /// its own write.
    pub(crate) async fn commit(&self, tx: Tx, now: Millis) -> Result<()> {
        let changes = tx.commit(now).await?;
        self.inner.feed.committed(changes);
        Ok(())
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        with_db!(self.pool(), |db| sqlx::query(
            "SELECT seq FROM change_head WHERE id = 1"
        )
        .fetch_one(db)
        .await
        .map(drop))?;
        Ok(())
    }

    /// Ends the poll and closes the connections, waiting for statements under way.
    pub async fn close(&self) {
        self.inner.tasks.iter().for_each(AbortHandle::abort);
        self.inner.watch.close().await;
        self.inner.pool.close().await;
    }
}

/// Everything that a start asks of the database, in one transaction: the schema brought up to date, the
/// master keys held against what was sealed, whether there are users yet. Processes that start together
/// come one after the other.
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
