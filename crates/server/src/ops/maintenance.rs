//! What an operator does beside the server: check what is kept, back it up, bring it back.

use std::path::{Path, PathBuf};

pub use plugdock_store::{BackupError, Checked, Fault, Progress, Saved};
use plugdock_store::{OpenError, Role, Store};

use crate::clock::Clock;
use crate::config::Config;
use crate::i18n::{self, Locale};

/// Why the upkeep did not get to its end. Each text says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UpkeepError {
    /// The data could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store failed on the way.
    #[error(transparent)]
    Store(#[from] plugdock_store::Error),
}

/// Reads all that is kept once, beside a server that may be running, and tells what is not whole.
pub async fn check(config: &Config) -> Result<Checked, UpkeepError> {
    let store = Store::open(config.store(Role::Tool), Clock::system().now()).await?;
    let seen = store.check().await;
    store.close().await;
    Ok(seen?)
}

/// What is wrong, in words.
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

/// Writes a backup of all that is kept into the new file `to`, beside a server that may be running.
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

/// The file that a backup to `to` is: itself, or one in the folder, named after the time.
pub fn backup_file(to: PathBuf) -> PathBuf {
    if !to.is_dir() {
        return to;
    }
    let now = jiff::Timestamp::from_millisecond(Clock::system().now()).unwrap_or_default();
    to.join(format!("plugdock-{}.tar", now.strftime("%Y%m%dT%H%M%SZ")))
}

/// Brings a backup back into the empty folder or database of `config`.
pub async fn restore(
    config: &Config,
    from: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Saved, BackupError> {
    let now = Clock::system().now();
    plugdock_store::restore(&config.store(Role::Serve), from, now, progress).await
}
