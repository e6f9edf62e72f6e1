//! A bounded memory of what the store answered, good while nothing has changed.

use std::fmt;
use std::hash::Hash;
use std::time::Duration;

use crate::error::Error;
use crate::services::ttl_cache::Lately;

/// A bound for what nobody asks any more.
const AT_MOST: Duration = Duration::from_mins(10);

/// Answers of the store by key, each with the head of changes it was read at.
pub(crate) struct Memory<K, V> {
    known: Lately<K, (i64, V)>,
}

impl<K, V> fmt::Debug for Memory<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}

impl<K, V> Memory<K, V>
where
    K: Hash + Eq + Clone,
    V: Clone,
{
    pub(crate) fn new(most: u64) -> Self {
        Self {
            known: Lately::new(most, AT_MOST),
        }
    }

    /// Forgets one.
    pub(crate) fn forget(&self, key: &K) {
        self.known.forget(key);
    }

    /// What is remembered at `head`, else what `load` finds; that nothing is there is not
    /// remembered. `head` was taken before: what changes while `load` reads makes it stale at
    /// once.
    pub(crate) async fn get_or<F>(
        &self,
        key: &K,
        head: i64,
        load: impl FnOnce() -> F,
    ) -> Result<Option<V>, Error>
    where
        F: Future<Output = Result<Option<V>, Error>>,
    {
        if let Some((at, value)) = self.known.get(key)
            && at == head
        {
            return Ok(Some(value));
        }
        // Boxed: what is seldom done would else make the future of every request 16 KB.
        let value = Box::pin(load()).await?;
        if let Some(value) = &value {
            self.known.put(key.clone(), (head, value.clone()));
        }
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_read_before_a_change_is_read_again() {
        let memory = Memory::<u8, u8>::new(10);
        let load = |value| move || async move { Ok(Some(value)) };
        assert_eq!(memory.get_or(&7, 1, load(1)).await.unwrap(), Some(1));
        assert_eq!(memory.get_or(&7, 1, load(2)).await.unwrap(), Some(1));
        assert_eq!(memory.get_or(&7, 2, load(3)).await.unwrap(), Some(3));
        memory.forget(&7);
        assert_eq!(memory.get_or(&7, 2, load(4)).await.unwrap(), Some(4));
    }
}
