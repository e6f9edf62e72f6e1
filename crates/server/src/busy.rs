//! How many REST calls are being answered, as the vendor's answers tell it (B8.3).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::HeaderValue;
use axum::response::Response;

use crate::app::App;
use crate::error::Error;

/// The count of calls under way; one for a server.
#[derive(Debug, Default)]
pub struct Busy(AtomicUsize);

/// A call under way; it is over when this is dropped.
pub(crate) struct Turn {
    app: Arc<App>,
    running: usize,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.app.busy.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Counts a call of `/k/v1`; `None` for another address.
///
/// # Errors
/// As many run as may.
pub(crate) fn turn(app: &Arc<App>, path: &str) -> Result<Option<Turn>, Error> {
    if !path.starts_with("/k/v1/") {
        return Ok(None);
    }
    let running = app.busy.0.fetch_add(1, Ordering::Relaxed) + 1;
    let app = Arc::clone(app);
    let turn = Turn { app, running };
    if running > turn.app.config.rest_calls {
        return Err(Error::too_many_calls());
    }
    Ok(Some(turn))
}

impl Turn {
    /// Tells both figures with an answer that is a success.
    pub(crate) fn tell(&self, response: &mut Response) {
        if response.status().is_success() {
            let limit = self.app.config.rest_calls;
            let headers = response.headers_mut();
            headers.insert("x-concurrencylimit-limit", number(limit));
            headers.insert("x-concurrencylimit-running", number(self.running));
        }
    }
}

fn number(value: usize) -> HeaderValue {
    HeaderValue::from_str(&value.to_string()).unwrap_or(HeaderValue::from_static("0"))
}
