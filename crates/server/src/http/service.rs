//! The service around the router: it runs the request guard, the method override and the
//! concurrency limit, and adds errors and headers to responses. It does all of this in one place to
//! save an allocation per layer: each layer of a router boxes the request once, which took a
//! seventh of the time of a small proxied call.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::Request;
use axum::http::Method;
use axum::response::{IntoResponse, Redirect, Response};
use futures_util::FutureExt as _;
use tower::Service;

use super::request_log::{RequestLog, name_of};
use super::{method_override, security_headers};
use crate::error::{Error, UNAVAILABLE_SECONDS, render};
use crate::request_context::RequestContext;
use crate::site::is_api;
use crate::state::AppState;

/// Builds the page that a browser shows if the guard refuses its request.
type Refusal = fn(&RequestContext, &Error) -> Response;

/// All routes of a server, ready to serve. It checks, prepares and counts requests, writes errors
/// in the caller's language, and adds headers to responses.
#[derive(Clone, Debug)]
pub struct HttpService {
    state: Arc<AppState>,
    routes: Router,
    refusal: Refusal,
}

impl HttpService {
    /// Creates the service around `routes`, with the page for refusals.
    pub(crate) fn new(state: Arc<AppState>, routes: Router, refusal: Refusal) -> Self {
        Self {
            state,
            routes,
            refusal,
        }
    }

    async fn answer(mut self, mut request: Request) -> Response {
        let log = RequestLog::begin();
        let judged = self.state.guard.judge(&request);
        let site = judged.as_ref().copied().unwrap_or_default();
        let context = RequestContext::of(&request, site);
        let is_api = is_api(request.uri().path());
        let mut method = name_of(request.method());
        request.extensions_mut().insert(context.clone());
        let moved = self.state.guard.sites().elsewhere(site, request.uri());
        let mut response = match (judged, moved) {
            (Ok(_), Some(address)) => self.redirect(request.method(), &address, &context),
            (Ok(_), None) => self.run(request, &mut method).await,
            (Err(error), _) if is_api => error.into_response(),
            (Err(error), _) => (self.refusal)(&context, &error),
        };
        response = render::errors(response, is_api, &context);
        log.end(method, &context, response.status(), &self.state.metrics);
        let is_https = self.state.guard.sites().is_https(site);
        security_headers::add(is_https, response.headers_mut());
        response
    }

    /// Leads to a page on the other site. Nothing but reading can be redirected.
    fn redirect(&self, method: &Method, address: &str, context: &RequestContext) -> Response {
        if *method == Method::GET || *method == Method::HEAD {
            Redirect::to(address).into_response()
        } else {
            (self.refusal)(context, &Error::not_found())
        }
    }

    async fn run(&mut self, request: Request, method: &mut &'static str) -> Response {
        // This must come before routing, because routes need the real method and address.
        let request = match method_override::prepare(request) {
            Ok(request) => request,
            Err(error) => return error.into_response(),
        };
        *method = name_of(request.method());
        if needs_store(request.uri().path()) && self.state.store.is_silent() {
            let error = Error::database_unavailable().again_in(UNAVAILABLE_SECONDS);
            return error.into_response();
        }
        let turn = match self.state.concurrency_limit.turn(request.uri().path()) {
            Ok(turn) => turn,
            Err(error) => return error.into_response(),
        };
        let mut response = routed(&mut self.routes, request).await;
        if let Some(turn) = turn {
            turn.tell(&mut response);
        }
        response
    }
}

/// Returns false for probes and for the files of the program.
fn needs_store(path: &str) -> bool {
    !path.starts_with("/-/")
}

/// Returns the response of a route. A panic becomes an error response.
async fn routed(routes: &mut Router, request: Request) -> Response {
    match AssertUnwindSafe(routes.call(request)).catch_unwind().await {
        Ok(Ok(response)) => response,
        Ok(Err(never)) => match never {},
        Err(panic) => render::panicked(panic),
    }
}

impl Service<Request> for HttpService {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        Box::pin(self.clone().answer(request).map(Ok))
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::routing::get;

    use super::*;

    #[tokio::test]
    async fn a_panic_in_a_route_is_an_answer() {
        async fn panics() -> StatusCode {
            panic!("secret: 42")
        }
        let mut routes = Router::new().route("/", get(panics));
        let response = routed(&mut routes, Request::new(Body::empty())).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
