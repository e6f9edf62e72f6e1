//! Every check is a pure function from what it looks at to the sentences of what is wrong, so that
//! each has a test in which it fails.

mod compatibility;
mod dependencies;
mod imports;
mod index;
mod licence;
mod locales;
mod metadata;
mod numbers;
mod references;
mod schemas;
mod sources;
mod test_names;

use std::path::Path;

use anyhow::{Context, Result};

/// One text file of the project: its path from the root, and what it says.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Runs every check; the sentences say what is to be mended, and none means tidy.
pub(crate) fn run(root: &Path) -> Result<Vec<String>> {
    let files = files(root)?;
    let manifest = std::fs::read_to_string(root.join("Cargo.toml"))?;
    let metadata = metadata::read()?;

    let mut faults = Vec::new();
    faults.extend(dependencies::licences(&metadata));
    faults.extend(dependencies::origins(&metadata));
    faults.extend(dependencies::bans(&metadata));
    faults.extend(dependencies::arrows(&metadata));
    faults.extend(dependencies::unused(&metadata, &files));
    faults.extend(dependencies::reasons(&manifest));
    faults.extend(dependencies::idle_lines(&manifest, &files));
    faults.extend(imports::check(&files));
    faults.extend(sources::lengths(&files));
    faults.extend(sources::sockets(&files));
    faults.extend(sources::leftovers(&files));
    faults.extend(sources::locks(&files));
    faults.extend(schemas::names(&files));
    faults.extend(locales::parity(&files));
    faults.extend(locales::missing_keys(&files));
    faults.extend(locales::unused_keys(&files));
    faults.extend(compatibility::check(&files));
    faults.extend(references::check(&files));
    faults.extend(index::check(&files));
    Ok(faults)
}

/// Writes the index of tests; the sentences say what keeps it from being written.
pub(crate) fn write_index(root: &Path) -> Result<Vec<String>> {
    index::write(root, &files(root)?)
}

/// Every text file that git knows or would take in; what it ignores is not ours.
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
        // A file deleted but not yet committed is still listed.
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

/// Whether the path ends with a dot and one of the extensions.
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
