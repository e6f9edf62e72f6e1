//! Commands for the master key. They can run while servers are running.

pub use plugdock_store::{KeyError, KeyState, Resealed, Rotation};
use plugdock_store::{OpenError, Role, Store};

use crate::clock::Clock;
use crate::config::Config;

/// The master keys of a Plugdock installation.
#[derive(Debug)]
pub struct Keys {
    store: Store,
    clock: Clock,
}

impl Keys {
    /// Opens the data of `config`, with the keys or the key file.
    pub async fn open(config: &Config) -> Result<Self, OpenError> {
        let clock = Clock::system();
        Ok(Self {
            store: Store::open(config.store(Role::Tool), clock.now()).await?,
            clock,
        })
    }

    /// Makes a new key the one that encrypts, unless a rotation has already begun.
    pub async fn rotate(&self) -> Result<Rotation, KeyError> {
        self.store.rotate_key(self.clock.now()).await
    }

    /// Encrypts again the data that older keys encrypted, and reports the number of finished proxy
    /// configs.
    pub async fn reseal(
        &self,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Resealed, KeyError> {
        self.store.reseal(self.clock.now(), progress).await
    }

    /// Removes keys that are no longer needed from the key file and returns their names. Keys that
    /// come from outside are only returned.
    pub async fn drop_old(&self) -> Result<Vec<String>, KeyError> {
        self.store.drop_keys(self.clock.now()).await
    }

    /// Returns true if the keys are in a file of this installation and do not come from outside.
    pub fn are_in_a_file(&self) -> bool {
        self.store.keeps_its_keys()
    }

    /// Returns all keys that are known or available.
    pub async fn list(&self) -> Result<Vec<KeyState>, KeyError> {
        Ok(self.store.keys().await?)
    }

    /// Closes the database.
    pub async fn close(self) {
        self.store.close().await;
    }
}
