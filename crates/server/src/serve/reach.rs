//! From the server's settings to the proxy's: what may be reached, and what never.

use std::net::{IpAddr, SocketAddr};

use plugdock_proxy as proxy;
use plugdock_proxy::{Origin, Rules};
use url::Url;

use super::ServeError;
use crate::config::Config;

/// The proxy's configuration.
///
/// # Errors
/// A setting cannot be read; it is named with what would be right.
pub async fn proxy_config(config: &Config) -> Result<proxy::Config, ServeError> {
    let mut remap = Vec::new();
    for pair in &config.proxy_upstream {
        remap.push(mapped(pair)?);
    }
    let ca_pem = match &config.proxy_ca_file {
        None => Vec::new(),
        Some(path) => tokio::fs::read(path)
            .await
            .map_err(|error| wrong("proxy-ca-file", format!("{}: {error}", path.display())))?,
    };
    let mut never = Vec::new();
    never.extend(config.metrics_listen);
    never.extend(database(config).await);
    let limits = &config.proxy_limits;
    Ok(proxy::Config {
        rules: Rules::parse(&config.proxy_allow_upstream.join(","), "")
            .map_err(|error| wrong("proxy-allow-upstream", error.to_string()))?,
        ca_pem,
        remap,
        public_origins: config
            .origins()
            .iter()
            .filter_map(|origin| origin.parse().ok())
            .collect(),
        listen: vec![config.listen],
        never,
        timeouts: proxy::Timeouts {
            connect: std::time::Duration::from_secs(limits.connect_seconds),
            call: std::time::Duration::from_secs(limits.call_seconds),
            upload: std::time::Duration::from_secs(limits.upload_seconds),
            ..proxy::Timeouts::default()
        },
        ..proxy::Config::default()
    })
}

/// The public address as an origin, since pages, cookies and the proxy compare it as one.
pub(super) fn public_url(text: &str) -> Result<String, ServeError> {
    let origin: Origin = text.trim().parse().map_err(|_| {
        wrong(
            "public-url",
            format!("`{text}` is no origin, such as https://plugins.example.com (no path)"),
        )
    })?;
    Ok(origin.to_string())
}

/// The proxy itself; certificates that cannot be read are named by their file.
pub(super) fn proxy(settings: proxy::Config, config: &Config) -> Result<proxy::Proxy, ServeError> {
    proxy::Proxy::new(settings).map_err(|error| match (&error, &config.proxy_ca_file) {
        (proxy::ConfigError::Authorities(_), Some(path)) => {
            wrong("proxy-ca-file", format!("{}: {error}", path.display()))
        }
        _ => ServeError::Start(error.to_string()),
    })
}

fn mapped(pair: &str) -> Result<(Origin, Origin), ServeError> {
    let example = "such as https://api.example.com=http://127.0.0.1:9000";
    let (from, to) = pair
        .split_once('=')
        .ok_or_else(|| wrong("proxy-upstream", format!("`{pair}` has no `=`; {example}")))?;
    let origin = |text: &str| {
        text.trim().parse::<Origin>().map_err(|_| {
            wrong(
                "proxy-upstream",
                format!("`{text}` is no origin; {example}"),
            )
        })
    };
    Ok((origin(from)?, origin(to)?))
}

/// The database's addresses: a plug-in reaches them never, whatever ranges are open (T10).
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
            tracing::warn!(%error, "the database's host does not resolve, so it cannot be kept from plug-ins by address");
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
