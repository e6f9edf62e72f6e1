//! A bounded cache whose entries expire.

use std::fmt;
use std::hash::Hash;
use std::time::{Duration, Instant};

use quick_cache::UnitWeighter;
use quick_cache::sync::Cache;

/// The initial capacity of a cache. It grows with its content.
const AT_FIRST: usize = 64;

/// Returns a cache of at most `most` entries. It reserves no memory for them.
pub(crate) fn cache<K: Eq + Hash, V: Clone>(most: u64) -> Cache<K, V> {
    Cache::with_weighter(AT_FIRST, most, UnitWeighter)
}

/// A cache whose values expire some time after they are stored.
pub(crate) struct TtlCache<K, V> {
    known: Cache<K, (Instant, V)>,
    life: Duration,
}

impl<K, V> fmt::Debug for TtlCache<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TtlCache").finish_non_exhaustive()
    }
}

impl<K: Eq + Hash, V: Clone> TtlCache<K, V> {
    /// Creates a cache of at most `most` values that expire after `life`.
    pub(crate) fn new(most: u64, life: Duration) -> Self {
        Self {
            known: cache(most),
            life,
        }
    }

    pub(crate) fn get(&self, key: &K) -> Option<V> {
        let (at, value) = self.known.get(key)?;
        (at.elapsed() < self.life).then_some(value)
    }

    pub(crate) fn put(&self, key: K, value: V) {
        self.known.insert(key, (Instant::now(), value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_its_time() {
        let long = TtlCache::new(2, Duration::from_mins(1));
        long.put(1, 'a');
        assert_eq!(long.get(&1), Some('a'));
        let none = TtlCache::new(2, Duration::ZERO);
        none.put(1, 'a');
        assert_eq!(none.get(&1), None);
    }

    #[test]
    fn a_cache_has_its_bound() {
        let small = cache(100);
        for number in 0..10_000 {
            small.insert(number, number);
        }
        assert!(small.len() <= 100, "{}", small.len());
    }
}
