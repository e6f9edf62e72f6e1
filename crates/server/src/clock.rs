//! The current time, which tests can control.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// The source of the current time: the system, or a value that a test sets.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    hand: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// Returns a clock with the system's time.
    pub fn system() -> Self {
        Self::default()
    }

    /// Returns a clock that stands still at `now` (Unix milliseconds) until [`Clock::advance`]
    /// moves it. Clones share the time.
    pub fn standing(now: i64) -> Self {
        Self {
            hand: Some(Arc::new(AtomicI64::new(now))),
        }
    }

    /// Returns the current time in Unix milliseconds.
    pub fn now(&self) -> i64 {
        if let Some(hand) = &self.hand {
            return hand.load(Ordering::SeqCst);
        }
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the only place that reads the system's time"
        )]
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |age| i64::try_from(age.as_millis()).unwrap_or(i64::MAX))
    }

    /// Advances a standing clock by `milliseconds`. It has no effect on the system's clock.
    pub fn advance(&self, milliseconds: i64) {
        if let Some(hand) = &self.hand {
            hand.fetch_add(milliseconds, Ordering::SeqCst);
        }
    }
}
