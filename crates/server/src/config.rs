//! The configuration of a server. A setting is declared only here. Flags, environment variables,
//! the settings file, `--help`, defaults and the list of the administration page are generated from
//! its line. Its name is the key of the text `admin.set.NAME`, and of `admin.set.NAME.unset` if it
//! may have no value.

mod setting;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use plugdock_proxy::Timeouts;
use plugdock_schema::Millis;
use plugdock_store::{Options, QUERY_LIMIT, Role};
use secrecy::SecretString;
use serde::Deserialize;

use self::setting::settings;
pub(crate) use self::setting::{Group, Listed};
pub use self::setting::{Kind, Location, Shown, Unreadable};
use crate::params::Confirmation;

settings! {
    /// Address and port to listen on.
    listen: SocketAddr = SocketAddr::from(([127, 0, 0, 1], 8080)), "PLUGDOCK_LISTEN", Server;
    /// Folder for the database, blobs and the master key.
    data: PathBuf = PathBuf::from("plugdock-data"), "PLUGDOCK_DATA", Server;
    /// Login name of the administrator that the first start creates.
    admin_name: String = "admin".to_owned(), "PLUGDOCK_ADMIN_NAME", Elsewhere;
    /// Password of that administrator; without it, one is generated and printed once.
    admin_password: Option<SecretString> = None, "PLUGDOCK_ADMIN_PASSWORD", Elsewhere;
    /// URL that users open, if it differs from the listen address.
    public_url: Option<String> = None, "PLUGDOCK_PUBLIC_URL", Elsewhere;
    // T79.
    /// URL with a host or port of its own for administration, where no plug-in runs; it needs `public-url`.
    admin_url: Option<String> = None, "PLUGDOCK_ADMIN_URL", Elsewhere;
    // T71.
    /// Additional host names that users can open, comma-separated.
    allow_hosts: Vec<String> = Vec::new(), "PLUGDOCK_ALLOW_HOSTS", Server;
    /// Addresses and CIDRs of reverse proxies whose X-Forwarded-For header is trusted, comma-separated.
    trusted_proxies: Vec<String> = Vec::new(), "PLUGDOCK_TRUSTED_PROXIES", Server;
    /// Database URL (`postgres://…`); without it, SQLite in the data folder.
    database_url: Option<Location> = None, "PLUGDOCK_DATABASE_URL", Server;
    /// Storage for blobs: `file:///folder`, or `s3://bucket/prefix` in a build with the feature `s3`; without it, the data folder.
    storage_url: Option<Location> = None, "PLUGDOCK_STORAGE_URL", Server;
    /// Key that encrypts saved credentials: 32 bytes in hex or base64, or several keys, comma-separated; without it, a file that the first start creates.
    master_key: Option<SecretString> = None, "PLUGDOCK_MASTER_KEY", Server;
    // R01.
    /// Access to saved credentials: `sealed` (secrets stay on the server) or `readable` (app pages can read secrets).
    credentials: Option<Credentials> = None, "PLUGDOCK_CREDENTIALS", Elsewhere;
    // T79.
    /// `true` asks for the password again before a change that gives somebody more power, such as a new user or plug-in; without it, only if other machines can reach the server.
    confirm_password: Option<bool> = None, "PLUGDOCK_CONFIRM_PASSWORD", Server;
    // T79.
    /// `true` allows administrators to install plug-ins without the password again, as some upload tools do.
    install_by_session: bool = false, "PLUGDOCK_INSTALL_BY_SESSION", Server;
    /// Format of log lines: `text` or `json`.
    log_format: LogFormat = LogFormat::Text, "PLUGDOCK_LOG_FORMAT", Server;
    // R23.
    /// Second address and port that serves only `/metrics`.
    metrics_listen: Option<SocketAddr> = None, "PLUGDOCK_METRICS_LISTEN", Server;
    // R23.
    /// Private hosts, domains (`*.corp.example`) and CIDRs that plug-ins can call, with or without a port (`:443`), comma-separated.
    proxy_allow_upstream: Vec<String> = Vec::new(), "PLUGDOCK_PROXY_ALLOW_UPSTREAM", Calls;
    // T18.
    /// Hosts, domains (`*.corp.example`) and CIDRs that plug-ins can never call, with or without a port (`:25`), comma-separated.
    proxy_deny_upstream: Vec<String> = Vec::new(), "PLUGDOCK_PROXY_DENY_UPSTREAM", Calls;
    // T5.
    /// Prefixes of the network's NAT64, comma-separated; addresses in them are judged as the IPv4 addresses that they stand for.
    proxy_nat64_prefix: Vec<String> = Vec::new(), "PLUGDOCK_PROXY_NAT64_PREFIX", Calls;
    // T19.
    /// HTTP proxy that plug-ins' calls go through (`http://host:port`); it is asked with CONNECT for the checked address.
    proxy_through: Option<String> = None, "PLUGDOCK_PROXY_THROUGH", Calls;
    /// PEM file with certificate authorities to trust in addition to those of the system.
    proxy_ca_file: Option<PathBuf> = None, "PLUGDOCK_PROXY_CA_FILE", Calls;
    /// Redirects calls from one origin to another: `https://api.example.com=http://127.0.0.1:9000,…`.
    proxy_upstream: Vec<String> = Vec::new(), "PLUGDOCK_PROXY_UPSTREAM", Calls;
    // R17 for the three.
    /// Timeout for a plug-in's call to connect, in seconds.
    proxy_connect_seconds: Duration = Timeouts::default().connect, "PLUGDOCK_PROXY_CONNECT_SECONDS", Limits;
    /// Timeout for a whole call, in seconds.
    proxy_call_seconds: Duration = Timeouts::default().call, "PLUGDOCK_PROXY_CALL_SECONDS", Limits;
    /// Timeout for a whole upload, in seconds.
    proxy_upload_seconds: Duration = Timeouts::default().upload, "PLUGDOCK_PROXY_UPLOAD_SECONDS", Limits;
    // R48.
    /// Maximum number of plug-ins per app.
    plugins_per_app: usize = 20, "PLUGDOCK_PLUGINS_PER_APP", Elsewhere;
    /// Timeout for one search, count or graph of records, in seconds.
    query_seconds: Duration = QUERY_LIMIT, "PLUGDOCK_QUERY_SECONDS", Limits;
    // B8.3.
    /// Maximum number of concurrent REST calls; more are refused with status 429.
    rest_calls: usize = 100, "PLUGDOCK_REST_CALLS", Limits;
}

