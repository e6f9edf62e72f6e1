//! Opens uploaded packages and formats their problems as text.

use plugdock_package::{Code, Invalid, Limits, Package, Problem};
use plugdock_schema::FileKey;
use plugdock_store::Actor;
use tokio::sync::Semaphore;

use crate::aside;
use crate::error::Error;
use crate::i18n::{self, Locale};
use crate::state::AppState;

/// Limits the number of packages that are opened at once. Each may take its uncompressed size in
/// memory (R33).
static TURNS: Semaphore = Semaphore::const_new(1);

/// Opens the package of an upload. The upload stays valid until it is installed (R34).
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

/// Returns the same error as [`plugdock_package::open`], without reading the package into memory.
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

/// Returns the text of a package's problem. REST, pages and command line show the same text (R31).
pub fn text(locale: Locale, problem: &Problem) -> String {
    let params: Vec<(&str, &str)> = problem
        .params
        .iter()
        .map(|(name, value)| (&**name, value.as_str()))
        .collect();
    i18n::text(locale, &format!("package.{}", problem.code.key()), &params)
}

/// Returns the text as a line that begins with the place.
pub(crate) fn line(locale: Locale, problem: &Problem) -> String {
    format!("{}: {}", problem.at, text(locale, problem))
}
