//! Detects requests from pages of other sites by the headers of the browser (T70). A page cannot
//! choose its `Origin` or `Sec-Fetch-Site`.
//!
//! The server never sends a CORS header, so no other site can read its responses.

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, header};

use super::host;

static SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
static MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
static DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// Returns true if the request comes from a page of another site.
///
/// `public` is the origin of the site that is called. The authority in `called` is accepted too, so that a server works
/// both as `localhost` and as `127.0.0.1`. The caller has already checked that it belongs to this
/// server.
pub(super) fn is_foreign(headers: &HeaderMap, called: Option<&Authority>, public: &str) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let (from, more) = match (origins.next(), origins.next()) {
        (None, _) => return false,
        (Some(from), more) => (from, more),
    };
    let (Ok(from), None) = (from.to_str(), more) else {
        return true;
    };
    if from.eq_ignore_ascii_case(public) {
        return false;
    }
    // `null` is the origin of all sandboxed frames, including those of other sites.
    let Some((scheme, authority)) = from.split_once("://") else {
        return true;
    };
    let Some(called) = called.filter(|called| called.as_str().eq_ignore_ascii_case(authority))
    else {
        return true;
    };
    // If the public origin has TLS, a page with the same name over plain HTTP may come from an
    // attacker on the network.
    let is_here = host::address(called.host()).is_some_and(|ip| ip.is_loopback())
        || called.host().eq_ignore_ascii_case("localhost");
    public.starts_with("https://") && scheme.eq_ignore_ascii_case("http") && !is_here
}

/// Returns true if a page of another site embeds the response, for example as an image, a script or
/// a fetch without CORS. Such requests have no `Origin`. For a browser, another port of this
/// machine is the same site, so it sends `SameSite` cookies there.
pub(super) fn is_embedded(headers: &HeaderMap) -> bool {
    let says = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let elsewhere = matches!(says(&SITE), Some("cross-site" | "same-site"));
    // The user follows a link on purpose, and a link changes no data.
    elsewhere && (says(&MODE) != Some("navigate") || says(&DEST) != Some("document"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, values: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name, value.parse().unwrap());
        }
        headers
    }

    // T70
    #[test]
    fn a_foreign_page_is_told_by_its_origin() {
        let called = Authority::from_static("localhost:8080");
        let foreign = |origins: &[&'static str]| {
            is_foreign(
                &headers("origin", origins),
                Some(&called),
                "https://plug.example",
            )
        };
        assert!(!foreign(&[]));
        assert!(!foreign(&["https://plug.example"]));
        assert!(!foreign(&["http://localhost:8080"]));
        for origin in [
            "https://plug.example.evil.test",
            "https://evil.test",
            "null",
            "",
            "localhost:8080",
            "http://localhost:3000",
            "http://plug.example",
            "https://localhost",
        ] {
            assert!(foreign(&[origin]), "{origin}");
        }
        assert!(foreign(&["https://plug.example", "https://evil.test"]));
        let public = Authority::from_static("plug.example");
        let clear = headers("origin", &["http://plug.example"]);
        assert!(is_foreign(&clear, Some(&public), "https://plug.example"));
        assert!(!is_foreign(&clear, Some(&public), "http://10.0.0.1:8080"));
    }

    // T70
    #[test]
    fn what_another_page_embeds_is_told_from_a_link() {
        let embedded = |site: &'static str, mode: &'static str, dest: &'static str| {
            let mut headers = headers("sec-fetch-site", &[site]);
            headers.insert("sec-fetch-mode", mode.parse().unwrap());
            headers.insert("sec-fetch-dest", dest.parse().unwrap());
            is_embedded(&headers)
        };
        assert!(embedded("cross-site", "no-cors", "image"));
        assert!(embedded("same-site", "no-cors", "script"));
        assert!(embedded("cross-site", "navigate", "iframe"));
        assert!(!embedded("cross-site", "navigate", "document"));
        assert!(
            !embedded("same-origin", "cors", "empty") && !embedded("none", "navigate", "document")
        );
        assert!(
            !is_embedded(&HeaderMap::new()),
            "other clients than browsers do not send these headers"
        );
    }
}
