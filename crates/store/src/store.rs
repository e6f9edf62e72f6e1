//! The handle that everything else hangs on.

use std::{fs::File, sync::Arc};

use crate::{
    Millis,
    db::{Pool, Tx},
    error::Result,
    migrate,
    open::{self, OpenError, Options, Role},
};

/// All that is kept. Cheap to clone; the last clone dropped gives the data folder back.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) pool: Pool,
    /// Held as long as the store is open; never read.
    _lock: Option<File>,
}

impl Store {
    /// Opens what is there or makes it: takes the lock, brings the schema up to date, checks the master key.
    pub async fn open(options: Options, now: Millis) -> Result<Self, OpenError> {
        let opened = open::database(&options).await?;
        migrate::run(&opened.pool, opened.may_migrate, now).await?;
        // A tool must not keep a server from starting beside it.
        let lock = opened.lock.filter(|_| options.role == Role::Serve);
        Ok(Self {
            inner: Arc::new(Inner {
                pool: opened.pool,
                _lock: lock,
            }),
        })
    }

    /// The pools, for `with_db!`.
    pub fn pool(&self) -> &Pool {
        &self.inner.pool
    }

    /// Opens a write transaction.
    pub(crate) async fn begin(&self) -> Result<Tx> {
        self.inner.pool.begin().await
    }

    /// Commits, and tells this process's own listeners before the caller goes on.
    pub(crate) async fn commit(&self, tx: Tx, now: Millis) -> Result<()> {
        tx.commit(now).await?;
        Ok(())
    }

    /// Closes the connections, waiting for statements under way.
    pub async fn close(&self) {
        self.inner.pool.close().await;
    }
}
