//! What callers say about themselves, read and nothing more.

use axum::http::{HeaderMap, HeaderName, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use zeroize::Zeroizing;

/// API tokens a request may carry (B8.1).
pub const MAX_TOKENS: usize = 9;

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
    if found.len() > MAX_TOKENS {
        return None;
    }
    Some(found)
}

/// The session's token from the cookies. None where there are two of that `name`: one of them was
/// set by somebody else.
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
