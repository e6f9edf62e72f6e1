//! Refuses requests by host, origin and upgrade before they are routed.
//!
//! Every page in the browser of a user can send requests to a server on the user's own machine. So
//! the host name (T71), the calling page (T70) and protocol upgrades (T72) are checked first, for
//! all paths. A rule that depended on the path could be bypassed by a different spelling of the
//! path.

mod client;
mod host;
mod origin;

use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};

use crate::config::Config;
use crate::error::Error;
use crate::site::{Site, Sites, is_api};

/// The guard of all requests, configured once from the settings.
#[derive(Debug)]
pub struct RequestGuard {
    hosts: host::Hosts,
    proxies: client::Proxies,
    sites: Sites,
}

/// A setting of the guard that is invalid.
#[derive(Debug, thiserror::Error)]
#[error("{setting}: {problem}")]
pub struct BadSetting {
    /// The name of the setting.
    pub setting: &'static str,
    /// The problem, with an example of a valid value.
    pub problem: String,
}

impl RequestGuard {
    /// Creates the guard from `config`.
    ///
    /// # Errors
    /// Fails if a host or an address range is invalid.
    pub fn new(config: &Config) -> Result<Self, BadSetting> {
        Ok(Self {
            hosts: host::Hosts::new(config)?,
            proxies: client::Proxies::new(&config.trusted_proxies)?,
            sites: Sites::of(config),
        })
    }

    /// Returns the sites of the server.
    pub fn sites(&self) -> &Sites {
        &self.sites
    }

    /// Returns the site that a request is sent to. Refuses requests that come from neither the pages
    /// of this site nor an API client.
    pub(crate) fn judge(&self, request: &Request) -> Result<Site, Error> {
        let called = host::called(request.uri(), request.headers());
        // Health checks may use any host name, because these two addresses reveal no data.
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
        let site = called
            .as_ref()
            .map_or_else(Site::default, |called| self.sites.site(called));
        let public = self.sites.origin(site);
        let is_guarded = site == Site::Administration || is_api(request.uri().path());
        if origin::is_foreign(request.headers(), called.as_ref(), public)
            || (is_guarded && origin::is_embedded(request.headers()))
        {
            return Err(Error::foreign_page());
        }
        Ok(site)
    }
}

/// Returns true for an upgrade to WebSocket and for `CONNECT`. The server supports neither (T72).
fn leaves_http(method: &Method, headers: &HeaderMap) -> bool {
    let upgrades = headers.get_all(header::UPGRADE).iter().any(|value| {
        let value = value.to_str().unwrap_or_default();
        value
            .split(',')
            .any(|wish| wish.trim().eq_ignore_ascii_case("websocket"))
    });
    upgrades || *method == Method::CONNECT
}
