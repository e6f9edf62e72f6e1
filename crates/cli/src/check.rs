//! The command `plugdock check`, which verifies all stored data.

use std::path::PathBuf;

use clap::Args;
use plugdock_server::config::Given;
use plugdock_server::ops::maintenance;

use crate::language::{locale, text};
use crate::{say, settings};

/// The arguments of `plugdock check`.
#[derive(Args)]
pub(crate) struct Check {
    #[command(flatten)]
    settings: Given,
    /// TOML file with the same settings.
    #[arg(long, env = "PLUGDOCK_CONFIG")]
    config: Option<PathBuf>,
}

impl Check {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let config = settings::config(self.settings, self.config.as_deref())?;
        let runtime = crate::runtime()?;
        let seen = runtime.block_on(maintenance::check(&config))?;
        say(&text(
            "cli.checked",
            &[
                ("blobs", &seen.blobs.to_string()),
                ("bytes", &seen.bytes.to_string()),
                ("records", &seen.records.to_string()),
                ("orphans", &seen.orphans.to_string()),
            ],
        ));
        for fault in &seen.faults {
            say(&text(
                "cli.fault",
                &[("text", &maintenance::fault_text(locale(), fault))],
            ));
        }
        anyhow::ensure!(
            seen.faults.is_empty(),
            text(
                "cli.check_failed",
                &[("count", &seen.faults.len().to_string())]
            )
        );
        say(&text("cli.check_passed", &[]));
        Ok(())
    }
}
