//! How many REST calls are being answered, as the vendor's answers tell it (B8.3).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::error::Error;

/// The count of calls under way; one for a server.
#[derive(Debug, Default)]
pub struct Busy(AtomicUsize);

struct Turn<'a>(&'a AtomicUsize);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The middleware of `/k/v1`: refuses calls over the limit and tells both figures on success.
pub async fn count(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/k/v1/") {
        return next.run(request).await;
    }
    let running = app.busy.0.fetch_add(1, Ordering::Relaxed) + 1;
    let _turn = Turn(&app.busy.0);
    if running > app.config.rest_calls {
        return Error::too_many_calls().into_response();
    }
    let mut response = next.run(request).await;
    if response.status().is_success() {
        let headers = response.headers_mut();
        headers.insert("x-concurrencylimit-limit", number(app.config.rest_calls));
        headers.insert("x-concurrencylimit-running", number(running));
    }
    response
}

fn number(value: usize) -> HeaderValue {
    HeaderValue::from_str(&value.to_string()).unwrap_or(HeaderValue::from_static("0"))
}
