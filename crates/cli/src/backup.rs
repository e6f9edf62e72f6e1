//! The commands `plugdock backup` and `plugdock restore`.

use std::path::PathBuf;

use clap::Args;
use plugdock_server::config::Given;
use plugdock_server::ops::maintenance::{self, Progress, Saved};

use crate::language::text;
use crate::meter::Meter;
use crate::{say, settings};

/// The arguments of `plugdock backup`.
#[derive(Args)]
pub(crate) struct Backup {
    /// New file, or a folder for a file named after the current time.
    #[arg(long, value_name = "FILE|DIR")]
    to: PathBuf,
    /// Include the master key. Anyone who has the file can then decrypt all saved credentials.
    #[arg(long)]
    with_master_key: bool,
    #[command(flatten)]
    settings: Given,
    /// TOML file with the same settings.
    #[arg(long, env = "PLUGDOCK_CONFIG")]
    config: Option<PathBuf>,
}

impl Backup {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let config = settings::config(self.settings, self.config.as_deref())?;
        let to = maintenance::backup_file(self.to);
        let runtime = crate::runtime()?;
        let mut meter = Meter::new();
        let saved = runtime.block_on(maintenance::backup(
            &config,
            &to,
            self.with_master_key,
            &mut |progress| meter.show(&describe(progress)),
        ));
        meter.end();
        let saved = saved?;
        say(&counted("cli.backed_up", &saved, &to.display().to_string()));
        let key = if saved.with_key {
            "cli.backup_with_key"
        } else {
            "cli.backup_without_key"
        };
        say(&text(key, &[]));
        Ok(())
    }
}

/// The arguments of `plugdock restore`.
#[derive(Args)]
pub(crate) struct Restore {
    /// File that `plugdock backup` created, with SQLite or PostgreSQL.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    #[command(flatten)]
    settings: Given,
    /// TOML file with the same settings.
    #[arg(long, env = "PLUGDOCK_CONFIG")]
    config: Option<PathBuf>,
}

impl Restore {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let config = settings::config(self.settings, self.config.as_deref())?;
        let runtime = crate::runtime()?;
        let mut meter = Meter::new();
        let saved = runtime.block_on(maintenance::restore(&config, &self.from, &mut |progress| {
            meter.show(&describe(progress));
        }));
        meter.end();
        let saved = saved?;
        let from = self.from.display().to_string();
        say(&counted("cli.restored", &saved, &from));
        let folder = config.data.display().to_string();
        let key = config.data.join("master.key").display().to_string();
        if config.master_key.is_none() && !config.data.join("master.key").exists() {
            say(&text("cli.restored_without_key", &[("path", &key)]));
        } else {
            say(&text("cli.restored_start", &[("path", &folder)]));
        }
        Ok(())
    }
}

fn counted(key: &str, saved: &Saved, path: &str) -> String {
    text(
        key,
        &[
            ("path", path),
            ("rows", &saved.rows.to_string()),
            ("blobs", &saved.blobs.to_string()),
            ("bytes", &saved.bytes.to_string()),
        ],
    )
}

/// Describes the progress for people.
fn describe(progress: Progress) -> String {
    match progress {
        Progress::Verified(read, all) => {
            let percent = (read * 100).checked_div(all).unwrap_or(100);
            text(
                "cli.progress_verified",
                &[("percent", &percent.to_string())],
            )
        }
        Progress::Rows(rows) => text("cli.progress_rows", &[("rows", &rows.to_string())]),
        Progress::Blobs(done, Some(all)) => text(
            "cli.progress_blobs_of",
            &[("done", &done.to_string()), ("all", &all.to_string())],
        ),
        Progress::Blobs(done, None) => text("cli.progress_blobs", &[("done", &done.to_string())]),
    }
}
