//! Records the answers of the API, so that they can be compared with the API document.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::sync::{LazyLock, Mutex};

use http::{HeaderMap, Method};
use serde_json::json;

use super::call::Reply;

/// A file of this process in the folder that `PLUGDOCK_ANSWERS` names. Without that variable,
/// nothing is written.
static ANSWERS: LazyLock<Option<Mutex<File>>> = LazyLock::new(|| {
    let folder = std::env::var_os("PLUGDOCK_ANSWERS")?;
    fs::create_dir_all(&folder).unwrap();
    let file = Path::new(&folder).join(format!("{}.ndjson", std::process::id()));
    Some(Mutex::new(File::create(file).unwrap()))
});

/// Writes a line for an answer. `asked` contains the request's headers.
pub(super) fn record(method: &Method, path: &str, asked: &HeaderMap, reply: &Reply) {
    let Some(answers) = &*ANSWERS else {
        return;
    };
    if !["/k/v1/", "/k/api/", "/v1/", "/-/openapi.json"]
        .iter()
        .any(|api| path.starts_with(api))
    {
        return;
    }
    let method = asked
        .get("x-http-method-override")
        .and_then(|it| it.to_str().ok())
        .unwrap_or(method.as_str());
    let kind = reply.header("content-type");
    let body = kind.contains("json").then(|| reply.text());
    let line = json!({
        "method": method,
        "path": path,
        "status": reply.status,
        "type": kind,
        "body": body,
    });
    writeln!(answers.lock().unwrap(), "{line}").unwrap();
}
