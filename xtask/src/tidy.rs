//! The checks of `cargo xtask tidy`. Each check is a pure function from its input to a list of
//! problems, so that a test can make it fail.

mod compatibility;
mod imports;
mod index;
mod locales;
mod manifests;
mod names;
mod numbers;
mod references;
mod schemas;
mod sources;
mod test_names;

use std::path::Path;

use anyhow::{Context, Result};

/// A text file of the repository, with its path from the root.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Runs every check and returns all problems as sentences.
pub(crate) fn run(root: &Path) -> Result<Vec<String>> {
    let files = files(root)?;
    let manifest = std::fs::read_to_string(root.join("Cargo.toml"))?;

    let mut faults = Vec::new();
    faults.extend(manifests::reasons(&manifest));
    faults.extend(manifests::check(&files));
    faults.extend(imports::check(&files));
    faults.extend(sources::lengths(&files));
    faults.extend(sources::sockets(&files));
    faults.extend(sources::leftovers(&files));
    faults.extend(sources::locks(&files));
    faults.extend(names::banned(&files));
    faults.extend(schemas::names(&files));
    faults.extend(locales::parity(&files));
    faults.extend(locales::missing_keys(&files));
    faults.extend(locales::unused_keys(&files));
    faults.extend(compatibility::check(&files));
    faults.extend(references::check(&files));
    faults.extend(index::check(&files));
    Ok(faults)
}

/// Writes the index of tests. Returns the problems that keep it from being written.
pub(crate) fn write_index(root: &Path) -> Result<Vec<String>> {
    index::write(root, &files(root)?)
}

/// Returns every text file that git tracks or would add. Ignored files are left out.
fn files(root: &Path) -> Result<Vec<File>> {
    let listing = crate::output_of(
        "git",
        &[
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
            "--deduplicate",
        ],
    )?;
    let mut files = Vec::new();
    for path in listing.split('\0').filter(|path| !path.is_empty()) {
        // A file that is deleted but not yet committed is still listed.
        if !root.join(path).is_file() {
            continue;
        }
        let bytes =
            std::fs::read(root.join(path)).with_context(|| format!("cannot read {path}"))?;
        if let Ok(text) = String::from_utf8(bytes) {
            files.push(File {
                path: path.to_owned(),
                text,
            });
        }
    }
    Ok(files)
}

/// Returns true if the path has one of the extensions.
pub(crate) fn ends(path: &str, extensions: &[&str]) -> bool {
    Path::new(path)
        .extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| extensions.contains(&extension))
}

#[cfg(test)]
pub(crate) fn file(path: &str, text: &str) -> File {
    File {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}
