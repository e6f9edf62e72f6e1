//! How many calls run at once, per user, plug-in and origin (T66). The pool below has no cap of its
//! own: 200 hung calls opened 129 connections at once when measured.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::call::Caller;
use crate::config::Concurrency;
use crate::failure::{Failure, Kind};
use crate::origin::Origin;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    User(String),
    Plugin(String),
    Host(Origin),
}

#[derive(Debug)]
struct Slot {
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
}

type Slots = Mutex<HashMap<Key, Arc<Slot>>>;

/// Lets so many calls through and keeps a bounded number waiting.
#[derive(Debug)]
pub(crate) struct Gate {
    limits: Concurrency,
    slots: Arc<Slots>,
}

/// The right to run; given back when dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    _held: [Held; 3],
}

#[derive(Debug)]
struct Held {
    key: Key,
    permit: Option<OwnedSemaphorePermit>,
    slot: Option<Arc<Slot>>,
    slots: Arc<Slots>,
}

impl Gate {
    pub(crate) fn new(limits: Concurrency) -> Self {
        Self {
            limits,
            slots: Arc::default(),
        }
    }

    /// Waits for a place for `by` and at `origin`. Where the queue is full or the wait too long, the
    /// call is refused as busy.
    pub(crate) async fn enter(&self, by: &Caller, origin: &Origin) -> Result<Permit, Failure> {
        // The caller's own limits first, so that a greedy one waits without holding a host's place.
        let enter = async {
            let user = self
                .hold(Key::User(by.user.clone()), self.limits.user)
                .await?;
            let plugin = self
                .hold(Key::Plugin(by.plugin.clone()), self.limits.plugin)
                .await?;
            let host = self
                .hold(Key::Host(origin.clone()), self.limits.host)
                .await?;
            Ok(Permit {
                _held: [user, plugin, host],
            })
        };
        timeout(self.limits.wait, enter)
            .await
            .unwrap_or_else(|_| Err(busy("waited too long")))
    }

    async fn hold(&self, key: Key, limit: usize) -> Result<Held, Failure> {
        let slot = Arc::clone(lock(&self.slots).entry(key.clone()).or_insert_with(|| {
            Arc::new(Slot {
                permits: Arc::new(Semaphore::new(limit)),
                waiting: AtomicUsize::new(0),
            })
        }));
        // Made before the wait, so that a call dropped while it waits gives its place back too.
        let mut held = Held {
            key,
            permit: None,
            slot: Some(slot),
            slots: Arc::clone(&self.slots),
        };
        let slot = held.slot.as_ref().expect("set above, taken by Drop only");
        let permit = match Arc::clone(&slot.permits).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => self.queue(slot).await?,
        };
        held.permit = Some(permit);
        Ok(held)
    }

    async fn queue(&self, slot: &Slot) -> Result<OwnedSemaphorePermit, Failure> {
        if slot.waiting.fetch_add(1, Ordering::Relaxed) >= self.limits.queue {
            slot.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(busy("the queue is full"));
        }
        let _waiting = Waiting(&slot.waiting);
        Arc::clone(&slot.permits)
            .acquire_owned()
            .await
            .map_err(busy)
    }
}

struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.permit = None;
        let mut slots = lock(&self.slots);
        let own = self.slot.take();
        // The map's and ours: nobody else runs or waits here, and nobody can come while it is locked.
        if own.as_ref().is_some_and(|own| Arc::strong_count(own) == 2) {
            slots.remove(&self.key);
        }
    }
}

fn lock(slots: &Slots) -> MutexGuard<'_, HashMap<Key, Arc<Slot>>> {
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

    fn by(plugin: &str, user: &str) -> Caller {
        Caller {
            plugin: plugin.to_owned(),
            user: user.to_owned(),
            ..Caller::default()
        }
    }

    fn gate(host: usize, plugin: usize, user: usize, queue: usize) -> Gate {
        let wait = Duration::from_secs(1);
        Gate::new(Concurrency {
            host,
            plugin,
            user,
            queue,
            wait,
        })
    }

    #[tokio::test(start_paused = true)]
    async fn each_limit_holds_by_itself_and_one_more_waits() {
        // T66
        let origin: Origin = "https://a.test".parse().unwrap();
        let other: Origin = "https://b.test".parse().unwrap();
        for (gate, second, third) in [
            (
                gate(1, 9, 9, 1),
                (by("q", "v"), &origin),
                (by("p", "u"), &other),
            ),
            (
                gate(9, 1, 9, 1),
                (by("p", "v"), &other),
                (by("q", "u"), &origin),
            ),
            (
                gate(9, 9, 1, 1),
                (by("q", "u"), &other),
                (by("p", "v"), &origin),
            ),
        ] {
            let first = gate.enter(&by("p", "u"), &origin).await.unwrap();
            let mut waiting = Box::pin(gate.enter(&second.0, second.1));
            assert!((&mut waiting).now_or_never().is_none(), "one waits");
            // The queue holds one.
            let failure = gate
                .enter(&second.0, second.1)
                .now_or_never()
                .unwrap()
                .unwrap_err();
            assert_eq!(failure.kind(), Kind::Busy);
            // Others are not held up.
            drop(gate.enter(&third.0, third.1).await.unwrap());
            drop(first);
            drop(waiting.await.unwrap());
            assert!(
                lock(&gate.slots).is_empty(),
                "nothing is remembered of who has left"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_too_long_is_busy_and_leaves_no_trace() {
        let origin: Origin = "https://a.test".parse().unwrap();
        let gate = gate(1, 9, 9, 9);
        let first = gate.enter(&by("p", "u"), &origin).await.unwrap();
        let failure = gate.enter(&by("p", "u"), &origin).await.unwrap_err();
        assert_eq!(failure.kind(), Kind::Busy);
        drop(gate.enter(&by("p", "u"), &origin).now_or_never());
        drop(first);
        assert!(lock(&gate.slots).is_empty());
    }
}
