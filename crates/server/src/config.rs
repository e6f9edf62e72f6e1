//! How a server is set up. Where the values come from (flags, environment, file) is the command
//! line's business.

use std::net::SocketAddr;
use std::path::PathBuf;

use plugdock_schema::Millis;
use plugdock_store::{Options, Role};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer};

/// The session's cookie where browsers reach us by plain HTTP.
pub const COOKIE: &str = "plugdock_session";
/// The session's cookie behind TLS: browsers take one of this name from this very host only, so
/// that a sibling's page cannot slip its own session under a reader.
pub const SECURE_COOKIE: &str = "__Host-plugdock_session";

/// Every setting of `plugdock serve`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The folder of the database file, the blobs and the keys.
    pub data: PathBuf,
    /// The first administrator's login name.
    pub admin_name: String,
    /// The first administrator's password; one is made up and shown once where none is given.
    #[serde(deserialize_with = "secret")]
    pub admin_password: Option<SecretString>,
    /// How browsers reach the server, without a path; `http://` and the listening address where
    /// none is given.
    pub public_url: Option<String>,
    /// Names and addresses that browsers may call the server by, beside the public URL's host, the
    /// listening address and those of loopback (T71).
    pub allow_hosts: Vec<String>,
    /// Addresses and ranges of reverse proxies whose `X-Forwarded-For` says where a request comes from.
    pub trusted_proxies: Vec<String>,
    /// `sqlite:` or `postgres:`; a file in the data folder where none is given.
    pub database_url: Option<String>,
    /// Where blobs are kept: `file:///folder`, or `s3://bucket/prefix` with the feature `s3`; the
    /// data folder where none is given.
    pub storage_url: Option<String>,
    /// 32 bytes in base64 or hex that seal credentials; a file in the data folder where none is given.
    #[serde(deserialize_with = "secret")]
    pub master_key: Option<SecretString>,
    /// Whether saved credentials may be read by pages (R01); must be chosen where [`Config::exposure`] names something.
    pub credentials: Option<Credentials>,
    /// Where metrics are served; nowhere by default (R23).
    pub metrics_listen: Option<SocketAddr>,
    /// Hosts and address ranges that calls may reach though they are not public (R23).
    pub proxy_allow_upstream: Vec<String>,
    /// Hosts and address ranges that calls never reach, whatever is open (T18).
    pub proxy_deny_upstream: Vec<String>,
    /// Certificates, in PEM, that calls trust beside the system's.
    pub proxy_ca_file: Option<PathBuf>,
    /// Certificates with which calls to certain origins show who they are.
    pub proxy_client_certificates: Vec<ClientCertificate>,
    /// `https://api.example.com=http://127.0.0.1:9000`: where calls for the first origin go.
    pub proxy_upstream: Vec<String>,
    /// Times and sizes of calls.
    pub proxy_limits: ProxyLimits,
    /// Plug-ins an app may have (R48).
    pub plugins_per_app: usize,
    /// REST calls answered at once; more get 429 (B8.3).
    pub rest_calls: usize,
    /// Make a demo app in a store that has none.
    pub demo: bool,
}

/// Whether the settings saved for calls can be read back by pages (R01).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Credentials {
    /// As seed 000 says (R02).
    Readable,
    /// As the vendor's own pages say (R03).
    Sealed,
}

/// A certificate and the origins that it is shown to, and no other.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientCertificate {
    /// Such as `https://api.example.com`.
    pub origins: Vec<String>,
    /// A PEM file: the certificate, and those between it and its authority.
    pub certificate: PathBuf,
    /// A PEM file: its private key, not encrypted.
    pub key: PathBuf,
}

/// Times and sizes of calls (R17, R15, R21, R22).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProxyLimits {
    /// Seconds to connect.
    pub connect_seconds: u64,
    /// Seconds for a whole call.
    pub call_seconds: u64,
    /// Seconds for a whole upload.
    pub upload_seconds: u64,
}

impl Default for ProxyLimits {
    fn default() -> Self {
        Self {
            connect_seconds: 10,
            call_seconds: 60,
            upload_seconds: 600,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data: PathBuf::from("plugdock-data"),
            admin_name: "admin".to_owned(),
            admin_password: None,
            public_url: None,
            allow_hosts: Vec::new(),
            trusted_proxies: Vec::new(),
            database_url: None,
            storage_url: None,
            master_key: None,
            credentials: None,
            metrics_listen: None,
            proxy_allow_upstream: Vec::new(),
            proxy_deny_upstream: Vec::new(),
            proxy_ca_file: None,
            proxy_client_certificates: Vec::new(),
            proxy_upstream: Vec::new(),
            proxy_limits: ProxyLimits::default(),
            plugins_per_app: 20,
            rest_calls: 100,
            demo: false,
        }
    }
}

impl Config {
    /// The origin browsers see: scheme, host, port; no slash at the end.
    pub fn origin(&self) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            // "Every address" is none that a browser could open.
            None if self.listen.ip().is_unspecified() => {
                format!("http://localhost:{}", self.listen.port())
            }
            None => format!("http://{}", self.listen),
        }
    }

    /// All origins that are this server: the public one; without one, each name of the loopback
    /// address, since people and the vendor's clients use them alike (B9.1).
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

    /// What makes the server reachable from other machines: the setting and its value. `None` where
    /// only this machine's own programs reach it, which takes a loopback address to listen on, a public
    /// URL (if any) of loopback, and no reverse proxy in front (R01).
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
        if let Some(public) = &self.public_url
            && !url::Url::parse(public).is_ok_and(|url| loopback(url.host()))
        {
            return Some(("public-url", public.clone()));
        }
        let proxy = self.trusted_proxies.first()?;
        Some(("trusted-proxies", proxy.clone()))
    }

    /// Who may read saved credentials, where nothing was made stricter (R01).
    pub fn profile(&self) -> Credentials {
        match self.credentials {
            Some(credentials) => credentials,
            None if self.exposure().is_none() => Credentials::Readable,
            // `serve` does not get here; what is not chosen is strict.
            None => Credentials::Sealed,
        }
    }

    /// Whether browsers reach us by TLS, so that cookies are marked `Secure`.
    pub fn is_https(&self) -> bool {
        let public = self.public_url.as_deref();
        public.is_some_and(|url| url.starts_with("https://"))
    }

    /// How the store is opened.
    pub(crate) fn store(&self, role: Role) -> Options {
        Options {
            data_dir: self.data.clone(),
            database_url: self.database_url.clone(),
            storage_url: self.storage_url.clone(),
            master_key: self.master_key.clone(),
            role,
        }
    }

    /// The name of the session's cookie.
    pub fn session_cookie(&self) -> &'static str {
        if self.is_https() {
            SECURE_COOKIE
        } else {
            COOKIE
        }
    }

    /// How long a session lives without being used.
    pub fn session_idle(&self) -> Millis {
        24 * 60 * 60 * 1_000
    }

    /// How long a session lives at most, however much it is used: a stolen cookie is not for ever.
    pub fn session_life(&self) -> Millis {
        14 * 24 * 60 * 60 * 1_000
    }
}

fn secret<'de, D: Deserializer<'de>>(input: D) -> Result<Option<SecretString>, D::Error> {
    Ok(Option::<String>::deserialize(input)?.map(SecretString::from))
}
