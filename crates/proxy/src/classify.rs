//! Classifies the errors of the lower layers (R18, R19). The caller gets the kind of failure, and
//! the log gets the whole chain of causes. None of these texts contains the query of a URL, a
//! header value or a body.

use std::error::Error;
use std::io;

use crate::config::Limits;
use crate::dial::DialError;
use crate::failure::{Failure, Kind};
use crate::limits::Passed;
use crate::upload::Broken;

/// The reason for which there is no answer.
pub(crate) enum NoAnswer {
    /// The host does not resolve. The caller gets a special answer (R18).
    NoAddress,
    Failed(Failure),
}

/// Classifies an error of a request that got no answer.
pub(crate) fn request(error: &(dyn Error + 'static), limits: &Limits) -> NoAnswer {
    for cause in chain(error) {
        if let Some(dial) = cause.downcast_ref::<DialError>() {
            let kind = match dial {
                DialError::NoAddress(..) => {
                    // The caller gets this as a success, so the cause must be logged here.
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
        // With TLS 1.3 a server refuses a missing client certificate only after the handshake.
        if cause.is::<rustls::Error>() {
            return NoAnswer::Failed(Failure::new(Kind::Tls, "proxy.tls").because(describe(error)));
        }
        if let Some(hyper) = cause.downcast_ref::<hyper::Error>()
            && hyper.is_parse_too_large()
        {
            return NoAnswer::Failed(Passed::HeaderLine(limits.header_line).into());
        }
    }
    NoAnswer::Failed(Failure::unreachable(describe(error)))
}

/// Classifies an error in the body of an answer.
pub(crate) fn body(error: &(dyn Error + 'static)) -> Failure {
    chain(error)
        .find_map(typed)
        .unwrap_or_else(|| Failure::new(Kind::Unreachable, "proxy.cut").because(describe(error)))
}

/// Returns the failure for a call whose time is over.
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

/// Iterates over the error and its causes.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| below(*error))
}

/// Returns the cause of an error. `source` of an `io::Error` skips the error that it wraps.
fn below<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}

fn describe(error: &(dyn Error + 'static)) -> String {
    let mut text = String::new();
    for cause in chain(error) {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&cause.to_string());
    }
    text
}
