//! A cache of the store's answers. An answer is valid while nothing it was read from has changed.

use std::{fmt, hash::Hash, sync::Arc};

use quick_cache::{UnitWeighter, sync};

use crate::versions::{Reads, Stamp, Versions};

/// The initial capacity of a cache. It grows as needed.
const AT_FIRST: usize = 64;

/// A bounded cache of answers by key. It sees changes of this process at once and those of other
/// processes within a second. Callers that miss the same key at the same time share one load.
pub struct Cache<K, V> {
    known: sync::Cache<K, (Arc<Stamp>, V)>,
    versions: Arc<Versions>,
}

impl<K, V> fmt::Debug for Cache<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").finish_non_exhaustive()
    }
}

impl<K: Hash + Eq + Clone, V: Clone> Cache<K, V> {
    /// Creates an empty cache of at most `most` answers.
    pub(crate) fn new(versions: &Arc<Versions>, most: u64) -> Self {
        Self {
            known: sync::Cache::with_weighter(AT_FIRST, most, UnitWeighter),
            versions: Arc::clone(versions),
        }
    }

    /// Removes an answer.
    pub fn forget(&self, key: &K) {
        self.known.remove(key);
    }

    /// Returns the cached answer for `key`, or loads it. `load` records in its [`Reads`] what it
    /// reads from, and returns them with the answer. The absence of an answer is not cached.
    ///
    /// # Errors
    /// The errors of `load`.
    pub async fn get_or<E, F>(&self, key: &K, load: impl FnOnce(Reads) -> F) -> Result<Option<V>, E>
    where
        F: Future<Output = Result<Option<(V, Reads)>, E>>,
    {
        if let Some((stamp, value)) = self.known.get(key)
            && self.versions.hold(&stamp)
        {
            return Ok(Some(value));
        }
        // Boxed so that this rare path does not enlarge the future of every request.
        Box::pin(self.load(key, load)).await
    }

    async fn load<E, F>(&self, key: &K, load: impl FnOnce(Reads) -> F) -> Result<Option<V>, E>
    where
        F: Future<Output = Result<Option<(V, Reads)>, E>>,
    {
        let versions = &self.versions;
        // A tool does not follow the changes of other processes, so it caches nothing.
        if !versions.are_followed() {
            let found = load(Reads::begin(versions)).await?;
            return Ok(found.map(|(value, _)| value));
        }
        loop {
            match self.known.get_value_or_guard_async(key).await {
                Ok((stamp, value)) if versions.hold(&stamp) => return Ok(Some(value)),
                Ok(_) => {
                    self.known
                        .remove_if(key, |(stamp, _)| !versions.hold(stamp));
                }
                Err(guard) => {
                    let Some((value, reads)) = load(Reads::begin(versions)).await? else {
                        return Ok(None);
                    };
                    if let Some(stamp) = reads.end() {
                        // The insert fails only if the key was written in the meantime; that answer
                        // then stays.
                        let _ = guard.insert((Arc::new(stamp), value.clone()));
                    }
                    return Ok(Some(value));
                }
            }
        }
    }
}