/// The format of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Plain text.
    Text,
    /// One JSON object per line, for log collectors.
    Json,
}

impl Kind for LogFormat {
    type Raw = String;

    fn read(name: &str, raw: String) -> Result<Self, Unreadable> {
        match &*raw {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            other => Err(Unreadable(format!(
                "{name} must be `text` or `json`, not `{other}`"
            ))),
        }
    }

    fn shown(&self) -> Shown {
        Shown::Text(format!("{self:?}").to_lowercase())
    }
}

/// The access of pages to saved credentials (R01).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// Pages can read saved credentials (R02).
    Readable,
    /// Pages cannot read saved credentials, as Kintone's own documentation says (R03).
    Sealed,
}

impl Kind for Credentials {
    type Raw = String;

    fn read(name: &str, raw: String) -> Result<Self, Unreadable> {
        match &*raw {
            "readable" => Ok(Self::Readable),
            "sealed" => Ok(Self::Sealed),
            other => Err(Unreadable(format!(
                "{name} must be `readable` or `sealed`, not `{other}`"
            ))),
        }
    }

    fn shown(&self) -> Shown {
        Shown::Text(format!("{self:?}").to_lowercase())
    }
}

/// The section `[proxy]` of the settings file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProxySection {
    /// The `[[proxy.client_certificates]]` sections, one per certificate.
    pub client_certificates: Vec<ClientCertificate>,
}

/// A client certificate and the only origins that it is presented to.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientCertificate {
    /// The origins, such as `https://api.example.com`.
    pub origins: Vec<String>,
    /// A PEM file with the certificate and its intermediate certificates.
    pub certificate: PathBuf,
    /// A PEM file with its private key, not encrypted.
    pub key: PathBuf,
}

