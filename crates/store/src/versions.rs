//! How often each thing changed, as far as this process knows: what answers in memory are held against.
//!
//! Versions stand in a fixed number of slots, so that a million things take no more room than one. Two
//! things that share a slot cost each other a reload now and then, and nothing else.

use std::{
    fmt::Display,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use crate::topic::Topic;

/// One change drops one in so many of the answers that have nothing to do with it.
const SLOTS: u64 = 4_096;

#[derive(Debug)]
pub(crate) struct Versions {
    slots: Box<[AtomicU64]>,
    /// Rises when anything may have changed.
    flushed: AtomicU64,
    /// Rises before any slot does, with each change.
    all: AtomicU64,
    /// Whether the changes of other processes are read.
    followed: AtomicBool,
}

/// Versions of what an answer was read from.
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

    /// From now on the changes of other processes are read.
    pub(crate) fn follow(&self) {
        self.followed.store(true, Ordering::SeqCst);
    }

    /// Whether answers may be kept.
    pub(crate) fn are_followed(&self) -> bool {
        self.followed.load(Ordering::SeqCst)
    }

    /// Something changed.
    pub(crate) fn raise(&self, topic: Topic, key: &str) {
        self.all.fetch_add(1, Ordering::SeqCst);
        self.slots[slot(topic, key)].fetch_add(1, Ordering::SeqCst);
    }

    /// Anything may have changed.
    pub(crate) fn flush(&self) {
        self.all.fetch_add(1, Ordering::SeqCst);
        self.flushed.fetch_add(1, Ordering::SeqCst);
    }

    /// Whether nothing that the answer was read from has changed since.
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

/// What an answer is read from, noted while it is read.
#[derive(Debug)]
pub struct Reads {
    versions: Arc<Versions>,
    stamp: Stamp,
    all: u64,
    late: bool,
}

impl Reads {
    pub(crate) fn begin(versions: &Arc<Versions>) -> Self {
        Self {
            stamp: Stamp {
                flushed: versions.flushed.load(Ordering::SeqCst),
                seen: Vec::new(),
            },
            all: versions.all.load(Ordering::SeqCst),
            late: false,
            versions: Arc::clone(versions),
        }
    }

    /// Notes what the next question to the store depends on. Call it before asking: what changes while
    /// the store answers then makes the answer stale.
    pub fn of(&mut self, topic: Topic, key: impl Display) {
        let slot = slot(topic, &key.to_string());
        let version = self.versions.slots[slot].load(Ordering::SeqCst);
        self.stamp.seen.push((slot, version));
    }

    /// Notes what an answer turned out to depend on, once it is there. The answer is then kept only if
    /// nothing at all changed while it was read.
    pub fn found(&mut self, topic: Topic, key: impl Display) {
        self.late = true;
        self.of(topic, key);
    }

    /// The versions to keep the answer with; `None` where it must not be kept.
    pub(crate) fn end(self) -> Option<Stamp> {
        let quiet = self.all == self.versions.all.load(Ordering::SeqCst);
        (quiet || !self.late).then_some(self.stamp)
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
        assert!(versions.hold(&stamp), "a user is no app");
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
        assert!(reads.end().is_none(), "found late, and something changed");
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
