//! Logs each request in a span, and measures its duration.
//!
//! The span has the method, the route, the user and the app. So every line that is logged while a
//! request runs shows its request. Values and queries of a request are never part of the span.

use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};
use serde_json::Value;
use tower::{Layer, Service};
use tracing::field::Empty;
use tracing::instrument::Instrumented;
use tracing::{Instrument as _, Span};

use crate::request_context::{RequestContext, app_number};
use crate::services::metrics::Metrics;

/// The log target of the span and the line. To turn them off, add `plugdock::request=off` to the
/// levels in `PLUGDOCK_LOG`.
const TARGET: &str = "plugdock::request";

/// The route in metrics of requests whose address has none.
const NO_ROUTE: &str = "none";

/// A request in progress.
pub(crate) struct RequestLog {
    started: Instant,
}

impl RequestLog {
    /// Starts the clock.
    pub(crate) fn begin() -> Self {
        Self {
            started: Instant::now(),
        }
    }

    /// Logs the request and counts its duration.
    pub(crate) fn end(
        self,
        method: &'static str,
        context: &RequestContext,
        status: StatusCode,
        metrics: &Metrics,
    ) {
        let took = self.started.elapsed();
        let (status_code, ms) = (status.as_u16(), millis(took));
        let Some((route, span)) = context.route() else {
            metrics.answered(method, NO_ROUTE, status, took);
            tracing::info!(target: TARGET, method, status = status_code, ms, "answered");
            return;
        };
        metrics.answered(method, route.as_str(), status, took);
        span.in_scope(|| tracing::info!(target: TARGET, status = status_code, ms, "answered"));
    }
}

/// Creates the span of a request. The user is recorded later, and so is an app that a parameter
/// names.
fn span_of(method: &'static str, route: &str, app: Option<i64>) -> Span {
    match app {
        // Each later `record` formats its field on its own, so what is known goes in at once.
        Some(app) => {
            tracing::info_span!(target: TARGET, "request", method, route, app, user = Empty)
        }
        None => {
            tracing::info_span!(target: TARGET, "request", method, route, app = Empty, user = Empty)
        }
    }
}

/// Returns a duration in milliseconds with three decimals.
fn millis(took: Duration) -> f64 {
    (took.as_secs_f64() * 1e6).round() / 1e3
}

/// Returns a method's name. All unknown methods share one name, so that callers cannot put their own
/// text into logs and metrics.
pub(crate) fn name_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        _ => "OTHER",
    }
}

/// A layer that runs each request in its span. Only code behind the router knows the route.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoteRoute;

/// A route whose requests run in their spans.
#[derive(Clone, Debug)]
pub(crate) struct NotedRoute<S>(S);

impl<S> Layer<S> for NoteRoute {
    type Service = NotedRoute<S>;

    fn layer(&self, inner: S) -> NotedRoute<S> {
        NotedRoute(inner)
    }
}

impl<S: Service<Request>> Service<Request> for NotedRoute<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = Instrumented<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let span = note(&request);
        self.0.call(request).instrument(span)
    }
}

/// Starts the span of a request, and tells the request's context about it.
fn note(request: &Request) -> Span {
    let extensions = request.extensions();
    let Some(route) = extensions.get::<MatchedPath>() else {
        return Span::none();
    };
    let parts = route
        .as_str()
        .split('/')
        .zip(request.uri().path().split('/'));
    let app = parts.into_iter().find(|(name, _)| *name == "{app}");
    let app = app.and_then(|(_, app)| app_number(&Value::from(app)));
    let span = span_of(name_of(request.method()), route.as_str(), app);
    if let Some(context) = extensions.get::<RequestContext>() {
        context.set_route(route.clone(), span.clone());
    }
    span
}
