//! The facts about one request that whoever answers it shares: its language, its route, and the
//! fields of its log span.

use std::sync::{Arc, OnceLock};

use axum::extract::{MatchedPath, Request};
use axum::http::header;
use plugdock_schema::UserId;
use serde_json::Value;
use tracing::Span;

use crate::i18n::Locale;

/// The language and the route of one request. It is a request extension; clones share their facts.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestContext {
    shared: Arc<Shared>,
    browser: Option<Locale>,
}

#[derive(Debug, Default)]
struct Shared {
    user: OnceLock<Locale>,
    route: OnceLock<MatchedPath>,
}

impl RequestContext {
    /// A new context with the language of the request's `Accept-Language`.
    pub(crate) fn of(request: &Request) -> Self {
        let accepted = request.headers().get(header::ACCEPT_LANGUAGE);
        let browser = accepted
            .and_then(|value| value.to_str().ok())
            .and_then(Locale::from_accept_language);
        Self {
            browser,
            ..Self::default()
        }
    }

    /// Returns the language to answer in: the user's, else the browser's, else the server's (B8.3).
    pub(crate) fn locale(&self) -> Locale {
        let user = self.shared.user.get().copied();
        user.or(self.browser).unwrap_or_default()
    }

    /// Sets the user's own language. Only the first call has an effect.
    pub(crate) fn set_user(&self, locale: Locale) {
        self.shared.user.get_or_init(|| locale);
    }

    /// Sets the route that answers. Only the first call has an effect.
    pub(crate) fn set_route(&self, route: MatchedPath) {
        self.shared.route.get_or_init(|| route);
    }

    /// Returns the template of the route that answers: `/k/{app}/show`. An address without a route
    /// has none.
    pub(crate) fn route(&self) -> Option<&str> {
        self.shared.route.get().map(MatchedPath::as_str)
    }
}

/// Writes the user's number into the span of the current request.
pub(crate) fn record_user(user: UserId) {
    Span::current().record("user", user.0);
}

/// Writes the number of an app into the span of the current request. A caller may send anything as
/// an app, so only a number is written.
pub(crate) fn record_app(app: &Value) {
    let number = match app {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    if let Some(number) = number {
        Span::current().record("app", number);
    }
}
