//! `plugdock serve`: from settings to a running server, and what the terminal says of it.

use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Parser};
use plugdock_server::config::{Config, Credentials, ProxyLimits};
use plugdock_server::serve::{Started, serve};
use secrecy::ExposeSecret;
use tracing_subscriber::EnvFilter;

use crate::language::{locale, text};
use crate::say;
use crate::settings::Settings;

/// `plugdock serve`
#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    settings: Settings,
    /// A TOML file of the same settings, named with underscores; flags and environment win.
    #[arg(long, env = "PLUGDOCK_CONFIG")]
    config: Option<PathBuf>,
    /// On the first start, make a demo app with a plug-in and the small upstream that it calls.
    #[arg(long, env = "PLUGDOCK_DEMO")]
    demo: bool,
}

impl Serve {
    /// What `plugdock` does when told nothing: serve with the demo, and what the environment says.
    pub(crate) fn demo() -> Self {
        #[derive(Parser)]
        struct Only {
            #[command(flatten)]
            serve: Serve,
        }
        let mut serve = Only::parse_from(["plugdock"]).serve;
        serve.demo = true;
        serve
    }

    pub(crate) fn run(self) -> anyhow::Result<()> {
        tracing_subscriber::fmt()
            .with_env_filter(
                EnvFilter::try_from_env("PLUGDOCK_LOG")
                    .unwrap_or_else(|_| EnvFilter::new("warn,plugdock=info")),
            )
            .with_writer(std::io::stderr)
            .with_ansi(std::io::stderr().is_terminal())
            .init();
        let mut config = config(self.settings.with_file(self.config.as_deref())?)?;
        config.demo = self.demo;
        crate::runtime()?.block_on(serve(config, announce))?;
        Ok(())
    }
}

/// Settings as the server takes them: texts become addresses and lists, and what is wrong is named.
pub(crate) fn config(settings: Settings) -> anyhow::Result<Config> {
    let given = Config::default();
    let list = |text: Option<String>| -> Vec<String> {
        let text = text.unwrap_or_default();
        text.split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let credentials = match settings.credentials.as_deref() {
        None => None,
        Some("readable") => Some(Credentials::Readable),
        Some("sealed") => Some(Credentials::Sealed),
        Some(other) => anyhow::bail!("credentials is `readable` or `sealed`, not `{other}`"),
    };
    let address = |name: &str, text: &str| {
        text.parse().with_context(|| {
            format!("{name}: `{text}` is no address and port, such as 127.0.0.1:8080")
        })
    };
    Ok(Config {
        listen: settings
            .listen
            .map_or(Ok(given.listen), |text| address("listen", &text))?,
        data: settings.data.unwrap_or(given.data.clone()),
        admin_name: settings.admin_name.unwrap_or(given.admin_name.clone()),
        admin_password: settings.admin_password,
        public_url: settings.public_url,
        allow_hosts: list(settings.allow_hosts),
        trusted_proxies: list(settings.trusted_proxies),
        database_url: settings
            .database_url
            .map(|url| url.expose_secret().to_owned()),
        storage_url: settings.storage_url,
        master_key: settings.master_key,
        credentials,
        metrics_listen: settings
            .metrics_listen
            .map(|text| address("metrics-listen", &text))
            .transpose()?,
        proxy_allow_upstream: list(settings.proxy_allow_upstream),
        proxy_deny_upstream: list(settings.proxy_deny_upstream),
        proxy_client_certificates: settings.proxy.client_certificates,
        proxy_ca_file: settings.proxy_ca_file,
        proxy_upstream: list(settings.proxy_upstream),
        proxy_limits: ProxyLimits {
            connect_seconds: settings
                .proxy_connect_seconds
                .unwrap_or(given.proxy_limits.connect_seconds),
            call_seconds: settings
                .proxy_call_seconds
                .unwrap_or(given.proxy_limits.call_seconds),
            upload_seconds: settings
                .proxy_upload_seconds
                .unwrap_or(given.proxy_limits.upload_seconds),
        },
        plugins_per_app: settings.plugins_per_app.unwrap_or(given.plugins_per_app),
        ..given
    })
}

fn announce(started: &Started) {
    let indented = |key: &str, params: &[(&str, &str)]| say(&format!("  {}", text(key, params)));
    say(&text("cli.ready", &[("url", &started.url)]));
    indented("cli.data", &[("path", &started.data.display().to_string())]);
    let profile = match started.credentials {
        Credentials::Readable => "cli.credentials_readable",
        Credentials::Sealed => "cli.credentials_sealed",
    };
    indented(profile, &[]);
    for note in &started.notes {
        indented("cli.note", &[("text", &note.text(locale()))]);
    }
    if let Some(admin) = &started.new_admin {
        say("");
        indented("cli.new_admin", &[("name", &admin.name)]);
        if let Some(password) = &admin.made_password {
            indented(
                "cli.password_once",
                &[("password", password.expose_secret())],
            );
        }
    }
    if let Some(demo) = &started.demo {
        say("");
        indented("cli.demo", &[]);
        indented("cli.demo_open", &[("url", demo)]);
        indented("cli.demo_press", &[]);
        indented("cli.demo_see", &[]);
        indented("cli.demo_settings", &[]);
    }
}
