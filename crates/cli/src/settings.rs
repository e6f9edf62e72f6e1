//! Where a setting comes from: a flag, else its environment variable, else the settings file.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use plugdock_server::config::ClientCertificate;
use secrecy::SecretString;
use serde::Deserialize;

/// The section `[proxy]` of the settings file.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Proxy {
    /// `[[proxy.client_certificates]]`, one a certificate.
    pub(crate) client_certificates: Vec<ClientCertificate>,
}

/// Declares each setting once: its name is the flag, the key of the file and, in capitals after
/// `PLUGDOCK_`, the environment variable.
macro_rules! settings {
    ($($(#[$meta:meta])* $name:ident: $kind:ty = $env:literal),+ $(,)?) => {
        /// All settings, each of which may be unset.
        #[derive(Args, Default, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub(crate) struct Settings {
            $($(#[$meta])* #[arg(long, env = $env, hide_env_values = true, global = true)] pub(crate) $name: Option<$kind>,)+
            /// What has too many parts for a flag: the file's alone.
            #[arg(skip)]
            pub(crate) proxy: Proxy,
        }

        impl Settings {
            /// What `self` leaves open is taken from `file`.
            fn or(self, file: Self) -> Self {
                Self { $($name: self.$name.or(file.$name),)+ proxy: file.proxy }
            }
        }
    };
}

settings! {
    /// Address and port to listen on. [default: 127.0.0.1:8080]
    listen: String = "PLUGDOCK_LISTEN",
    /// Folder for the database, blobs and the master key. [default: plugdock-data]
    data: PathBuf = "PLUGDOCK_DATA",
    /// Login name of the administrator that the first start makes. [default: admin]
    admin_name: String = "PLUGDOCK_ADMIN_NAME",
    /// That administrator's password; left open, one is made and printed once.
    admin_password: SecretString = "PLUGDOCK_ADMIN_PASSWORD",
    /// The address people open, if it is not the one listened on.
    public_url: String = "PLUGDOCK_PUBLIC_URL",
    /// Host names that people may open it by, besides the public address's, comma-separated.
    allow_hosts: String = "PLUGDOCK_ALLOW_HOSTS",
    /// Addresses and CIDRs of reverse proxies whose X-Forwarded-For is believed, comma-separated.
    trusted_proxies: String = "PLUGDOCK_TRUSTED_PROXIES",
    /// `postgres://…`; left open, SQLite in the data folder.
    database_url: SecretString = "PLUGDOCK_DATABASE_URL",
    /// Where blobs lie: `file:///folder`, or `s3://bucket/prefix` in a build with the feature `s3`; left open, the data folder.
    storage_url: String = "PLUGDOCK_STORAGE_URL",
    /// 32 bytes in hex or base64 that seal credentials, or several such keys, comma-separated; left open, a file made at the first start.
    master_key: SecretString = "PLUGDOCK_MASTER_KEY",
    /// Who may read saved credentials: `readable` or `sealed` (R01).
    credentials: String = "PLUGDOCK_CREDENTIALS",
    /// A second address that answers `/metrics`, and nothing else.
    metrics_listen: String = "PLUGDOCK_METRICS_LISTEN",
    /// Private hosts and CIDRs that plug-ins may call, comma-separated.
    proxy_allow_upstream: String = "PLUGDOCK_PROXY_ALLOW_UPSTREAM",
    /// Hosts and CIDRs that plug-ins may never call, whatever is open, comma-separated.
    proxy_deny_upstream: String = "PLUGDOCK_PROXY_DENY_UPSTREAM",
    /// PEM file of certificate authorities that upstreams may use besides the system's.
    proxy_ca_file: PathBuf = "PLUGDOCK_PROXY_CA_FILE",
    /// `https://api.example.com=http://127.0.0.1:9000,…`: calls for the left origin go to the right.
    proxy_upstream: String = "PLUGDOCK_PROXY_UPSTREAM",
    /// Seconds that a call of a plug-in may take to connect. [default: 10]
    proxy_connect_seconds: u64 = "PLUGDOCK_PROXY_CONNECT_SECONDS",
    /// Seconds that a whole call may take. [default: 60]
    proxy_call_seconds: u64 = "PLUGDOCK_PROXY_CALL_SECONDS",
    /// Seconds that a whole upload may take. [default: 600]
    proxy_upload_seconds: u64 = "PLUGDOCK_PROXY_UPLOAD_SECONDS",
    /// Plug-ins that an app may have. [default: 20]
    plugins_per_app: usize = "PLUGDOCK_PLUGINS_PER_APP",
}

impl Settings {
    /// Adds what the settings file says, if there is one.
    ///
    /// # Errors
    /// The file cannot be read, is no TOML, or has a key that is no setting; its line is named.
    pub(crate) fn with_file(self, file: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = file else { return Ok(self) };
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the settings file {}", path.display()))?;
        let settings = toml::from_str(&text)
            .with_context(|| format!("the settings file {} is not right", path.display()))?;
        Ok(self.or(settings))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_beats_the_file_and_an_unknown_key_is_named() {
        let folder = std::env::temp_dir().join(format!("plugdock-settings-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("plugdock.toml");
        std::fs::write(
            &file,
            "listen = \"127.0.0.1:1\"\npublic_url = \"https://p.example\"\n",
        )
        .unwrap();
        let given = Settings {
            listen: Some("127.0.0.1:2".to_owned()),
            ..Settings::default()
        };
        let settings = given.with_file(Some(&file)).unwrap();
        assert_eq!(settings.listen.as_deref(), Some("127.0.0.1:2"));
        assert_eq!(settings.public_url.as_deref(), Some("https://p.example"));
        std::fs::write(&file, "listem = \"127.0.0.1:1\"\n").unwrap();
        let error = format!(
            "{:#}",
            Settings::default().with_file(Some(&file)).err().unwrap()
        );
        assert!(error.contains("listem"), "{error}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
