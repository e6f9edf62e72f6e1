//! How many REST calls are being answered, as the vendor's answers tell it (B8.3).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::HeaderValue;
use axum::response::Response;

use crate::error::Error;

/// The count of calls under way, and how many there may be; one for a server.
#[derive(Debug)]
pub struct ConcurrencyLimit {
    running: Arc<AtomicUsize>,
    limit: usize,
}

/// A call under way; it is over when this is dropped.
pub(crate) struct Turn {
    count: Arc<AtomicUsize>,
    running: usize,
    limit: usize,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
    }
}

impl ConcurrencyLimit {
    /// With no call under way, and at most `limit` at once.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            running: Arc::default(),
            limit,
        }
    }

    /// Counts a call of `/k/v1`; `None` for another address.
    ///
    /// # Errors
    /// As many run as may.
    pub(crate) fn turn(&self, path: &str) -> Result<Option<Turn>, Error> {
        if !path.starts_with("/k/v1/") {
            return Ok(None);
        }
        let turn = Turn {
            count: Arc::clone(&self.running),
            running: self.running.fetch_add(1, Ordering::Relaxed) + 1,
            limit: self.limit,
        };
        if turn.running > turn.limit {
            return Err(Error::too_many_calls());
        }
        Ok(Some(turn))
    }
}

impl Turn {
    /// Tells both figures with an answer that is a success.
    pub(crate) fn tell(&self, response: &mut Response) {
        if response.status().is_success() {
            let headers = response.headers_mut();
            headers.insert("x-concurrencylimit-limit", number(self.limit));
            headers.insert("x-concurrencylimit-running", number(self.running));
        }
    }
}

fn number(value: usize) -> HeaderValue {
    HeaderValue::from_str(&value.to_string()).unwrap_or(HeaderValue::from_static("0"))
}
