//! What callers say about themselves, read and nothing more.

use axum::http::{HeaderMap, HeaderName, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use zeroize::Zeroizing;

/// API tokens a request may carry (B8.1).
pub const MOST_TOKENS: usize = 9;

/// The session's cookie.
pub const COOKIE: &str = "plugdock_session";

/// Base64 of `login:password`; wins over everything else (B8.1).
pub const PASSWORD: HeaderName = HeaderName::from_static("x-cybozu-authorization");
/// One or more API tokens.
pub const TOKENS: HeaderName = HeaderName::from_static("x-cybozu-api-token");
/// Says that a script, not a form or a link, makes the request.
pub const REQUESTED_WITH: HeaderName = HeaderName::from_static("x-requested-with");
/// The request token, where it is not in the body or the query.
pub const CSRF: HeaderName = HeaderName::from_static("x-plugdock-csrf");

/// A name and its password as given.
#[derive(Debug)]
pub struct Credentials {
    /// The login name.
    pub login: String,
    /// The password, colons and all.
    pub password: SecretString,
}

/// Reads the password header: split at the first colon. `None` when it says nothing readable.
pub fn credentials(header: &[u8]) -> Option<Credentials> {
    let decoded = Zeroizing::new(STANDARD.decode(header.trim_ascii()).ok()?);
    let (login, password) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    // PostgreSQL has no text with NUL, so nobody has such a name.
    if login.contains('\0') {
        return None;
    }
    Some(Credentials {
        login: login.to_owned(),
        password: SecretString::from(password),
    })
}

/// The API tokens of a request, by comma or by repeated header. `None` with more than nine or
/// with one that is no text.
pub fn tokens(headers: &HeaderMap) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    for value in headers.get_all(TOKENS) {
        let value = value.to_str().ok()?;
        found.extend(value.split(',').map(str::trim).filter(|t| !t.is_empty()));
    }
    found.dedup();
    if found.len() > MOST_TOKENS {
        return None;
    }
    Some(found)
}

/// The session's token from the cookies.
pub fn session(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, token)| token)
}

/// Whether a browser says that the request comes from another site's page.
///
/// `origin` is the public one; the Host that was called counts too, so that a server reached as
/// `localhost` and as `127.0.0.1` works by both names. A page cannot choose its `Origin`.
pub fn is_foreign(headers: &HeaderMap, origin: &str) -> bool {
    let Some(from) = headers.get(header::ORIGIN) else {
        return false;
    };
    let Ok(from) = from.to_str() else { return true };
    if from.eq_ignore_ascii_case(origin) {
        return false;
    }
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok());
    match (from.split_once("://"), host) {
        (Some((_, authority)), Some(host)) => !authority.eq_ignore_ascii_case(host),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    // B8.1
    #[test]
    fn a_password_may_have_colons() {
        let given = credentials(b"YWRtaW46cDp3").expect("readable");
        assert_eq!(
            (&*given.login, given.password.expose_secret()),
            ("admin", "p:w")
        );
        assert!(credentials(b"?").is_none());
        assert!(credentials(b"YWRtaW4=").is_none());
    }

    // B8.1
    #[test]
    fn nine_tokens_pass_and_ten_do_not() {
        let headers = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.append(TOKENS, text.parse().unwrap());
            headers.append(TOKENS, "i".parse().unwrap());
            headers
        };
        assert_eq!(tokens(&headers("a,b, c,d,e,f,g,h")).unwrap().len(), 9);
        assert!(tokens(&headers("a,b,c,d,e,f,g,h,j")).is_none());
    }

    #[test]
    fn a_foreign_page_is_told_by_its_origin() {
        let foreign = |origin: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "localhost:8080".parse().unwrap());
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            is_foreign(&headers, "https://plug.example")
        };
        assert!(!foreign(None));
        assert!(!foreign(Some("https://plug.example")));
        assert!(!foreign(Some("http://localhost:8080")));
        assert!(foreign(Some("https://plug.example.evil.test")));
        assert!(foreign(Some("null")));
    }
}
