//! Parses the credentials in request headers. It does not check them.

use axum::http::{HeaderMap, HeaderName, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use zeroize::Zeroizing;

/// The maximum number of API tokens in a request (B8.1).
pub const MAX_TOKENS: usize = 9;

/// The header with Base64 of `login:password`. It takes precedence over all other credentials
/// (B8.1).
pub const PASSWORD: HeaderName = HeaderName::from_static("x-cybozu-authorization");
/// The header with one or more API tokens.
pub const TOKENS: HeaderName = HeaderName::from_static("x-cybozu-api-token");
/// The header that shows that a script, not a form or a link, sends the request.
pub const REQUESTED_WITH: HeaderName = HeaderName::from_static("x-requested-with");
/// The header for the CSRF token, if it is not in the body or the query.
pub const CSRF: HeaderName = HeaderName::from_static("x-plugdock-csrf");

/// The header with Base64 of the user's password. It confirms a request of a session that gives
/// somebody more power (T79).
pub const CONFIRMATION: HeaderName = HeaderName::from_static("x-plugdock-password");

/// A login name and a password, as the caller sent them.
#[derive(Debug)]
pub struct Credentials {
    /// The login name.
    pub login: String,
    /// The password. It may contain colons.
    pub password: SecretString,
}

/// Parses the password header, split at the first colon. Returns `None` if it is malformed.
pub fn credentials(header: &[u8]) -> Option<Credentials> {
    let decoded = Zeroizing::new(STANDARD.decode(header.trim_ascii()).ok()?);
    let (login, password) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    // PostgreSQL texts cannot contain NUL, so no user has such a name.
    if login.contains('\0') {
        return None;
    }
    Some(Credentials {
        login: login.to_owned(),
        password: SecretString::from(password),
    })
}

/// Parses the header that confirms a request. Returns `None` if it is malformed.
pub fn password(header: &[u8]) -> Option<SecretString> {
    let decoded = Zeroizing::new(STANDARD.decode(header.trim_ascii()).ok()?);
    std::str::from_utf8(&decoded).ok().map(SecretString::from)
}

/// Returns the API tokens of a request, separated by commas or in repeated headers. Returns `None`
/// if there are more than nine or one is not text.
pub fn tokens(headers: &HeaderMap) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    for value in headers.get_all(TOKENS) {
        let value = value.to_str().ok()?;
        found.extend(value.split(',').map(str::trim).filter(|t| !t.is_empty()));
    }
    found.dedup();
    if found.len() > MAX_TOKENS {
        return None;
    }
    Some(found)
}

/// Returns the session's token from the cookies. Returns `None` if there are two cookies with that
/// `name`, because somebody else set one of them.
pub fn session<'a>(headers: &'a HeaderMap, cookie: &str) -> Option<&'a str> {
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == cookie)
        .map(|(_, token)| token);
    found.next().filter(|_| found.next().is_none())
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
}
