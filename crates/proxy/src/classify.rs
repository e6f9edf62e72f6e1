//! What kind of failure the layers below have met (R18, R19). The caller gets a kind, the log the
//! whole chain of causes; none of these texts holds a URL's query, a header value or a body.

use std::error::Error;
use std::io;

use crate::config::Limits;
use crate::dial::DialError;
use crate::failure::{Failure, Kind};
use crate::limits::Passed;
use crate::upload::Broken;

/// Why there is no answer.
pub(crate) enum NoAnswer {
    /// The host does not resolve: an answer of its own kind (R18).
    NoAddress,
    Failed(Failure),
}

/// Why the request got no answer.
pub(crate) fn request(error: &(dyn Error + 'static), limits: &Limits) -> NoAnswer {
    for cause in chain(error) {
        if let Some(dial) = cause.downcast_ref::<DialError>() {
            let kind = match dial {
                DialError::NoAddress(..) => {
                    // A success to the caller, so this is where its cause can be told.
                    tracing::info!(cause = %dial, "a called host has no address");
                    return NoAnswer::NoAddress;
                }
                DialError::Tls(..) => Failure::new(Kind::Tls, "proxy.tls"),
                DialError::TlsSilent(_) => timeout(),
                DialError::Refused(..)
                | DialError::Own(_)
                | DialError::Connect(..)
                | DialError::Silent(_)
                | DialError::Through(_) => Failure::unreachable(""),
            };
            return NoAnswer::Failed(kind.because(dial));
        }
        if let Some(failure) = typed(cause) {
            return NoAnswer::Failed(failure);
        }
        // TLS 1.3 says after the handshake that a client certificate was wanting.
        if cause.is::<rustls::Error>() {
            return NoAnswer::Failed(Failure::new(Kind::Tls, "proxy.tls").because(told(error)));
        }
        if let Some(hyper) = cause.downcast_ref::<hyper::Error>()
            && hyper.is_parse_too_large()
        {
            return NoAnswer::Failed(Passed::HeaderLine(limits.header_line).into());
        }
    }
    NoAnswer::Failed(Failure::unreachable(told(error)))
}

/// Why the answer's body broke off.
pub(crate) fn body(error: &(dyn Error + 'static)) -> Failure {
    chain(error)
        .find_map(typed)
        .unwrap_or_else(|| Failure::new(Kind::Unreachable, "proxy.cut").because(told(error)))
}

/// The time is over.
pub(crate) fn timeout() -> Failure {
    Failure::new(Kind::Timeout, "proxy.timeout")
}

fn typed(cause: &(dyn Error + 'static)) -> Option<Failure> {
    if let Some(passed) = cause.downcast_ref::<Passed>() {
        return Some((*passed).into());
    }
    if let Some(broken) = cause.downcast_ref::<Broken>() {
        return Some(Failure::bad("proxy.upload_size").because(broken));
    }
    cause.downcast_ref::<Failure>().cloned()
}

/// The error and its causes.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| below(*error))
}

/// An `io::Error` hides what it wraps from `source`.
fn below<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}

fn told(error: &(dyn Error + 'static)) -> String {
    let mut text = String::new();
    for cause in chain(error) {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&cause.to_string());
    }
    text
}
