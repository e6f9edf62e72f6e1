//! Builds `web/` into `$OUT_DIR/dist`, which the crate embeds.
//!
//! 1. `WEB_DIST=dir`: that folder is embedded and nothing is run (packagers, containers, offline).
//! 2. Else `npm ci`, where the lock file changed, then `npm run build`.
//! 3. npm absent: a debug build embeds a notice, a release build fails with the same sentence.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

const NO_NPM: &str = "The pages of Plugdock were not built, because npm was not found. \
    Install Node.js 20.19 or later with npm and build again, or set WEB_DIST to a folder that holds a finished build.";

/// What the outcome depends on, relative to `web/`.
const SOURCES: [&str; 10] = [
    "lib",
    "runtime/src",
    "ui/src",
    "build.js",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    ".npmrc",
    "../locales/en",
    "../locales/ja",
];

fn main() {
    if let Err(problem) = build() {
        println!("cargo::error={}", problem.replace('\n', " "));
    }
}

fn build() -> Result<(), String> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web");
    let dist = out.join("dist");

    println!("cargo::rerun-if-env-changed=WEB_DIST");
    if let Some(given) = env::var_os("WEB_DIST") {
        let given = PathBuf::from(given);
        println!("cargo::rerun-if-changed={}", given.display());
        copy(&given, &dist).map_err(|e| format!("WEB_DIST {}: {e}", given.display()))?;
    } else {
        for source in SOURCES {
            println!("cargo::rerun-if-changed={}", web.join(source).display());
        }
        if npm(&web, ["--version"]).is_ok() {
            run_build(&web, &dist)?;
        } else if env::var("PROFILE").as_deref() == Ok("release") {
            return Err(NO_NPM.to_owned());
        } else {
            println!("cargo::warning={NO_NPM}");
            // A file that never exists: look again next time, npm may have come.
            println!("cargo::rerun-if-changed={}", out.join("npm").display());
            write_notice(&dist).map_err(|e| format!("{}: {e}", dist.display()))?;
        }
    }
    write_table(&dist, &out.join("assets.rs"))
}

/// Parallel cargo runs share `node_modules`, so one at a time installs and builds.
fn run_build(web: &Path, dist: &Path) -> Result<(), String> {
    let failed = |e: io::Error| format!("{}: {e}", web.display());
    let lock = File::create(web.join(".install.lock")).map_err(failed)?;
    lock.lock().map_err(failed)?;

    let wanted = fs::read(web.join("package-lock.json")).map_err(failed)?;
    // A copy of the lock file that was last installed; `npm ci` clears the folder, so it is written last.
    let stamp = web.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).ok().as_ref() != Some(&wanted) {
        // With NODE_ENV=production npm would leave Vite out.
        npm(web, ["ci", "--include=dev"])?;
        fs::write(&stamp, &wanted).map_err(failed)?;
    }
    npm(
        web,
        ["run", "build", "--", "--outDir"]
            .map(OsStr::new)
            .into_iter()
            .chain([dist.as_os_str()]),
    )
}

fn npm(web: &Path, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Result<(), String> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut command = Command::new(program);
    command.args(arguments).current_dir(web);
    let output = command
        .output()
        .map_err(|e| format!("{program} did not start: {e}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{command:?} failed ({}): {}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    ))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    clear(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

fn clear(dir: &Path) -> io::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    fs::create_dir_all(dir)
}

/// Every page loads one of these scripts, so every page shows the notice.
fn write_notice(dist: &Path) -> io::Result<()> {
    clear(dist)?;
    let script = format!(
        "addEventListener('DOMContentLoaded', () => {{ document.body.textContent = {}; }});",
        serde_json::Value::from(NO_NPM)
    );
    fs::write(dist.join("notice.js"), script)?;
    fs::write(dist.join("notice.css"), "")?;
    let manifest = serde_json::json!({
        "runtime.js": "notice.js", "page.js": "notice.js", "admin.js": "notice.js", "ui.css": "notice.css",
    });
    fs::write(dist.join("manifest.json"), manifest.to_string())
}

/// Logical name to URL, sorted, as Rust source: a `url` costs no parsing and no allocation.
fn write_table(dist: &Path, to: &Path) -> Result<(), String> {
    let path = dist.join("manifest.json");
    let failed = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
    let text = fs::read(&path).map_err(|e| failed(&e))?;
    let manifest: BTreeMap<String, String> =
        serde_json::from_slice(&text).map_err(|e| failed(&e))?;
    let mut source = String::from("&[\n");
    for (logical, hashed) in manifest {
        let url = format!("/-/assets/{hashed}");
        writeln!(source, "    ({logical:?}, {url:?}),").map_err(|e| failed(&e))?;
    }
    source.push_str("]\n");
    fs::write(to, source).map_err(|e| format!("{}: {e}", to.display()))
}