impl Config {
    /// Returns the origin that browsers see: scheme, host and port, without a trailing slash.
    pub fn origin(&self) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            // Browsers cannot open the unspecified address.
            None if self.listen.ip().is_unspecified() => {
                format!("http://localhost:{}", self.listen.port())
            }
            None => format!("http://{}", self.listen),
        }
    }

    /// Returns the origins of this server that plug-ins may call: the public one, or else all names
    /// of the loopback address. Users and Kintone's clients use these names interchangeably (B9.1).
    /// The origin of the administration is not one of them.
    pub fn origins(&self) -> Vec<String> {
        if self.public_url.is_some() || !self.listen.ip().is_loopback() {
            return vec![self.origin()];
        }
        let port = self.listen.port();
        ["127.0.0.1", "localhost", "[::1]"]
            .iter()
            .map(|host| format!("http://{host}:{port}"))
            .collect()
    }

    /// Returns the setting that makes the server reachable from other machines, with its value.
    /// Returns `None` if only programs on this machine can reach it: it listens on a loopback
    /// address, its public URL (if any) is loopback, and there is no reverse proxy (R01).
    pub fn exposure(&self) -> Option<(&'static str, String)> {
        let loopback = |host: Option<url::Host<&str>>| match host {
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            Some(url::Host::Domain(name)) => name == "localhost",
            None => false,
        };
        if !self.listen.ip().is_loopback() {
            return Some(("listen", self.listen.to_string()));
        }
        let urls = [
            ("public-url", &self.public_url),
            ("admin-url", &self.admin_url),
        ];
        let mut urls = urls
            .into_iter()
            .filter_map(|(name, url)| Some((name, url.as_ref()?)));
        if let Some((name, url)) =
            urls.find(|(_, url)| !url::Url::parse(url).is_ok_and(|url| loopback(url.host())))
        {
            return Some((name, url.clone()));
        }
        let proxy = self.trusted_proxies.first()?;
        Some(("trusted-proxies", proxy.clone()))
    }

    /// Returns the configured access to saved credentials, before administrators make it stricter
    /// (R01).
    pub fn profile(&self) -> Credentials {
        match self.credentials {
            Some(credentials) => credentials,
            None if self.exposure().is_none() => Credentials::Readable,
            // `serve` refuses to start in this case. Without a choice, the strict profile applies.
            None => Credentials::Sealed,
        }
    }

    /// Returns true if a session must confirm a request with the password (T79).
    pub fn confirms(&self, needed: Confirmation) -> bool {
        let is_on = || {
            let chosen = self.confirm_password;
            chosen.unwrap_or_else(|| self.exposure().is_some())
        };
        match needed {
            Confirmation::None => false,
            Confirmation::Needed => is_on(),
            Confirmation::ToInstall => !self.install_by_session && is_on(),
        }
    }

    /// Returns true if browsers reach the server by TLS, so that cookies are marked `Secure`.
    pub fn is_https(&self) -> bool {
        let public = self.public_url.as_deref();
        public.is_some_and(|url| url.starts_with("https://"))
    }

    /// Returns the options to open the store.
    pub(crate) fn store(&self, role: Role) -> Options {
        Options {
            data_dir: self.data.clone(),
            database_url: self.database_url.as_deref().map(str::to_owned),
            storage_url: self.storage_url.as_deref().map(str::to_owned),
            master_key: self.master_key.clone(),
            query_limit: self.query_seconds,
            role,
        }
    }

    /// Returns the time in milliseconds after which an unused session ends.
    pub fn session_idle(&self) -> Millis {
        24 * 60 * 60 * 1_000
    }

    /// Returns the maximum life of a session in milliseconds, even if it is used. It limits the use
    /// of a stolen cookie.
    pub fn session_life(&self) -> Millis {
        14 * 24 * 60 * 60 * 1_000
    }

    /// Returns the timeouts of calls.
    pub(crate) fn timeouts(&self) -> Timeouts {
        Timeouts {
            connect: self.proxy_connect_seconds,
            call: self.proxy_call_seconds,
            upload: self.proxy_upload_seconds,
            ..Timeouts::default()
        }
    }

    /// Returns all settings for the administration page.
    pub(crate) fn listed(&self) -> Vec<Listed> {
        // Shows the file of the certificate, but never that of its key.
        let shown_to = self.proxy_client_certificates.iter().map(|given| {
            let file = given.certificate.display();
            format!("{} ({file})", given.origins.join(", "))
        });
        let mut listed = self.flags();
        listed.push(Listed::new(
            Group::Calls,
            "proxy_client_certificates",
            &shown_to.collect::<Vec<String>>(),
            &Vec::new(),
        ));
        listed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t79_changes_are_confirmed_where_other_machines_can_reach_the_server() {
        let local = Config::default();
        let open = Config {
            listen: SocketAddr::from(([0, 0, 0, 0], 8080)),
            ..Config::default()
        };
        let chosen = |config: &Config, is_on: bool| Config {
            confirm_password: Some(is_on),
            ..config.clone()
        };
        let by_session = Config {
            install_by_session: true,
            ..open.clone()
        };
        for (config, needed, to_install) in [
            (&local, false, false),
            (&open, true, true),
            (&chosen(&local, true), true, true),
            (&chosen(&open, false), false, false),
            (&by_session, true, false),
        ] {
            assert!(!config.confirms(Confirmation::None));
            assert_eq!(config.confirms(Confirmation::Needed), needed);
            assert_eq!(config.confirms(Confirmation::ToInstall), to_install);
        }
    }
}
