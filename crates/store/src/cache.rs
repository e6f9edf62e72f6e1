//! Answers of the store, kept in memory while nothing that they were read from has changed.

use std::{fmt, hash::Hash, sync::Arc};

use quick_cache::{UnitWeighter, sync};

use crate::versions::{Reads, Stamp, Versions};

/// What a cache takes room for at first; it grows as it fills.
const AT_FIRST: usize = 64;

/// A bounded cache of answers by key. What this process wrote counts at once, what another one wrote
/// within a second. Callers that miss the same key at once share one question to the store.
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
    /// An empty one of at most `most` answers.
    pub(crate) fn new(versions: &Arc<Versions>, most: u64) -> Self {
        Self {
            known: sync::Cache::with_weighter(AT_FIRST, most, UnitWeighter),
            versions: Arc::clone(versions),
        }
    }

    /// Forgets one.
    pub fn forget(&self, key: &K) {
        self.known.remove(key);
    }

    /// What is known of `key`, else what `load` finds. `load` notes in its [`Reads`] what it reads from,
    /// and gives them back with the answer; that nothing is there is not kept.
    ///
    /// # Errors
    /// Those of `load`.
    pub async fn get_or<E, F>(&self, key: &K, load: impl FnOnce(Reads) -> F) -> Result<Option<V>, E>
    where
        F: Future<Output = Result<Option<(V, Reads)>, E>>,
    {
        if let Some((stamp, value)) = self.known.get(key)
            && self.versions.hold(&stamp)
        {
            return Ok(Some(value));
        }
        // Boxed: what is seldom done would else make the future of every request larger.
        Box::pin(self.load(key, load)).await
    }

    async fn load<E, F>(&self, key: &K, load: impl FnOnce(Reads) -> F) -> Result<Option<V>, E>
    where
        F: Future<Output = Result<Option<(V, Reads)>, E>>,
    {
        let versions = &self.versions;
        // A tool does not follow what others change.
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
                        // Refused only where the key was written meanwhile: then that stays.
                        let _ = guard.insert((Arc::new(stamp), value.clone()));
                    }
                    return Ok(Some(value));
                }
            }
        }
    }
}
