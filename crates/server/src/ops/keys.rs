//! The master key, as the command line changes it beside servers that run.

pub use plugdock_store::{KeyError, KeyState, Resealed, Rotation};
use plugdock_store::{OpenError, Role, Store};

use crate::clock::Clock;
use crate::config::Config;

/// The keys of one Plugdock.
#[derive(Debug)]
pub struct Keys {
    store: Store,
    clock: Clock,
}

impl Keys {
    /// Opens the data of `config`, with its keys or key's file.
    pub async fn open(config: &Config) -> Result<Self, OpenError> {
        let clock = Clock::system();
        Ok(Self {
            store: Store::open(config.store(Role::Tool), clock.now()).await?,
            clock,
        })
    }

    /// Makes a new key the one that seals, unless that was begun before.
    pub async fn rotate(&self) -> Result<Rotation, KeyError> {
        self.store.rotate_key(self.clock.now()).await
    }

    /// Seals anew what older keys sealed; tells how many proxy configs are done.
    pub async fn reseal(
        &self,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Resealed, KeyError> {
        self.store.reseal(self.clock.now(), progress).await
    }

    /// Takes out of the key's file what nothing needs any more, and names it; given keys are only
    /// named.
    pub async fn drop_old(&self) -> Result<Vec<String>, KeyError> {
        self.store.drop_keys(self.clock.now()).await
    }

    /// Whether the keys are in a file of ours, and not given from outside.
    pub fn are_in_a_file(&self) -> bool {
        self.store.keeps_its_keys()
    }

    /// All keys that are known or at hand.
    pub async fn list(&self) -> Result<Vec<KeyState>, KeyError> {
        Ok(self.store.keys().await?)
    }

    /// Closes the database.
    pub async fn close(self) {
        self.store.close().await;
    }
}
