//! Turns a call of a plug-in into the request to send. Every check that can refuse a call runs
//! here, before any name is resolved (R16, R18).

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Request};

use crate::HOP_HEADER;
use crate::call::{Call, Caller, Form, Method, ProxyConfig, Upload};
use crate::failure::{Failure, Kind};
use crate::headers;
use crate::json;
use crate::limits::Limits;
use crate::origin::Origin;
use crate::proxy_config;
use crate::request;
use crate::target::Target;

/// The paths of this server that calls cannot reach (R23), because they rely on the browser's
/// session alone.
const OWN_PATHS: [&str; 2] = ["/-", "/k/api"];
/// The headers by which a reverse proxy identifies the client to this server. If a call could set
/// them, they would be trusted when that proxy runs on this machine (T11).
const FORWARDING_HEADERS: [&str; 6] = [
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-proto",
    "x-real-ip",
];
const AGENT: &str = concat!("Plugdock/", env!("CARGO_PKG_VERSION"));
const CODINGS: HeaderValue = HeaderValue::from_static("gzip, deflate, br, zstd");

/// A request that is ready to be sent.
pub struct Prepared<B> {
    /// The request.
    pub request: Request<B>,
    /// The origin to which it is sent.
    pub origin: Origin,
    /// The URL in the form for logs and audit entries.
    pub shown: String,
    /// The indexes of the proxy configs that applied, in the order in which they were merged.
    pub used: Vec<usize>,
}

/// Prepares a call (R10 to R14).
pub fn call(
    call: Call,
    proxy_configs: &[ProxyConfig],
    by: &Caller,
    public_origins: &[Origin],
) -> Result<Prepared<Bytes>, Failure> {
    let method = Method::parse(&call.method)?;
    let mut target = Target::parse(&call.url)?;
    let is_own = admit(&target, by, public_origins)?;
    let saved = proxy_config::merge(proxy_configs, &target, method);
    let mut headers = headers::merge(&call.headers, &saved.headers)?;
    let mut bytes = None;
    if method.has_body() {
        let named = headers.get(CONTENT_TYPE).and_then(|own| own.to_str().ok());
        let (body, content_type) = request::body(call.data, &saved.data, named)?;
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        if body.is_none() {
            // An explicit length is needed for a request without a body (001.26).
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        bytes = body;
    } else if !saved.data.is_empty() {
        target.append_query(&request::query(&saved.data)?);
    }
    complete(&mut headers, is_own)?;
    Ok(Prepared {
        request: built(method, &target, headers, bytes.unwrap_or_default())?,
        origin: target.origin().clone(),
        shown: target.shown(),
        used: saved.used,
    })
}

/// Prepares an upload (R15). `body` creates the body from the checked length.
pub fn upload<B>(
    upload: &Upload,
    proxy_configs: &[ProxyConfig],
    by: &Caller,
    public_origins: &[Origin],
    limits: &Limits,
    body: impl FnOnce(u64) -> B,
) -> Result<Prepared<B>, Failure> {
    let method = Method::parse(&upload.method)?;
    if !method.has_body() {
        return Err(Failure::bad("proxy.bad_method"));
    }
    let target = Target::parse(&upload.url)?;
    let is_own = admit(&target, by, public_origins)?;
    if upload.size > limits.upload {
        return Err(Failure::bad("proxy.upload_too_large").with("limit", limits.upload));
    }
    let saved = proxy_config::merge(proxy_configs, &target, method);
    let mut headers = headers::merge(&upload.headers, &saved.headers)?;
    match &upload.form {
        Form::Multipart { content_type } => {
            let (_, value) = headers::check("Content-Type", content_type)?;
            let is_multipart = content_type
                .split(';')
                .next()
                .is_some_and(|own| own.trim().eq_ignore_ascii_case("multipart/form-data"));
            if !is_multipart {
                return Err(json::bad("type"));
            }
            headers.insert(CONTENT_TYPE, value);
        }
        Form::Raw { blob_type } => {
            let is_type = |name: &str| name.eq_ignore_ascii_case("content-type");
            let called = upload.headers.iter().rfind(|(name, _)| is_type(name));
            // Only here, a header of the call takes precedence over a saved one.
            if let Some((name, value)) = called {
                headers.insert(CONTENT_TYPE, headers::check(name, value)?.1);
            } else if !headers.contains_key(CONTENT_TYPE) && !blob_type.is_empty() {
                headers.insert(CONTENT_TYPE, headers::check("Content-Type", blob_type)?.1);
            }
        }
    }
    if upload.size == 0 {
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    complete(&mut headers, is_own)?;
    Ok(Prepared {
        request: built(method, &target, headers, body(upload.size))?,
        origin: target.origin().clone(),
        shown: target.shown(),
        used: saved.used,
    })
}

/// Checks that the caller may call this address (R23, R26). Returns true if the host is this
/// server's own.
fn admit(target: &Target, by: &Caller, public_origins: &[Origin]) -> Result<bool, Failure> {
    let denied = |key| Err(Failure::new(Kind::Denied, key));
    if by.hop {
        return denied("proxy.hop");
    }
    if let Some(hosts) = &by.allowed_hosts
        && !proxy_config::is_allowed(hosts, target)
    {
        return denied("proxy.not_allowed");
    }
    if let Some(lock) = &by.lock
        && lock.is_enforced()
        && !lock.permits(target)
    {
        let origin = target.origin();
        return Err(Failure::new(Kind::Denied, "proxy.locked").with("origin", origin));
    }
    // Only the host is compared, because the same server may answer on another port or without TLS.
    let is_own = public_origins
        .iter()
        .any(|own| own.host() == target.origin().host());
    if is_own && target.may_reach(&OWN_PATHS) {
        return denied("proxy.own_path");
    }
    Ok(is_own)
}

fn complete(headers: &mut HeaderMap, is_own: bool) -> Result<(), Failure> {
    if is_own {
        if let Some(name) = FORWARDING_HEADERS
            .iter()
            .find(|name| headers.keys().any(|own| headers::same(own.as_str(), name)))
        {
            return Err(Failure::bad("proxy.own_header").with("name", name));
        }
        headers.insert(HOP_HEADER, HeaderValue::from_static("1"));
    }
    headers
        .entry(USER_AGENT)
        .or_insert(HeaderValue::from_static(AGENT));
    headers.entry(ACCEPT_ENCODING).or_insert(CODINGS);
    Ok(())
}

fn built<B>(
    method: Method,
    target: &Target,
    headers: HeaderMap,
    body: B,
) -> Result<Request<B>, Failure> {
    let mut request = Request::new(body);
    *request.method_mut() = match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Delete => http::Method::DELETE,
    };
    *request.uri_mut() = target.uri()?;
    *request.headers_mut() = headers;
    Ok(request)
}
