//! How a server is set up. A setting is declared here and nowhere else: flags, variables, the settings
//! file, `--help`, defaults and the list of the administration page follow from its line, and its name
//! there is a text `admin.set.NAME`, with `admin.set.NAME.unset` where it may have no value.

mod setting;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use plugdock_proxy::Timeouts;
use plugdock_schema::Millis;
use plugdock_store::{Options, Role};
use secrecy::SecretString;
use serde::Deserialize;

use self::setting::settings;
pub(crate) use self::setting::{Group, Listed};
pub use self::setting::{Kind, Location, Shown, Unreadable};

/// The session's cookie where browsers reach us by plain HTTP.
pub const COOKIE: &str = "plugdock_session";
/// The session's cookie behind TLS: browsers take one of this name from this very host only, so
/// that a sibling's page cannot slip its own session under a reader.
pub const SECURE_COOKIE: &str = "__Host-plugdock_session";

settings! {
    /// Address and port to listen on.
    listen: SocketAddr = SocketAddr::from(([127, 0, 0, 1], 8080)), "PLUGDOCK_LISTEN", Server;
    /// Folder for the database, blobs and the master key.
    data: PathBuf = PathBuf::from("plugdock-data"), "PLUGDOCK_DATA", Server;
    /// Login name of the administrator that the first start makes.
    admin_name: String = "admin".to_owned(), "PLUGDOCK_ADMIN_NAME", Elsewhere;
    /// That administrator's password; left open, one is made and printed once.
    admin_password: Option<SecretString> = None, "PLUGDOCK_ADMIN_PASSWORD", Elsewhere;
    /// The address people open, if it is not the one listened on.
    public_url: Option<String> = None, "PLUGDOCK_PUBLIC_URL", Elsewhere;
    // T71.
    /// Host names that people may open it by, besides the public address's, comma-separated.
    allow_hosts: Vec<String> = Vec::new(), "PLUGDOCK_ALLOW_HOSTS", Server;
    /// Addresses and CIDRs of reverse proxies whose X-Forwarded-For is believed, comma-separated.
    trusted_proxies: Vec<String> = Vec::new(), "PLUGDOCK_TRUSTED_PROXIES", Server;
    /// `postgres://…`; left open, SQLite in the data folder.
    database_url: Option<Location> = None, "PLUGDOCK_DATABASE_URL", Server;
    /// Where blobs lie: `file:///folder`, or `s3://bucket/prefix` in a build with the feature `s3`; left open, the data folder.
    storage_url: Option<Location> = None, "PLUGDOCK_STORAGE_URL", Server;
    /// 32 bytes in hex or base64 that seal credentials, or several such keys, comma-separated; left open, a file made at the first start.
    master_key: Option<SecretString> = None, "PLUGDOCK_MASTER_KEY", Server;
    /// Who may read saved credentials: `readable` or `sealed` (R01).
    credentials: Option<Credentials> = None, "PLUGDOCK_CREDENTIALS", Elsewhere;
    // R23.
    /// A second address that answers `/metrics`, and nothing else.
    metrics_listen: Option<SocketAddr> = None, "PLUGDOCK_METRICS_LISTEN", Server;
    // R23.
    /// Private hosts and CIDRs that plug-ins may call, comma-separated.
    proxy_allow_upstream: Vec<String> = Vec::new(), "PLUGDOCK_PROXY_ALLOW_UPSTREAM", Calls;
    // T18.
    /// Hosts and CIDRs that plug-ins may never call, whatever is open, comma-separated.
    proxy_deny_upstream: Vec<String> = Vec::new(), "PLUGDOCK_PROXY_DENY_UPSTREAM", Calls;
    /// PEM file of certificate authorities that upstreams may use besides the system's.
    proxy_ca_file: Option<PathBuf> = None, "PLUGDOCK_PROXY_CA_FILE", Calls;
    /// `https://api.example.com=http://127.0.0.1:9000,…`: calls for the left origin go to the right.
    proxy_upstream: Vec<String> = Vec::new(), "PLUGDOCK_PROXY_UPSTREAM", Calls;
    // R17 for the three.
    /// Seconds that a call of a plug-in may take to connect.
    proxy_connect_seconds: Duration = Timeouts::default().connect, "PLUGDOCK_PROXY_CONNECT_SECONDS", Limits;
    /// Seconds that a whole call may take.
    proxy_call_seconds: Duration = Timeouts::default().call, "PLUGDOCK_PROXY_CALL_SECONDS", Limits;
    /// Seconds that a whole upload may take.
    proxy_upload_seconds: Duration = Timeouts::default().upload, "PLUGDOCK_PROXY_UPLOAD_SECONDS", Limits;
    // R48.
    /// Plug-ins that an app may have.
    plugins_per_app: usize = 20, "PLUGDOCK_PLUGINS_PER_APP", Elsewhere;
    // B8.3.
    /// REST calls answered at once; more are refused with 429.
    rest_calls: usize = 100, "PLUGDOCK_REST_CALLS", Limits;
}

/// Whether the settings saved for calls can be read back by pages (R01).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// As documentation page 000 says (R02).
    Readable,
    /// As the vendor's own pages say (R03).
    Sealed,
}

impl Kind for Credentials {
    type Raw = String;

    fn read(name: &str, raw: String) -> Result<Self, Unreadable> {
        match &*raw {
            "readable" => Ok(Self::Readable),
            "sealed" => Ok(Self::Sealed),
            other => Err(Unreadable(format!(
                "{name} is `readable` or `sealed`, not `{other}`"
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
    /// `[[proxy.client_certificates]]`, one a certificate.
    pub client_certificates: Vec<ClientCertificate>,
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
            database_url: self.database_url.as_deref().map(str::to_owned),
            storage_url: self.storage_url.as_deref().map(str::to_owned),
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

    /// The times of calls.
    pub(crate) fn timeouts(&self) -> Timeouts {
        Timeouts {
            connect: self.proxy_connect_seconds,
            call: self.proxy_call_seconds,
            upload: self.proxy_upload_seconds,
            ..Timeouts::default()
        }
    }

    /// Every setting, for the administration page.
    pub(crate) fn listed(&self) -> Vec<Listed> {
        // The file of a certificate, never that of its key.
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
