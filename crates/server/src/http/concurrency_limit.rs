//! Limits the number of concurrent REST calls. As in Kintone, headers of the answers report the
//! limit and the current number (B8.3).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::HeaderValue;
use axum::response::Response;

use crate::error::Error;

/// The number of calls in progress and its limit. A server has one.
#[derive(Debug)]
pub struct ConcurrencyLimit {
    running: Arc<AtomicUsize>,
    limit: usize,
}

/// A call in progress. Dropping it ends the call.
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
    /// Creates a counter that allows at most `limit` calls at the same time.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            running: Arc::default(),
            limit,
        }
    }

    /// Counts a call under `/k/v1`. Returns `None` for other addresses.
    ///
    /// # Errors
    /// Fails if the maximum number of calls is in progress.
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
    /// Adds both numbers to the headers of a successful response.
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
