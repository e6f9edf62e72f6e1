//! Opening uploaded packages, and what is wrong with them in words.

use plugdock_package::{Code, Invalid, Limits, Package, Problem};
use plugdock_schema::FileKey;
use plugdock_store::Actor;
use tokio::sync::Semaphore;

use crate::aside;
use crate::error::Error;
use crate::i18n::{self, Locale};
use crate::state::AppState;

/// Packages opened at once: each may take its inflated size of memory (R33).
static TURNS: Semaphore = Semaphore::const_new(1);

/// Opens the package of an upload, which stays good until something installs it (R34).
pub(crate) async fn open(state: &AppState, actor: &Actor, key: &FileKey) -> Result<Package, Error> {
    let upload = state.store.upload(key, actor, state.clock.now()).await?;
    let limits = Limits::default();
    if upload.size > limits.package {
        return Err(too_big(upload.size, limits.package).into());
    }
    let _turn = TURNS.acquire().await.map_err(|e| Error::internal(&e))?;
    let bytes = state.store.blob(&upload.sha256).await?;
    Ok(aside::run(move || plugdock_package::open(&bytes, &limits)).await??)
}

/// As [`plugdock_package::open`] says it, without reading the package into memory first.
fn too_big(size: u64, limit: u64) -> Invalid {
    let params = vec![
        ("size".into(), size.to_string()),
        ("limit".into(), limit.to_string()),
    ];
    let problem = Problem {
        at: "plugin.zip".to_owned(),
        code: Code::PackageTooBig,
        params,
    };
    Invalid {
        problems: vec![problem],
    }
}

/// What is wrong with a package, for people (R31: the same text in REST, pages and command line).
pub fn text(locale: Locale, problem: &Problem) -> String {
    let params: Vec<(&str, &str)> = problem
        .params
        .iter()
        .map(|(name, value)| (&**name, value.as_str()))
        .collect();
    i18n::text(locale, &format!("package.{}", problem.code.key()), &params)
}

/// The same in a line that begins with the place.
pub(crate) fn line(locale: Locale, problem: &Problem) -> String {
    format!("{}: {}", problem.at, text(locale, problem))
}
