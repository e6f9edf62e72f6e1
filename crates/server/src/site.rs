//! The sites of a server: one origin for everything, or one for apps and one for administration
//! (`--admin-url`).
//!
//! Plug-ins run on app pages. With two origins, a script on an app page cannot read or change
//! anything in administration, because the browser keeps origins apart (T79).

use axum::http::Uri;
use axum::http::uri::Authority;
use url::{Position, Url};

use crate::config::Config;

/// The name of the session's cookie if browsers reach the server by plain HTTP.
pub const COOKIE: &str = "plugdock_session";
/// The name of the session's cookie behind TLS. Browsers accept a cookie with this prefix only from
/// the host itself, so a page on another host of the domain cannot replace a user's session with
/// its own.
const SECURE_COOKIE: &str = "__Host-plugdock_session";
/// The names of the same cookies on the origin of the administration. Browsers send the cookies of
/// one port also to the other ports of a host, so the names must differ.
const ADMIN_COOKIE: &str = "plugdock_admin_session";
const SECURE_ADMIN_COOKIE: &str = "__Host-plugdock_admin_session";

/// The site that a request is sent to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Site {
    /// The only origin of the server.
    #[default]
    Whole,
    /// The origin of app pages, where plug-ins run.
    Apps,
    /// The origin of administration, where no plug-in runs.
    Administration,
}

/// The sites of one server.
#[derive(Clone, Debug)]
pub struct Sites {
    apps: String,
    administration: Option<Url>,
}

impl Sites {
    /// Returns the sites of a configuration. An invalid administration URL counts as none; `serve`
    /// refuses it.
    pub fn of(config: &Config) -> Self {
        let administration = config.admin_url.as_deref();
        Self {
            apps: config.origin(),
            administration: administration.and_then(|url| Url::parse(url).ok()),
        }
    }

    /// Returns the site that has the authority of a request.
    pub(crate) fn site(&self, called: &Authority) -> Site {
        let Some(url) = &self.administration else {
            return Site::Whole;
        };
        let default = if url.scheme() == "https" { 443 } else { 80 };
        let host = called.host();
        let host = host.strip_suffix('.').unwrap_or(host);
        let is_host = url
            .host_str()
            .is_some_and(|it| it.eq_ignore_ascii_case(host));
        let port = called.port_u16().unwrap_or(default);
        if is_host && url.port_or_known_default() == Some(port) {
            Site::Administration
        } else {
            Site::Apps
        }
    }

    /// Returns the origin of a site, without a trailing slash.
    pub fn origin(&self, site: Site) -> &str {
        match (&self.administration, site) {
            (Some(url), Site::Administration) => url[..Position::AfterPort].trim_end_matches('/'),
            _ => &self.apps,
        }
    }

    /// Returns true if browsers reach a site by TLS.
    pub fn is_https(&self, site: Site) -> bool {
        self.origin(site).starts_with("https://")
    }

    /// Returns the name of the session's cookie on a site.
    pub(crate) fn cookie(&self, site: Site) -> &'static str {
        match (site, self.is_https(site)) {
            (Site::Administration, true) => SECURE_ADMIN_COOKIE,
            (Site::Administration, false) => ADMIN_COOKIE,
            (_, true) => SECURE_COOKIE,
            (_, false) => COOKIE,
        }
    }

    /// Returns the host of the administration, if it has an origin of its own.
    pub(crate) fn administration_host(&self) -> Option<&str> {
        self.administration.as_ref()?.host_str()
    }

    /// Returns the address of a page on the other site, if the site of the request does not have
    /// the page.
    pub(crate) fn elsewhere(&self, site: Site, uri: &Uri) -> Option<String> {
        if site == Site::Whole {
            return None;
        }
        let path = uri.path();
        let (other, path) = match (site, home(path)) {
            (Site::Administration, _) if path == "/" => (site, "/k/admin/"),
            (Site::Administration, Home::Apps) => (Site::Apps, path),
            (Site::Apps, Home::Administration) => (Site::Administration, path),
            _ => return None,
        };
        let query = uri.query().map(|query| format!("?{query}"));
        Some(format!(
            "{}{path}{}",
            self.origin(other),
            query.unwrap_or_default()
        ))
    }
}

/// Returns true if all answers under this path are JSON.
pub fn is_api(path: &str) -> bool {
    is_public_api(path) || path.starts_with("/k/api/") || path.starts_with("/k/guest/")
}

/// Returns true for the paths of Kintone's REST API for apps, records and users.
pub fn is_public_api(path: &str) -> bool {
    path.starts_with("/k/v1/") || path.starts_with("/v1/")
}

