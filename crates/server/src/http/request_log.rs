//! A log line, a span and a duration for each request.
//!
//! The span holds method, route, user and app, so each line that is logged while a request runs says
//! where it belongs. No value and no query of a request ever becomes part of it.

use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};
use tower::{Layer, Service};
use tracing::Span;
use tracing::field::Empty;

use crate::request_context::{RequestContext, record_app};
use crate::services::metrics::Metrics;

/// The target of span and line, for `PLUGDOCK_LOG`: `plugdock::request=off` switches them off.
const TARGET: &str = "plugdock::request";

/// A request that is being answered.
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

/// Milliseconds with three digits behind the point.
fn millis(took: Duration) -> f64 {
    (took.as_secs_f64() * 1e6).round() / 1e3
}

/// Returns a method's name. Methods of a caller's own are one name, so that logs and metrics hold
/// nothing that a caller made up.
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

/// Notes the route of each request, which only code behind the router can see.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoteRoute;

/// A route that notes its template before it runs.
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
