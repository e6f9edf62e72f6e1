//! The time, as tests may own it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Where `now` comes from: the machine, or a hand that a test moves.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    hand: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The machine's time.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands at `now` (Unix milliseconds) until [`Clock::advance`] moves it; clones
    /// share the hand.
    pub fn standing(now: i64) -> Self {
        Self {
            hand: Some(Arc::new(AtomicI64::new(now))),
        }
    }

    /// Unix milliseconds.
    pub fn now(&self) -> i64 {
        if let Some(hand) = &self.hand {
            return hand.load(Ordering::SeqCst);
        }
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that reads the time"
        )]
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |age| i64::try_from(age.as_millis()).unwrap_or(i64::MAX))
    }

    /// Moves a standing clock on by `milliseconds`; the machine's time is not ours to move.
    pub fn advance(&self, milliseconds: i64) {
        if let Some(hand) = &self.hand {
            hand.fetch_add(milliseconds, Ordering::SeqCst);
        }
    }
}
