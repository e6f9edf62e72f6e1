//! Logs each request in a span, and measures its duration.
//!
//! The span has the method, the route, the user and the app. So every line that is logged while a
//! request runs shows its request. Values and queries of a request are never part of the span.

use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};
use tower::{Layer, Service};
use tracing::Span;
use tracing::field::Empty;

use crate::request_context::{RequestContext, record_app};
use crate::services::metrics::Metrics;

/// The log target of the span and the line. `plugdock::request=off` in `PLUGDOCK_LOG` turns them
/// off.
const TARGET: &str = "plugdock::request";

/// A request in progress.
pub(crate) struct RequestLog {
    started: Instant,
    /// The span that the request runs in.
    pub(crate) span: Span,
}

impl RequestLog {
    /// Starts the clock.
    pub(crate) fn begin() -> Self {
        Self {
            started: Instant::now(),
            span: tracing::info_span!(
                target: TARGET,
                "request",
                method = Empty,
                route = Empty,
                user = Empty,
                app = Empty
            ),
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
        let route = context.route().unwrap_or("none");
        metrics.answered(method, route, status, took);
        self.span.in_scope(|| {
            tracing::info!(target: TARGET, status = status.as_u16(), ms = millis(took), "answered");
        });
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

/// A layer that records the route of each request. Only code behind the router knows the route.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoteRoute;

/// A route that records its template before it runs.
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
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> S::Future {
        note(&request);
        self.0.call(request)
    }
}

fn note(request: &Request) {
    let extensions = request.extensions();
    let Some(route) = extensions.get::<MatchedPath>() else {
        return;
    };
    let span = Span::current();
    span.record("method", name_of(request.method()));
    span.record("route", route.as_str());
    let parts = route
        .as_str()
        .split('/')
        .zip(request.uri().path().split('/'));
    if let Some((_, app)) = parts.into_iter().find(|(name, _)| *name == "{app}") {
        record_app(&app.into());
    }
    if let Some(context) = extensions.get::<RequestContext>() {
        context.set_route(route.clone());
    }
}
