//! The command `plugdock key`, which changes the master key while servers are running.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use plugdock_server::config::Given;
use plugdock_server::ops::keys::Keys;

use crate::language::text;
use crate::meter::Meter;
use crate::{say, settings};

/// The arguments of `plugdock key`.
#[derive(Args)]
pub(crate) struct Key {
    #[command(subcommand)]
    action: Action,
    #[command(flatten)]
    settings: Given,
    /// TOML file with the same settings.
    #[arg(long, env = "PLUGDOCK_CONFIG", global = true)]
    config: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Action {
    /// Encrypt with a new master key, and re-encrypt what older keys encrypted. If this is interrupted,
    /// run it again to continue.
    Rotate,
    /// Remove the keys that no longer encrypt anything from the key file.
    Drop,
    /// List the master keys by name, with the number of credentials each key encrypts.
    Status,
}

impl Key {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let config = settings::config(self.settings, self.config.as_deref())?;
        let runtime = crate::runtime()?;
        runtime.block_on(async {
            let keys = Keys::open(&config).await?;
            let done = match self.action {
                Action::Rotate => rotate(&keys).await,
                Action::Drop => drop_old(&keys).await,
                Action::Status => status(&keys).await,
            };
            keys.close().await;
            done
        })
    }
}

async fn rotate(keys: &Keys) -> anyhow::Result<()> {
    let rotation = keys.rotate().await?;
    match &rotation.from {
        Some(from) => say(&text(
            "cli.key_rotated",
            &[("key", &rotation.key), ("from", from)],
        )),
        None => say(&text("cli.key_rotated_before", &[("key", &rotation.key)])),
    }
    let mut meter = Meter::new();
    let done = keys
        .reseal(&mut |done| {
            meter.show(&text("cli.progress_sealed", &[("done", &done.to_string())]));
        })
        .await;
    meter.end();
    let done = done?;
    say(&text(
        "cli.key_resealed",
        &[("count", &done.done.to_string()), ("key", &rotation.key)],
    ));
    for proxy_config in &done.damaged {
        let fault = text(
            "cli.fault_sealed_proxy_config",
            &[("id", proxy_config.as_str())],
        );
        say(&text("cli.fault", &[("text", &fault)]));
    }
    anyhow::ensure!(
        done.damaged.is_empty(),
        text(
            "cli.key_damaged",
            &[("count", &done.damaged.len().to_string())]
        )
    );
    let next = if keys.are_in_a_file() {
        "cli.key_next_file"
    } else {
        "cli.key_next_given"
    };
    say(&text(next, &[]));
    Ok(())
}

async fn drop_old(keys: &Keys) -> anyhow::Result<()> {
    let old = keys.drop_old().await?;
    let message = match (old.is_empty(), keys.are_in_a_file()) {
        (true, _) => "cli.key_none_old",
        (false, true) => "cli.key_dropped",
        (false, false) => "cli.key_to_leave_out",
    };
    say(&text(message, &[("keys", &old.join(", "))]));
    Ok(())
}

async fn status(keys: &Keys) -> anyhow::Result<()> {
    for key in keys.list().await? {
        let kind = match (key.seals, key.here) {
            (true, _) => "cli.key_seals",
            (false, true) => "cli.key_opens",
            (false, false) => "cli.key_not_here",
        };
        let kind = text(kind, &[("count", &key.proxy_configs.to_string())]);
        say(&format!("{}\t{kind}", key.name));
    }
    Ok(())
}
