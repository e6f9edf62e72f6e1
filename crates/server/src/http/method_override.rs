//! Prepares a request for routing: applies the method override, maps the address of a guest space,
//! and refuses URLs that are too long.

use axum::extract::Request;
use axum::http::{HeaderName, Method, Uri};

use crate::error::Error;

/// The maximum length in bytes of path and query under `/k/`, as in Kintone (B8.2, T67).
pub const URL_LIMIT: usize = 8 * 1024;

const OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

/// Returns the request as it is routed.
pub(crate) fn prepare(mut request: Request) -> Result<Request, Error> {
    let length = request
        .uri()
        .path_and_query()
        .map_or(0, |p| p.as_str().len());
    if request.uri().path().starts_with("/k/") && length > URL_LIMIT {
        return Err(Error::url_too_long());
    }
    if request.method() == Method::POST
        && let Some(method) = request.headers().get(OVERRIDE)
    {
        match method.to_str().map(str::to_ascii_uppercase).as_deref() {
            Ok("GET") => *request.method_mut() = Method::GET,
            Ok("PUT") => *request.method_mut() = Method::PUT,
            Ok("DELETE") => *request.method_mut() = Method::DELETE,
            Ok("POST") => {}
            _ => return Err(Error::illegal_request()),
        }
    }
    if let Some(uri) = without_guest_space(request.uri()) {
        *request.uri_mut() = uri;
    }
    Ok(request)
}

/// Maps `/k/guest/{space}/v1/…` to `/k/v1/…`, which gives the same answers (B10.29).
fn without_guest_space(uri: &Uri) -> Option<Uri> {
    let all = uri.path_and_query()?.as_str();
    let (space, rest) = all.strip_prefix("/k/guest/")?.split_once("/v1/")?;
    let is_number = !space.is_empty() && space.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(is_number.then(|| format!("/k/v1/{rest}"))?.parse().ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    // B10.29
    #[test]
    fn a_guest_space_address_is_its_twin() {
        let twin = |text: &str| {
            let uri: Uri = text.parse().unwrap();
            without_guest_space(&uri).map(|uri| uri.to_string())
        };
        assert_eq!(
            twin("/k/guest/7/v1/plugins.json?ids=a").as_deref(),
            Some("/k/v1/plugins.json?ids=a")
        );
        assert_eq!(twin("/k/guest/x/v1/plugins.json"), None);
        assert_eq!(twin("/k/v1/plugins.json"), None);
    }
}
