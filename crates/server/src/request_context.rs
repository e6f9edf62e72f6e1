//! The context of one request, shared by all code that answers it: its site, its language, its route,
//! and the fields of its log span.

use std::sync::{Arc, OnceLock};

use axum::extract::{MatchedPath, Request};
use axum::http::{Extensions, header};
use plugdock_schema::UserId;
use serde_json::Value;
use tracing::Span;

use crate::i18n::Locale;
use crate::site::Site;

/// The site, the language and the route of one request. It is a request extension. Clones share its
/// content.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestContext {
    shared: Arc<Shared>,
    browser: Option<Locale>,
    site: Site,
}

#[derive(Debug, Default)]
struct Shared {
    user: OnceLock<Locale>,
    route: OnceLock<(MatchedPath, Span)>,
}

impl RequestContext {
    /// Creates a context with the language of the request's `Accept-Language` header.
    pub(crate) fn of(request: &Request, site: Site) -> Self {
        let accepted = request.headers().get(header::ACCEPT_LANGUAGE);
        let browser = accepted
            .and_then(|value| value.to_str().ok())
            .and_then(Locale::from_accept_language);
        Self {
            browser,
            site,
            ..Self::default()
        }
    }

    /// Returns the context of a request that is being answered.
    pub(crate) fn in_request(extensions: &Extensions) -> Self {
        extensions.get().cloned().unwrap_or_default()
    }

    /// Returns the site that the request was sent to.
    pub(crate) fn site(&self) -> Site {
        self.site
    }

    /// Returns the language to answer in: the user's, or else the browser's, or else the default
    /// (B8.3).
    pub(crate) fn locale(&self) -> Locale {
        let user = self.shared.user.get().copied();
        user.or(self.browser).unwrap_or_default()
    }

    /// Sets the user's own language. Only the first call has an effect.
    pub(crate) fn set_user(&self, locale: Locale) {
        self.shared.user.get_or_init(|| locale);
    }

    /// Sets the route that answers, and the span of the request. Only the first call has an effect.
    pub(crate) fn set_route(&self, route: MatchedPath, span: Span) {
        self.shared.route.get_or_init(|| (route, span));
    }

    /// Returns the template of the route that answers, such as `/k/{app}/show`, and the span of the
    /// request. Returns `None` for an address without a route.
    pub(crate) fn route(&self) -> Option<(&MatchedPath, &Span)> {
        self.shared.route.get().map(|(route, span)| (route, span))
    }
}

/// Writes the user's ID to the span of the current request.
pub(crate) fn record_user(user: UserId) {
    Span::current().record("user", user.0);
}

/// Writes an app's ID to the span of the current request.
pub(crate) fn record_app(app: &Value) {
    if let Some(number) = app_number(app) {
        Span::current().record("app", number);
    }
}

/// Returns the app's ID for a log line. Anything but a number has none, because a caller may send any
/// text as the app.
pub(crate) fn app_number(app: &Value) -> Option<i64> {
    match app {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}
