//! The versions of all things, as far as this process knows. Cached answers are validated against
//! them.
//!
//! Versions are counters in a fixed number of slots, so their memory does not grow with the data.
//! If two things share a slot, a change of one also invalidates answers about the other.

use std::{
    fmt::Display,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use crate::topic::Topic;

/// The number of slots. A change invalidates one in this many of the unrelated answers.
const SLOTS: u64 = 4_096;

#[derive(Debug)]
pub(crate) struct Versions {
    slots: Box<[AtomicU64]>,
    /// A counter that rises when anything may have changed.
    flushed: AtomicU64,
    /// A counter that rises with each change, before the change's slot does.
    all: AtomicU64,
    /// True if the changes of other processes are followed.
    followed: AtomicBool,
}

/// The versions of everything that an answer was read from.
#[derive(Debug)]
pub(crate) struct Stamp {
    flushed: u64,
    seen: Vec<(usize, u64)>,
}

impl Versions {
    pub(crate) fn new() -> Self {
        Self {
            slots: (0..SLOTS).map(|_| AtomicU64::new(0)).collect(),
            flushed: AtomicU64::new(0),
            all: AtomicU64::new(0),
            followed: AtomicBool::new(false),
        }
    }

    /// Marks that the changes of other processes are followed from now on.
    pub(crate) fn follow(&self) {
        self.followed.store(true, Ordering::SeqCst);
    }

    /// Returns true if answers may be cached.
    pub(crate) fn are_followed(&self) -> bool {
        self.followed.load(Ordering::SeqCst)
    }

    /// Records that one thing changed.
    pub(crate) fn raise(&self, topic: Topic, key: &str) {
        self.all.fetch_add(1, Ordering::SeqCst);
        self.slots[slot(topic, key)].fetch_add(1, Ordering::SeqCst);
    }

    /// Records that anything may have changed.
    pub(crate) fn flush(&self) {
        self.all.fetch_add(1, Ordering::SeqCst);
        self.flushed.fetch_add(1, Ordering::SeqCst);
    }

    /// Returns true if nothing that an answer was read from has changed since.
    pub(crate) fn hold(&self, stamp: &Stamp) -> bool {
        stamp.flushed == self.flushed.load(Ordering::SeqCst)
            && stamp
                .seen
                .iter()
                .all(|(slot, version)| self.slots[*slot].load(Ordering::SeqCst) == *version)
    }
}

fn slot(topic: Topic, key: &str) -> usize {
    let mut hasher = DefaultHasher::new();
    (topic, key).hash(&mut hasher);
    usize::try_from(hasher.finish() % SLOTS).unwrap_or(0)
}

/// A record of what an answer is read from. It is filled while the answer is read.
#[derive(Debug)]
pub struct Reads {
    versions: Arc<Versions>,
    stamp: Stamp,
    all: u64,
    is_late: bool,
}

impl Reads {
    pub(crate) fn begin(versions: &Arc<Versions>) -> Self {
        Self {
            stamp: Stamp {
                flushed: versions.flushed.load(Ordering::SeqCst),
                seen: Vec::new(),
            },
            all: versions.all.load(Ordering::SeqCst),
            is_late: false,
            versions: Arc::clone(versions),
        }
    }

    /// Records that the answer depends on a thing. Call this before reading it from the store. A
    /// change during the read then makes the answer stale.
    pub fn of(&mut self, topic: Topic, key: impl Display) {
        let slot = slot(topic, &key.to_string());
        let version = self.versions.slots[slot].load(Ordering::SeqCst);
        self.stamp.seen.push((slot, version));
    }

    /// Records a dependency that is known only after the read. The answer is then cached only if
    /// nothing at all changed during the read.
    pub fn found(&mut self, topic: Topic, key: impl Display) {
        self.is_late = true;
        self.of(topic, key);
    }

    /// Returns the versions to cache the answer with, or `None` if it must not be cached.
    pub(crate) fn end(self) -> Option<Stamp> {
        let quiet = self.all == self.versions.all.load(Ordering::SeqCst);
        (quiet || !self.is_late).then_some(self.stamp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_holds_until_what_it_was_read_from_changes() {
        let versions = Arc::new(Versions::new());
        let mut reads = Reads::begin(&versions);
        reads.of(Topic::App, 7);
        reads.of(Topic::Plugin, "a");
        let stamp = reads.end().unwrap();
        versions.raise(Topic::User, "7");
        assert!(
            versions.hold(&stamp),
            "a change of a user does not concern an app"
        );
        versions.raise(Topic::Plugin, "a");
        assert!(!versions.hold(&stamp));
    }

    #[test]
    fn a_change_while_reading_makes_the_answer_stale() {
        let versions = Arc::new(Versions::new());
        let mut reads = Reads::begin(&versions);
        reads.of(Topic::App, 7);
        versions.raise(Topic::App, "7");
        let stamp = reads.end().unwrap();
        assert!(!versions.hold(&stamp));

        let mut reads = Reads::begin(&versions);
        versions.raise(Topic::User, "1");
        reads.found(Topic::Session, 3);
        assert!(
            reads.end().is_none(),
            "the dependency was noted after the read, and something changed"
        );
    }

    #[test]
    fn after_a_flush_nothing_holds() {
        let versions = Arc::new(Versions::new());
        let stamp = Reads::begin(&versions).end().unwrap();
        assert!(versions.hold(&stamp));
        versions.flush();
        assert!(!versions.hold(&stamp));
    }
}
