//! Converts the server's settings to the proxy's settings: the upstreams that it may reach, and
//! those it never may.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use plugdock_proxy as proxy;
use plugdock_proxy::target::Target;
use plugdock_proxy::{Origin, Rules};
use tokio::task::JoinHandle;
use url::Url;
use zeroize::Zeroizing;

use super::ServeError;
use crate::config::{ClientCertificate, Config};

/// The section of the settings file for client certificates.
const CLIENT_CERTIFICATES: &str = "[[proxy.client_certificates]]";

/// Returns the proxy's configuration.
///
/// # Errors
/// Fails if a setting is invalid. The error names it and shows a valid value.
pub async fn proxy_settings(config: &Config) -> Result<proxy::Config, ServeError> {
    let mut remap = Vec::new();
    for pair in &config.proxy_upstream {
        let (from, to) = mapped(pair)?;
        if remap.iter().any(|(own, _)| *own == from) {
            let problem = format!("`{pair}`: calls to {from} are already redirected");
            return Err(wrong("proxy-upstream", problem));
        }
        remap.push((from, to));
    }
    let through = match &config.proxy_through {
        Some(text) => Some(through(text)?),
        None => None,
    };
    let ca_pem = match &config.proxy_ca_file {
        None => Vec::new(),
        Some(path) => tokio::fs::read(path)
            .await
            .map_err(|error| wrong("proxy-ca-file", format!("{}: {error}", path.display())))?,
    };
    let mut client_certificates = Vec::new();
    for given in &config.proxy_client_certificates {
        client_certificates.push(client_certificate(given).await?);
    }
    let mut never = Vec::new();
    never.extend(config.metrics_listen);
    never.extend(database(config).await);
    Ok(proxy::Config {
        rules: rules(config)?,
        ca_pem,
        client_certificates,
        remap,
        through,
        public_origins: config
            .origins()
            .iter()
            .filter_map(|origin| origin.parse().ok())
            .collect(),
        other_origins: other_origins(config),
        listen: vec![config.listen],
        never,
        timeouts: config.timeouts(),
        ..proxy::Config::default()
    })
}

/// Returns the origins of the other names of this server: those in `allow-hosts`, and the origin of
/// the administration.
fn other_origins(config: &Config) -> Vec<Origin> {
    let names = config
        .allow_hosts
        .iter()
        .map(|host| format!("http://{}", host.trim()));
    let urls = names.chain(config.admin_url.clone());
    urls.filter_map(|url| url.parse().ok()).collect()
}

/// Turns the URLs of this server into origins, because pages, cookies and the proxy compare them in
/// this form.
///
/// # Errors
/// Fails if one of them is no origin, or if they do not fit each other.
pub(super) fn read_urls(config: &mut Config) -> Result<(), ServeError> {
    if let Some(url) = &config.public_url {
        config.public_url = Some(own_url("public-url", url)?);
    }
    if let Some(url) = &config.admin_url {
        config.admin_url = Some(admin_url(url, config)?);
    }
    Ok(())
}

fn own_url(setting: &'static str, text: &str) -> Result<String, ServeError> {
    let origin: Origin = text.trim().parse().map_err(|_| {
        wrong(
            setting,
            format!(
                "`{text}` is not an origin, such as https://plugins.example.com (without a path)"
            ),
        )
    })?;
    Ok(origin.to_string())
}

/// Returns the URL of the administration as an origin.
///
/// # Errors
/// Fails if it does not fit the public URL.
fn admin_url(text: &str, config: &Config) -> Result<String, ServeError> {
    const SETTING: &str = "admin-url";
    let url = own_url(SETTING, text)?;
    let Some(public) = &config.public_url else {
        let problem = "public-url must be set too, because the two addresses lead to each other";
        return Err(wrong(SETTING, problem.to_owned()));
    };
    let place = |url: &str| {
        let url = Url::parse(url).ok()?;
        Some((url.host_str()?.to_owned(), url.port()))
    };
    if place(&url) == place(public) {
        let problem = format!(
            "`{url}` has the host and the port of public-url; use another host or another port"
        );
        return Err(wrong(SETTING, problem));
    }
    if public.starts_with("https://") && !url.starts_with("https://") {
        let problem = format!("`{url}` must begin with https://, as public-url does");
        return Err(wrong(SETTING, problem));
    }
    Ok(url)
}

