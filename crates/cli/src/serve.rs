//! The command `plugdock serve`, which starts a server and prints its startup message.

use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::anyhow;
use clap::{Args, Parser};
use plugdock_server::config::{Credentials, Given, LogFormat};
use plugdock_server::serve::{Started, serve};
use secrecy::ExposeSecret;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::language::{locale, text};
use crate::{say, settings};

/// The log lines to write if `PLUGDOCK_LOG` is not set.
const LOG_LINES: &str = "warn,plugdock=info";

/// The arguments of `plugdock serve`.
#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    settings: Given,
    /// TOML file with the same settings, named with underscores. Flags and environment variables override it.
    #[arg(long, env = "PLUGDOCK_CONFIG")]
    config: Option<PathBuf>,
    /// On the first start, create a demo app with a plug-in and a small upstream that it calls.
    #[arg(long, env = "PLUGDOCK_DEMO")]
    demo: bool,
}

impl Serve {
    /// Returns the arguments for `plugdock` without a command: serve with the demo, and with the
    /// settings in the environment.
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
        let mut config = settings::config(self.settings, self.config.as_deref())?;
        start_log(config.log_format)?;
        config.demo = self.demo;
        crate::runtime()?.block_on(serve(config, announce))?;
        Ok(())
    }
}

/// Starts the log on standard error. `PLUGDOCK_LOG` selects the log lines: a level, or levels by
/// target, such as `warn,plugdock=info`.
fn start_log(format: LogFormat) -> anyhow::Result<()> {
    let chosen = std::env::var("PLUGDOCK_LOG").unwrap_or_else(|_| LOG_LINES.to_owned());
    let targets: Targets = chosen.parse().map_err(|_| {
        anyhow!(
            "{}",
            text(
                "cli.log_lines",
                &[("text", &chosen), ("example", LOG_LINES)]
            )
        )
    })?;
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let log = tracing_subscriber::registry().with(targets);
    match format {
        LogFormat::Text => log
            .with(lines.with_ansi(std::io::stderr().is_terminal()))
            .init(),
        LogFormat::Json => log.with(lines.json().flatten_event(true)).init(),
    }
    Ok(())
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
