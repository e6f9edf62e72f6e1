//! What is refused before anything is routed.
//!
//! A server on somebody's own machine is called by every page that this person's browser opens. So
//! the name it is called by (T71), the page that calls (T70) and a wish to leave HTTP (T72) are
//! judged first, whatever the path is: a rule that read the path could be led round by its spelling.

mod client;
mod host;
mod origin;

use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};

use crate::config::Config;
use crate::error::Error;
use crate::error::render::is_api;

/// Who is let in, read once from the settings.
#[derive(Debug)]
pub struct RequestGuard {
    hosts: host::Hosts,
    proxies: client::Proxies,
    origin: String,
}

/// A setting of the guard that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{setting}: {problem}")]
pub struct BadSetting {
    /// The setting's name.
    pub setting: &'static str,
    /// What is wrong and what would be right.
    pub problem: String,
}

impl RequestGuard {
    /// As `config` says.
    ///
    /// # Errors
    /// A host or an address range cannot be read.
    pub fn new(config: &Config) -> Result<Self, BadSetting> {
        Ok(Self {
            hosts: host::Hosts::new(config)?,
            proxies: client::Proxies::new(&config.trusted_proxies)?,
            origin: config.origin(),
        })
    }

    /// Refuses a request that no page of ours and no client of ours makes.
    pub(crate) fn judge(&self, request: &Request) -> Result<(), Error> {
        let called = host::called(request.uri(), request.headers());
        // What a health check calls us by is its own affair: these two say nothing of what is kept.
        let is_probe = matches!(request.uri().path(), "/-/health" | "/-/ready");
        if !is_probe {
            match &called {
                Ok(authority) if self.hosts.has(authority) => {}
                Ok(authority) => return Err(Error::host_refused(authority.host())),
                Err(host::Unclear) => return Err(Error::illegal_request()),
            }
        }
        if leaves_http(request.method(), request.headers()) {
            return Err(Error::illegal_request());
        }
        let called = called.ok();
        if origin::is_foreign(request.headers(), called.as_ref(), &self.origin)
            || (is_api(request.uri().path()) && origin::is_embedded(request.headers()))
        {
            return Err(Error::foreign_page());
        }
        Ok(())
    }
}

/// T72: no WebSocket is served, so none is begun, by an upgrade or by `CONNECT`.
fn leaves_http(method: &Method, headers: &HeaderMap) -> bool {
    let upgrades = headers.get_all(header::UPGRADE).iter().any(|value| {
        let value = value.to_str().unwrap_or_default();
        value
            .split(',')
            .any(|wish| wish.trim().eq_ignore_ascii_case("websocket"))
    });
    upgrades || *method == Method::CONNECT
}