/// Creates the proxy on another thread, while the start continues. Errors about certificates name
/// their file.
pub(super) fn proxy(
    settings: proxy::Config,
    config: &Config,
) -> JoinHandle<Result<proxy::Proxy, ServeError>> {
    let ca_file = config.proxy_ca_file.clone();
    tokio::task::spawn_blocking(move || {
        proxy::Proxy::new(settings).map_err(|error| match (&error, &ca_file) {
            (proxy::ConfigError::Authorities(_), Some(path)) => {
                wrong("proxy-ca-file", format!("{}: {error}", path.display()))
            }
            (proxy::ConfigError::TwoCertificates(_), _) => {
                wrong(CLIENT_CERTIFICATES, error.to_string())
            }
            _ => ServeError::Start(error.to_string()),
        })
    })
}

/// Parses the allowed and denied upstreams. An error names the setting with the invalid rule.
fn rules(config: &Config) -> Result<Rules, ServeError> {
    let allow = config.proxy_allow_upstream.join(",");
    let deny = config.proxy_deny_upstream.join(",");
    Rules::parse(&allow, "").map_err(|error| wrong("proxy-allow-upstream", error.to_string()))?;
    let rules = Rules::parse(&allow, &deny);
    let rules = rules.map_err(|error| wrong("proxy-deny-upstream", error.to_string()))?;
    let nat64 = config.proxy_nat64_prefix.join(",");
    rules
        .with_nat64(&nat64)
        .map_err(|error| wrong("proxy-nat64-prefix", error.to_string()))
}

/// Parses the address of the upstream proxy.
fn through(text: &str) -> Result<Origin, ServeError> {
    let origin = text.trim().parse::<Origin>().ok();
    origin.filter(|origin| !origin.is_https()).ok_or_else(|| {
        let problem = format!(
            "`{text}` is not the address of an HTTP proxy, such as http://proxy.example.com:3128"
        );
        wrong("proxy-through", problem)
    })
}

/// Reads a client certificate. Errors name its file.
async fn client_certificate(
    given: &ClientCertificate,
) -> Result<proxy::ClientCertificate, ServeError> {
    use proxy::ClientCertificateError as Wrong;
    let refused = |problem: String| wrong(CLIENT_CERTIFICATES, problem);
    let read = async |path: &Path| {
        let bytes = tokio::fs::read(path).await;
        bytes.map_err(|error| refused(format!("{}: {error}", path.display())))
    };
    let origins = given.origins.iter().map(|text| text.parse::<Origin>());
    let origins = origins
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| refused(error.to_string()))?;
    let certificate = read(&given.certificate).await?;
    let key = Zeroizing::new(read(&given.key).await?);
    proxy::ClientCertificate::new(origins, &certificate, &key).map_err(|error| {
        let file = match &error {
            Wrong::Key(_) | Wrong::Pair => &given.key,
            _ => &given.certificate,
        };
        refused(format!("{}: {error}", file.display()))
    })
}

fn mapped(pair: &str) -> Result<(Origin, Origin), ServeError> {
    let example = "such as https://api.example.com=http://127.0.0.1:9000";
    let (from, to) = pair
        .split_once('=')
        .ok_or_else(|| wrong("proxy-upstream", format!("`{pair}` has no `=`; {example}")))?;
    let origin = |text: &str| {
        // The form of a URL that can be called. Otherwise the redirection would never apply.
        let target = Target::parse(text.trim()).ok();
        let origin = target.and_then(|_| text.trim().parse::<Origin>().ok());
        origin.ok_or_else(|| {
            wrong(
                "proxy-upstream",
                format!("`{text}` is not an origin; {example}"),
            )
        })
    };
    Ok((origin(from)?, origin(to)?))
}

/// Returns the addresses of the database. Plug-ins can never reach them, even in allowed ranges
/// (T10).
async fn database(config: &Config) -> Vec<SocketAddr> {
    let Some(url) = config
        .database_url
        .as_deref()
        .and_then(|url| Url::parse(url).ok())
    else {
        return Vec::new();
    };
    let port = url.port().unwrap_or(5432);
    let Some(host) = url
        .host_str()
        .filter(|_| url.scheme().starts_with("postgres"))
    else {
        return Vec::new();
    };
    let bare = host.trim_matches(['[', ']']);
    if let Ok(ip) = bare.parse::<IpAddr>() {
        return vec![SocketAddr::new(ip, port)];
    }
    match tokio::net::lookup_host((bare, port)).await {
        Ok(found) => found.collect(),
        Err(error) => {
            tracing::warn!(%error, "the database's host name does not resolve, so its address cannot be blocked for plug-ins");
            Vec::new()
        }
    }
}

fn wrong(setting: &'static str, problem: impl Into<String>) -> ServeError {
    ServeError::Setting {
        setting,
        problem: problem.into(),
    }
}
