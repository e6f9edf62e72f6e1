//! A call to the server under test, and its answer.

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, Request};
use http_body_util::BodyExt as _;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use super::recorder;

/// A call that is not sent yet.
pub(crate) struct Call {
    request: http::request::Builder,
    body: Vec<u8>,
}

impl Call {
    pub(crate) fn new(method: &str, url: String) -> Self {
        Self {
            request: Request::builder().method(method).uri(url),
            body: Vec::new(),
        }
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// Adds a name and a password.
    pub(crate) fn password(self, login: &str, password: &str) -> Self {
        let value = STANDARD.encode(format!("{login}:{password}"));
        self.header("X-Cybozu-Authorization", &value)
    }

    /// Adds one or more API tokens, separated by commas.
    pub(crate) fn token(self, tokens: &str) -> Self {
        self.header("X-Cybozu-API-Token", tokens)
    }

    /// Sets the address of the caller.
    pub(crate) fn from(self, address: &str) -> Self {
        self.header("X-Forwarded-For", address)
    }

    /// Adds a session's cookie, as a script of a page does. The request token is not included.
    pub(crate) fn session(self, session: &Session) -> Self {
        self.header("Cookie", &session.cookie)
            .header("X-Requested-With", "XMLHttpRequest")
    }

    /// Adds a session's request token as a header.
    pub(crate) fn csrf(self, session: &Session) -> Self {
        self.header("X-Plugdock-Csrf", &session.csrf)
    }

    /// Sets a JSON body.
    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// Sets a body of any type.
    pub(crate) fn body(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("Content-Type", kind)
    }

    /// Sets a form with one file, as the vendor's clients send it (B9.2).
    pub(crate) fn file(self, name: &str, bytes: &[u8]) -> Self {
        self.form(name, bytes, &[])
    }

    /// Sets a form with one file, followed by other fields.
    pub(crate) fn form(self, name: &str, bytes: &[u8], fields: &[(&str, &str)]) -> Self {
        let line = "--------------------------0123456789abcdef01234567";
        let mut body = format!(
            "--{line}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/zip\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        for (name, value) in fields {
            let part = format!(
                "\r\n--{line}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}"
            );
            body.extend_from_slice(part.as_bytes());
        }
        body.extend_from_slice(format!("\r\n--{line}--\r\n").as_bytes());
        self.body(&format!("multipart/form-data; boundary={line}"), body)
    }

    /// Sends the call.
    pub(crate) async fn send(self) -> Reply {
        let client = Client::builder(TokioExecutor::new()).build_http::<Body>();
        let request = self.request.body(Body::from(self.body)).unwrap();
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let asked = request.headers().clone();
        let (parts, body) = client.request(request).await.unwrap().into_parts();
        let reply = Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes(),
        };
        recorder::record(&method, uri.path(), &asked, &reply);
        reply
    }
}

/// The answer to a call.
pub(crate) struct Reply {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) body: Bytes,
}

impl Reply {
    /// Returns the body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Returns the body as JSON. Panics with the body if it is not JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{}: {}", self.status, self.text()))
    }

    /// Returns a header, or an empty text if it is missing.
    pub(crate) fn header(&self, name: &str) -> String {
        let name: HeaderName = name.parse().unwrap();
        let value = self.headers.get(name).map(HeaderValue::to_str);
        value.transpose().unwrap().unwrap_or_default().to_owned()
    }

    /// Returns the status and code of an error. Panics if the code differs between its two places
    /// (B3.3).
    pub(crate) fn refusal(&self) -> (u16, String) {
        let body = self.json();
        let code = body["code"].as_str().unwrap_or_default().to_owned();
        assert_eq!(self.header("x-cybozu-error"), code, "{body}");
        assert_eq!(body["id"].as_str().map(str::len), Some(20), "{body}");
        (self.status, code)
    }

    /// Returns the body of an error without its random ID.
    pub(crate) fn error(&self) -> Value {
        let mut body = self.json();
        body.as_object_mut().unwrap().remove("id");
        body
    }
}

/// The session of a browser.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    /// The cookie, in the form `name=value`.
    pub(crate) cookie: String,
    /// The request token.
    pub(crate) csrf: String,
}

impl Session {
    pub(crate) fn of(reply: &Reply) -> Self {
        assert_eq!(reply.status, 200, "{}", reply.text());
        let cookie = reply.header(header::SET_COOKIE.as_str());
        let (cookie, _) = cookie.split_once(';').unwrap();
        Self {
            cookie: cookie.to_owned(),
            csrf: reply.json()["csrf"].as_str().unwrap().to_owned(),
        }
    }
}