/// The site that has an address if there are two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// Pages on which plug-ins or scripts of apps may run.
    Apps,
    /// Pages of the administration and of the settings of apps.
    Administration,
    /// Addresses that both sites have: REST, files, signing in, and a user's own account.
    Both,
}

/// Returns the home of an address. An address that is not known belongs to the apps, so nothing gets
/// to the origin of the administration by accident.
pub(crate) fn home(path: &str) -> Home {
    const BOTH: [&str; 4] = ["/login", "/logout", "/k/account", "/k/account/"];
    const ADMINISTRATION: [&str; 2] = ["/k/admin/system/", "/k/admin/app/"];
    if is_api(path) || path.starts_with("/-/") || BOTH.contains(&path) {
        return Home::Both;
    }
    if runs_plugin(path) {
        return Home::Apps;
    }
    let is_below = ADMINISTRATION.iter().any(|it| path.starts_with(it));
    if is_below || path == "/k/admin/" {
        return Home::Administration;
    }
    Home::Apps
}

/// Returns true for the settings page of a plug-in, `/k/admin/app/{app}/plugin/config` (R45), and
/// for the pages below it.
fn runs_plugin(path: &str) -> bool {
    let Some(path) = path.strip_prefix("/k/admin/app/") else {
        return false;
    };
    let mut parts = path.split('/').skip(1);
    parts.next() == Some("plugin") && parts.next() == Some("config")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sites(admin_url: Option<&str>) -> Sites {
        Sites::of(&Config {
            public_url: Some("https://plug.example".to_owned()),
            admin_url: admin_url.map(str::to_owned),
            ..Config::default()
        })
    }

    #[test]
    fn a_host_and_port_name_the_site() {
        let called = |sites: &Sites, host: &'static str| sites.site(&Authority::from_static(host));
        assert_eq!(called(&sites(None), "plug.example"), Site::Whole);
        let two = sites(Some("https://admin.plug.example"));
        for host in [
            "admin.plug.example",
            "ADMIN.plug.example:443",
            "admin.plug.example.",
        ] {
            assert_eq!(called(&two, host), Site::Administration, "{host}");
        }
        for host in [
            "plug.example",
            "admin.plug.example:8443",
            "localhost",
            "x.admin.plug.example",
        ] {
            assert_eq!(called(&two, host), Site::Apps, "{host}");
        }
        assert_eq!(
            two.origin(Site::Administration),
            "https://admin.plug.example"
        );
        assert_eq!(two.origin(Site::Apps), "https://plug.example");
        let port = sites(Some("http://localhost:8080"));
        assert_eq!(called(&port, "localhost:8080"), Site::Administration);
        assert_eq!(called(&port, "127.0.0.1:8080"), Site::Apps);
        assert_eq!(port.origin(Site::Administration), "http://localhost:8080");
        assert!(!port.is_https(Site::Administration) && port.is_https(Site::Apps));
    }

    #[test]
    fn each_page_has_one_site_and_the_other_one_leads_to_it() {
        let two = sites(Some("https://admin.plug.example"));
        let from = |site, path: &'static str| two.elsewhere(site, &Uri::from_static(path));
        let admin = |path: &str| Some(format!("https://admin.plug.example{path}"));
        let apps = |path: &str| Some(format!("https://plug.example{path}"));
        for path in [
            "/k/admin/",
            "/k/admin/system/plugin/",
            "/k/admin/app/5/plugin/",
            "/k/admin/app/flow?app=5",
        ] {
            assert_eq!(from(Site::Apps, path), admin(path), "{path}");
            assert_eq!(from(Site::Administration, path), None, "{path}");
        }
        for path in [
            "/k/",
            "/k/5/?view=7",
            "/k/5/show",
            "/k/m/5/",
            "/k/admin/preview/5/",
            "/k/admin/elsewhere",
            "/k/admin/app/5/plugin/config?pluginId=x",
            "/k/admin/app/5/plugin/config/show",
            "/k/%61dmin/",
            "//evil.test/",
        ] {
            assert_eq!(from(Site::Administration, path), apps(path), "{path}");
            assert_eq!(from(Site::Apps, path), None, "{path}");
        }
        for path in [
            "/login?next=%2Fk%2F",
            "/k/v1/record.json",
            "/v1/users.json",
            "/k/api/me.json",
            "/-/health",
        ] {
            assert_eq!(from(Site::Apps, path), None, "{path}");
            assert_eq!(from(Site::Administration, path), None, "{path}");
        }
        assert_eq!(from(Site::Administration, "/"), admin("/k/admin/"));
        let one = sites(None);
        assert_eq!(
            one.elsewhere(Site::Whole, &Uri::from_static("/k/admin/")),
            None
        );
    }
}
