//! Limits the number of simultaneous calls per user, plug-in and origin (T66).
//! The connection pool does not limit how many connections it opens. In a measurement with 200
//! hanging calls, 129 connections were open at the same time.
//!
//! The calls of one user through one plug-in have a lower limit than all calls of the user, or all
//! calls of the plug-in. A call waits for this limit first. Thus no hanging plug-in uses up all
//! places of its user, and no user uses up all places of a plug-in.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::call::Caller;
use crate::config::Concurrency;
use crate::failure::{Failure, Kind};
use crate::origin::Origin;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Pair(i64, Arc<str>),
    User(i64),
    Plugin(Arc<str>),
    Host(Origin),
}

#[derive(Debug)]
struct Slot {
    key: Key,
    permits: Semaphore,
    waiting: AtomicUsize,
}

/// The slots by key. A call looks up four keys. The hasher is fast and has a random seed per
/// process.
type Slots = Mutex<HashMap<Key, Arc<Slot>, RandomState>>;

/// Lets a limited number of calls run, and a limited number wait.
#[derive(Debug)]
pub(crate) struct Limiter {
    limits: Concurrency,
    slots: Arc<Slots>,
}

/// The permission to run. Dropping it gives its slots back. A call that still waits has a permit too,
/// with only some of its slots taken.
#[derive(Debug)]
pub(crate) struct Permit {
    places: Vec<Arc<Slot>>,
    /// The number of places that are taken, counted from the first.
    taken: usize,
    slots: Arc<Slots>,
}

impl Limiter {
    pub(crate) fn new(limits: Concurrency) -> Self {
        Self {
            limits,
            slots: Arc::default(),
        }
    }

    /// Waits for all places that a call of `by` to `origin` needs. If the queue is full or the wait
    /// is too long, the call is refused as busy.
    pub(crate) async fn enter(&self, by: &Caller, origin: &Origin) -> Result<Permit, Failure> {
        let mut permit = self.places(by, origin);
        let enter = async {
            for place in &permit.places {
                self.take(place).await?;
                permit.taken += 1;
            }
            Ok(())
        };
        match timeout(self.limits.wait, enter).await {
            Ok(entered) => entered.map(|()| permit),
            Err(_) => Err(busy("waited too long")),
        }
    }

    /// Returns the places that a call needs, without taking them.
    fn places(&self, by: &Caller, origin: &Origin) -> Permit {
        let (user, plugin, limits) = (by.user, &by.plugin, &self.limits);
        // The caller's own limits come first, so that a greedy caller does not hold a place of the
        // host while it waits.
        let keys = [
            Some((Key::Pair(user, Arc::clone(plugin)), limits.pair)),
            Some((Key::User(user), limits.user)),
            // Calls without a plug-in share only the limits of their users.
            (!plugin.is_empty()).then(|| (Key::Plugin(Arc::clone(plugin)), limits.plugin)),
            Some((Key::Host(origin.clone()), limits.host)),
        ];
        let mut slots = lock(&self.slots);
        let place = |(key, limit): (Key, usize)| {
            if let Some(slot) = slots.get(&key) {
                return Arc::clone(slot);
            }
            let slot = Arc::new(Slot {
                key: key.clone(),
                permits: Semaphore::new(limit),
                waiting: AtomicUsize::new(0),
            });
            slots.insert(key, Arc::clone(&slot));
            slot
        };
        Permit {
            places: keys.into_iter().flatten().map(place).collect(),
            taken: 0,
            slots: Arc::clone(&self.slots),
        }
    }

    async fn take(&self, place: &Slot) -> Result<(), Failure> {
        if let Ok(permit) = place.permits.try_acquire() {
            permit.forget();
            return Ok(());
        }
        if place.waiting.fetch_add(1, Ordering::Relaxed) >= self.limits.queue {
            place.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(busy("the queue is full"));
        }
        let _waiting = Waiting(&place.waiting);
        place.permits.acquire().await.map_err(busy)?.forget();
        Ok(())
    }
}

struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut slots = lock(&self.slots);
        for (at, place) in self.places.drain(..).enumerate() {
            if at < self.taken {
                place.permits.add_permits(1);
            }
            // These two references are the map's and this one. No other call runs or waits here,
            // and none can arrive while the map is locked.
            if Arc::strong_count(&place) == 2 {
                slots.remove(&place.key);
            }
        }
    }
}

fn lock(slots: &Slots) -> MutexGuard<'_, HashMap<Key, Arc<Slot>, RandomState>> {
    slots.lock().unwrap_or_else(PoisonError::into_inner)
}

fn busy(cause: impl std::fmt::Display) -> Failure {
    Failure::new(Kind::Busy, "proxy.busy").because(cause)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::FutureExt;

    use super::*;

    fn by(plugin: &str, user: i64) -> Caller {
        Caller {
            plugin: plugin.into(),
            user,
            ..Caller::default()
        }
    }

    fn limiter(host: usize, plugin: usize, user: usize, queue: usize) -> Limiter {
        let wait = Duration::from_secs(1);
        Limiter::new(Concurrency {
            host,
            plugin,
            user,
            pair: 9,
            queue,
            wait,
        })
    }

    #[tokio::test(start_paused = true)]
    async fn t66_each_limit_holds_by_itself_and_one_more_waits() {
        // T66
        let origin: Origin = "https://a.test".parse().unwrap();
        let other: Origin = "https://b.test".parse().unwrap();
        for (limiter, second, third) in [
            (
                limiter(1, 9, 9, 1),
                (by("q", 2), &origin),
                (by("p", 1), &other),
            ),
            (
                limiter(9, 1, 9, 1),
                (by("p", 2), &other),
                (by("q", 1), &origin),
            ),
            (
                limiter(9, 9, 1, 1),
                (by("q", 1), &other),
                (by("p", 2), &origin),
            ),
        ] {
            let first = limiter.enter(&by("p", 1), &origin).await.unwrap();
            let mut waiting = Box::pin(limiter.enter(&second.0, second.1));
            assert!(
                (&mut waiting).now_or_never().is_none(),
                "one call must wait"
            );
            // The queue has one place.
            let failure = limiter
                .enter(&second.0, second.1)
                .now_or_never()
                .unwrap()
                .unwrap_err();
            assert_eq!(failure.kind(), Kind::Busy);
            // Other callers are not delayed.
            drop(limiter.enter(&third.0, third.1).await.unwrap());
            drop(first);
            drop(waiting.await.unwrap());
            assert!(
                lock(&limiter.slots).is_empty(),
                "the slots of finished calls must be removed"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn t66_one_pair_leaves_room_for_the_users_plug_ins_and_the_plug_ins_users() {
        let origin: Origin = "https://a.test".parse().unwrap();
        let limiter = Limiter::new(Concurrency {
            host: 9,
            plugin: 3,
            user: 3,
            pair: 2,
            queue: 9,
            wait: Duration::from_secs(1),
        });
        let running = [
            limiter.enter(&by("p", 1), &origin).await.unwrap(),
            limiter.enter(&by("p", 1), &origin).await.unwrap(),
        ];
        // Waiting calls hold no place of their user or plug-in.
        let same = by("p", 1);
        let mut waiting: Vec<_> = (0..5)
            .map(|_| Box::pin(limiter.enter(&same, &origin)))
            .collect();
        for one in &mut waiting {
            assert!(one.now_or_never().is_none(), "the call must wait");
        }
        for other in [by("q", 1), by("p", 2), by("", 1)] {
            let entered = limiter.enter(&other, &origin).now_or_never();
            drop(entered.expect("the call must run at once").unwrap());
        }
        drop((running, waiting));
        assert!(lock(&limiter.slots).is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn t66_waiting_too_long_is_busy_and_leaves_no_trace() {
        let origin: Origin = "https://a.test".parse().unwrap();
        let limiter = limiter(1, 9, 9, 9);
        let first = limiter.enter(&by("p", 1), &origin).await.unwrap();
        let failure = limiter.enter(&by("p", 1), &origin).await.unwrap_err();
        assert_eq!(failure.kind(), Kind::Busy);
        drop(limiter.enter(&by("p", 1), &origin).now_or_never());
        drop(first);
        assert!(lock(&limiter.slots).is_empty());
    }
}
