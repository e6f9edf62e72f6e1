//! Maintenance commands: checking the data, backup and restore.

use std::path::{Path, PathBuf};

pub use plugdock_store::{BackupError, Checked, Fault, Progress, Saved};
use plugdock_store::{OpenError, Role, Store};

use crate::clock::Clock;
use crate::config::Config;
use crate::i18n::{self, Locale};

/// The reason why a maintenance command failed. Each message names a remedy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UpkeepError {
    /// The data could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] plugdock_store::Error),
}

/// Reads all stored data once and reports damage. It can run while a server is running.
pub async fn check(config: &Config) -> Result<Checked, UpkeepError> {
    let store = Store::open(config.store(Role::Tool), Clock::system().now()).await?;
    let seen = store.check().await;
    store.close().await;
    Ok(seen?)
}

/// Returns the text of a fault.
pub fn fault_text(locale: Locale, fault: &Fault) -> String {
    let say = |key: &str, params: &[(&str, &str)]| i18n::text(locale, key, params);
    match fault {
        Fault::MissingBlob(hash) => say("cli.fault_missing_blob", &[("hash", &hash.to_string())]),
        Fault::DamagedBlob(hash) => say("cli.fault_damaged_blob", &[("hash", &hash.to_string())]),
        Fault::MissingRevision(app, revision) => say(
            "cli.fault_missing_revision",
            &[
                ("app", &app.to_string()),
                ("revision", &revision.to_string()),
            ],
        ),
        Fault::MissingTable(app) => say("cli.fault_missing_table", &[("app", &app.to_string())]),
        Fault::MissingVersion(id) => say("cli.fault_missing_version", &[("id", id)]),
        Fault::MissingFile(app, record, key) => say(
            "cli.fault_missing_file",
            &[
                ("app", &app.to_string()),
                ("record", &record.to_string()),
                ("key", key.as_str()),
            ],
        ),
        Fault::LooseFile(app, record, key) => say(
            "cli.fault_loose_file",
            &[
                ("app", &app.to_string()),
                ("record", &record.to_string()),
                ("key", key.as_str()),
            ],
        ),
        Fault::SealedProxyConfig(id) => {
            say("cli.fault_sealed_proxy_config", &[("id", id.as_str())])
        }
        Fault::Database(said) => say("cli.fault_database", &[("said", said)]),
    }
}

/// Writes a backup of all data into the new file `to`. It can run while a server is running.
pub async fn backup(
    config: &Config,
    to: &Path,
    with_master_key: bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Saved, BackupError> {
    let now = Clock::system().now();
    plugdock_store::backup(
        &config.store(Role::Tool),
        to,
        with_master_key,
        now,
        progress,
    )
    .await
}

/// Returns the file for a backup to `to`: `to` itself, or a file in that folder that is named after
/// the time.
pub fn backup_file(to: PathBuf) -> PathBuf {
    if !to.is_dir() {
        return to;
    }
    let now = jiff::Timestamp::from_millisecond(Clock::system().now()).unwrap_or_default();
    to.join(format!("plugdock-{}.tar", now.strftime("%Y%m%dT%H%M%SZ")))
}

/// Restores a backup into the empty folder or database of `config`.
pub async fn restore(
    config: &Config,
    from: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Saved, BackupError> {
    let now = Clock::system().now();
    plugdock_store::restore(&config.store(Role::Serve), from, now, progress).await
}
