//! The demo: an app with records, a signed plug-in, and a small upstream server that the plug-in
//! calls.
//!
//! The upstream has a host name that can never exist. It is mapped to loopback in the same way as
//! with `PLUGDOCK_PROXY_UPSTREAM`, so that no private address must be allowed for it (ADR 8).

mod content;
mod upstream;

use std::path::{Path, PathBuf};

use plugdock_package::pack::{PrivateKey, pack};
use plugdock_package::{Limits, open};
use plugdock_proxy::Origin;
use plugdock_schema::AppId;
use plugdock_store::{By, Mode, Store};
use rust_embed::RustEmbed;
use secrecy::{ExposeSecret, SecretString};

use crate::clock::Clock;
use crate::config::Config;

/// The origin that the demo's plug-in calls.
const ORIGIN: &str = "https://weather.plugdock.example";
/// The name of the server setting with the ID of the demo's app.
const SETTING: &str = "demo.app";

/// The demo plug-in's sources.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../examples/plugins/weather-desk"]
struct Sources;

/// A demo that is ready to use.
pub(crate) struct Demo {
    /// The demo's app.
    pub(crate) app: AppId,
    /// The origin of its upstream, and the address that it is mapped to.
    pub(crate) remap: (Origin, Origin),
}

/// The reason why the demo could not be prepared.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DemoError {
    #[error("cannot read or write the demo's file {0}: {1}")]
    Files(PathBuf, std::io::Error),
    #[error("the demo's plug-in could not be packed: {0}")]
    Package(String),
    #[error("the demo's form is invalid: {0}")]
    Form(String),
    #[error("the demo could not be stored: {0}")]
    Store(#[from] plugdock_store::Error),
    #[error("the demo's upstream could not be started: {0}")]
    Upstream(std::io::Error),
}

/// Creates the demo in a store that has no app yet, and starts its upstream.
///
/// Returns `None` if there are other apps and no demo, or if another process with the same database
/// has the demo's files.
pub(crate) async fn prepare(
    store: &Store,
    clock: &Clock,
    config: &Config,
) -> Result<Option<Demo>, DemoError> {
    let folder = config.data.join("demo");
    let app = if let Some(id) = store.server_setting(SETTING).await? {
        match id.parse() {
            Ok(id) if folder.is_dir() => id,
            _ => return Ok(None),
        }
    } else {
        let admin = content::administrator(store).await?;
        if content::has_apps(store, &admin).await? {
            return Ok(None);
        }
        let key = made_key(&folder)?;
        let package = packed(&folder)?;
        let plugin = package.id.clone();
        store
            .install_plugin(
                package,
                Mode::Either,
                None,
                By::user(admin.id, None),
                clock.now(),
            )
            .await?;
        let app = Box::pin(content::make(store, clock, &admin, &plugin, ORIGIN, &key)).await?;
        store
            .set_server_setting(SETTING, &app.to_string(), clock.now())
            .await?;
        app
    };
    let key = read_key(&folder)?;
    let address = upstream::start(key).await.map_err(DemoError::Upstream)?;
    let origin = |text: &str| {
        text.parse::<Origin>()
            .map_err(|error| DemoError::Package(error.to_string()))
    };
    Ok(Some(Demo {
        app,
        remap: (origin(ORIGIN)?, origin(&format!("http://{address}"))?),
    }))
}

/// Creates the upstream's own key. It is stored in the upstream's folder, as another service would
/// store it.
fn made_key(folder: &Path) -> Result<SecretString, DemoError> {
    let key = crate::auth::passwords::generate();
    write(&folder.join("upstream.key"), key.expose_secret().as_bytes())?;
    Ok(key)
}

fn read_key(folder: &Path) -> Result<String, DemoError> {
    let path = folder.join("upstream.key");
    std::fs::read_to_string(&path).map_err(|error| DemoError::Files(path, error))
}

/// Packs the plug-in with the same code as `plugdock pack`. It first writes the plug-in's sources
/// and a private key next to the data, so that the user can change and pack the plug-in.
fn packed(folder: &Path) -> Result<plugdock_package::Package, DemoError> {
    let problems = |invalid: plugdock_package::Invalid| DemoError::Package(invalid.to_string());
    let sources = folder.join("weather-desk");
    for path in Sources::iter() {
        if let Some(file) = Sources::get(&path) {
            write(&sources.join(&*path), &file.data)?;
        }
    }
    let key = PrivateKey::generate().map_err(problems)?;
    write(
        &folder.join(format!("{}.ppk", key.id())),
        key.to_pem().map_err(problems)?.as_bytes(),
    )?;
    let manifest = Sources::get("manifest.json")
        .ok_or_else(|| DemoError::Package("no manifest".to_owned()))?;
    let read = |path: &str| Sources::get(path).map(|file| file.data.into_owned());
    let packed = pack(&manifest.data, read, &key).map_err(problems)?;
    open(&packed.bytes, &Limits::default()).map_err(problems)
}

/// Writes a file that only its owner can read.
fn write(path: &Path, bytes: &[u8]) -> Result<(), DemoError> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let made = || {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(path)?
            .write_all(bytes)
    };
    made().map_err(|error| DemoError::Files(path.to_path_buf(), error))
}
