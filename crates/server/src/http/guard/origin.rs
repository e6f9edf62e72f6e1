//! Which page a browser says a request comes from (T70). A page cannot choose its `Origin`, nor
//! what `Sec-Fetch-Site` says of it.
//!
//! No answer of ours has a CORS header: there is no site that may read from here.

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, header};

use super::host;

static SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
static MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
static DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// Whether the request comes from another site's page.
///
/// `public` is the public origin. The authority that was `called` counts too, so that a server
/// reached as `localhost` and as `127.0.0.1` works by both; that it is ours was judged before.
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
    // `null` is the origin of sandboxed frames, whoever made them.
    let Some((scheme, authority)) = from.split_once("://") else {
        return true;
    };
    let Some(called) = called.filter(|called| called.as_str().eq_ignore_ascii_case(authority))
    else {
        return true;
    };
    // Behind TLS, a plain page of our own name was written by whoever is on the line.
    let is_here = host::address(called.host()).is_some_and(|ip| ip.is_loopback())
        || called.host().eq_ignore_ascii_case("localhost");
    public.starts_with("https://") && scheme.eq_ignore_ascii_case("http") && !is_here
}

/// Whether another page asks behind its reader's back: an image, a script, a fetch without CORS,
/// none of which has an `Origin`. Another port of this machine is the same site to a browser, so
/// `SameSite` does not hold its cookies back.
pub(super) fn is_embedded(headers: &HeaderMap) -> bool {
    let says = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let elsewhere = matches!(says(&SITE), Some("cross-site" | "same-site"));
    // A link is followed by its reader, and changes nothing.
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
            "clients that are no browsers say nothing"
        );
    }
}
