//! Builds `web/` into `$OUT_DIR/dist`, which the crate embeds.
//!
//! 1. If `WEB_DIST` names a folder, that folder is embedded and nothing is run. This is for
//!    packagers, containers and builds without network.
//! 2. Otherwise, `npm ci` runs if the lock file has changed, and then `npm run build`.
//! 3. If npm is absent, a debug build embeds a notice, and a release build fails with the same
//!    text.
//!
//! Each way must produce all bundles of `web/bundles.json`. Their URLs become constants, so that a
//! page cannot refer to a bundle that does not exist.

#[path = "build/bundles.rs"]
mod bundles;

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

/// The files on which the build depends, relative to `web/`.
const SOURCES: &[&str] = &[
    "lib",
    "runtime/src",
    "ui/src",
    "bundle.ts",
    "dev.ts",
    "vite.config.ts",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    ".npmrc",
    "../locales",
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

    let list = web.join("bundles.json");
    println!("cargo::rerun-if-changed={}", list.display());
    let bundles = fs::read_to_string(&list)
        .map_err(|e| e.to_string())
        .and_then(|text| bundles::logical_names(&text))
        .map_err(|e| format!("{}: {e}", list.display()))?;

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
            // This file never exists, so the next build looks for npm again.
            println!("cargo::rerun-if-changed={}", out.join("npm").display());
            write_notice(&bundles, &dist).map_err(|e| format!("{}: {e}", dist.display()))?;
        }
    }
    write_urls(&bundles, &dist, &out.join("url.rs"))
}

/// Installs the packages and builds the frontend. Parallel cargo runs share `node_modules`, so a
/// lock file allows only one at a time.
fn run_build(web: &Path, dist: &Path) -> Result<(), String> {
    let failed = |e: io::Error| format!("{}: {e}", web.display());
    let lock = File::create(web.join(".install.lock")).map_err(failed)?;
    lock.lock().map_err(failed)?;

    let wanted = fs::read(web.join("package-lock.json")).map_err(failed)?;
    // This is a copy of the lock file of the last installation. It is written after `npm ci`, which
    // clears the folder.
    let stamp = web.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).ok().as_ref() != Some(&wanted) {
        // With NODE_ENV=production npm would not install Vite.
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

/// Writes the notice. Every page loads one of these scripts, so every page shows it.
fn write_notice(bundles: &[String], dist: &Path) -> io::Result<()> {
    clear(dist)?;
    for (name, content) in bundles::notice(bundles, NO_NPM) {
        fs::write(dist.join(name), content)?;
    }
    Ok(())
}

/// Writes a Rust constant for the URL of each bundle.
fn write_urls(bundles: &[String], dist: &Path, to: &Path) -> Result<(), String> {
    let path = dist.join("manifest.json");
    let failed = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
    let text = fs::read(&path).map_err(|e| failed(&e))?;
    let manifest: BTreeMap<String, String> =
        serde_json::from_slice(&text).map_err(|e| failed(&e))?;
    let mut constants = String::new();
    let mut all = String::new();
    for logical in bundles {
        let hashed = manifest
            .get(logical)
            .ok_or_else(|| failed(&format!("there is no {logical}")))?;
        let name = logical.to_uppercase().replace('.', "_");
        let url = format!("/-/assets/{hashed}");
        writeln!(
            constants,
            "/// The URL of `{logical}`.\npub const {name}: &str = {url:?};"
        )
        .map_err(|e| failed(&e))?;
        write!(all, "({logical:?}, {name}), ").map_err(|e| failed(&e))?;
    }
    let source =
        format!("{constants}#[cfg(test)]\npub(crate) const ALL: &[(&str, &str)] = &[{all}];\n");
    fs::write(to, source).map_err(|e| format!("{}: {e}", to.display()))
}
