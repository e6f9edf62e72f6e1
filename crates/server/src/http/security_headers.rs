//! What every answer carries unless its handler knows better: a new address is safe before anybody
//! thinks of it.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Not `immutable`, `public` or nothing: browsers and proxies keep what nobody forbids (T78).
const DEFAULTS: [(HeaderName, &str); 5] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    // No other site embeds what is ours: an image or script of another page gets nothing (T70).
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// Of what is no page: opened by itself it runs nothing, and nobody frames it.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// A year, this host alone: whether its siblings have TLS is not ours to say.
const HSTS: &str = "max-age=31536000";

/// Puts on an answer what it lacks.
pub(super) fn add(is_https: bool, headers: &mut HeaderMap) {
    for (name, value) in DEFAULTS {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    // A policy on the file of a worker would be the worker's own.
    let kind = headers.get(header::CONTENT_TYPE);
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/javascript")) {
        headers
            .entry(header::CONTENT_SECURITY_POLICY)
            .or_insert(HeaderValue::from_static(NO_PAGE));
    }
    // Over plain HTTP the header means nothing, and on localhost it would bind other ports.
    if is_https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(HSTS),
        );
    }
}
