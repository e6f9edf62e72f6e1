//! Adds security headers to every response unless the handler sets its own. So a new address is
//! safe by default.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// The default headers. The default for caching is `no-store`, because browsers and proxies cache
/// responses that do not forbid it (T78).
const DEFAULTS: [(HeaderName, &str); 5] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    // Other sites cannot embed these responses, for example as an image or a script (T70).
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// The policy for responses that are not pages. Opened directly, they run no scripts, and no page
/// can frame them.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// One year, for this host only. The server cannot know if other hosts of the domain support TLS.
const HSTS: &str = "max-age=31536000";

/// Adds the missing headers to a response.
pub(super) fn add(is_https: bool, headers: &mut HeaderMap) {
    for (name, value) in DEFAULTS {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    // A policy on the script of a worker would apply to the worker.
    let kind = headers.get(header::CONTENT_TYPE);
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/javascript")) {
        headers
            .entry(header::CONTENT_SECURITY_POLICY)
            .or_insert(HeaderValue::from_static(NO_PAGE));
    }
    // Over plain HTTP the header has no effect, and on localhost it would affect other ports.
    if is_https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(HSTS),
        );
    }
}
