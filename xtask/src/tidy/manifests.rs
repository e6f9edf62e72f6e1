//! Checks what the root `Cargo.toml` states. Its version of Rust is used everywhere: in the
//! installation instructions and in CI, and nothing requests another one. Each dependency has a
//! stated reason, which cargo-deny and cargo-shear cannot check.

use super::File;

const MANIFEST: &str = "Cargo.toml";

/// The files that name the version, each with the words before it.
const PLACES: [(&str, &str); 5] = [
    ("README.md", "Rust "),
    ("CONTRIBUTING.md", "Rust ("),
    ("scripts/test", "Rust "),
    (".github/workflows/ci.yml", "image: rust:"),
    ("fuzz/Cargo.toml", "rust-version = \""),
];

/// The files that make rustup download a toolchain automatically.
const TOOLCHAIN_FILES: [&str; 2] = ["rust-toolchain", "rust-toolchain.toml"];

/// Checks that every place names the version of `Cargo.toml`, that every crate inherits it, and
/// that nothing requests another toolchain.
pub(crate) fn check(files: &[File]) -> Vec<String> {
    let stated = files
        .iter()
        .find(|file| file.path == MANIFEST)
        .and_then(|file| versions(&file.text, "rust-version = \"").next());
    let Some(stated) = stated else {
        return vec![format!("{MANIFEST}: states no rust-version")];
    };
    let mut faults: Vec<String> = PLACES
        .iter()
        .flat_map(|(path, words)| place(files, path, words, stated))
        .collect();
    faults.extend(files.iter().filter_map(manifest));
    faults.extend(files.iter().filter_map(other_toolchain));
    faults
}

/// Reports a place that names no version, or a different one.
fn place(files: &[File], path: &str, words: &str, stated: &str) -> Vec<String> {
    let named: Vec<&str> = files
        .iter()
        .filter(|file| file.path == path)
        .flat_map(|file| versions(&file.text, words))
        .collect();
    if named.is_empty() {
        return vec![format!("{path}: no version after `{words}`")];
    }
    named
        .iter()
        .filter(|version| **version != stated)
        .map(|version| format!("{path}: `{words}{version}`, but {MANIFEST} states {stated}"))
        .collect()
}

/// Reports a crate that does not inherit the workspace's version.
fn manifest(file: &File) -> Option<String> {
    let is_member = file.path.ends_with("/Cargo.toml") && !file.path.starts_with("fuzz/");
    let taken = file
        .text
        .lines()
        .any(|line| line == "rust-version.workspace = true");
    (is_member && !taken).then(|| format!("{}: no `rust-version.workspace = true`", file.path))
}

/// Reports a file or a command that requests another toolchain.
fn other_toolchain(file: &File) -> Option<String> {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    if TOOLCHAIN_FILES.contains(&name) {
        return Some(format!(
            "{}: rustup would download another toolchain",
            file.path
        ));
    }
    let wants = !file.path.starts_with("xtask/") && file.text.contains("cargo +");
    wants.then(|| format!("{}: `cargo +` wants another toolchain", file.path))
}

/// Returns the versions that directly follow `words`.
fn versions<'a>(text: &'a str, words: &str) -> impl Iterator<Item = &'a str> {
    text.split(words).skip(1).filter_map(|rest| {
        let end = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let version = rest[..end].trim_end_matches('.');
        (!version.is_empty()).then_some(version)
    })
}

/// Reports dependencies of the workspace whose line does not say what the crate is for.
pub(crate) fn reasons(manifest: &str) -> Vec<String> {
    manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.is_empty() && !line.starts_with('#') && !line.contains("path = "))
        .filter(|line| line.split_once(" # ").is_none_or(|(_, why)| why.len() < 3))
        .map(|line| format!("Cargo.toml: no reason on the line `{line}`"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn tree() -> Vec<File> {
        vec![
            file(
                "Cargo.toml",
                "[workspace.package]\nrust-version = \"1.95\"\n",
            ),
            file("README.md", "Rust 1.95, Node 20. Written in Rust for Rust."),
            file("CONTRIBUTING.md", "You need Rust (1.95 or later)."),
            file("scripts/test", "die 'Rust 1.95.'"),
            file(".github/workflows/ci.yml", "image: rust:1.95-bookworm"),
            file("fuzz/Cargo.toml", "rust-version = \"1.95\""),
            file("crates/a/Cargo.toml", "rust-version.workspace = true\n"),
        ]
    }

    #[test]
    fn one_version_everywhere_is_no_fault() {
        assert_eq!(check(&tree()), Vec::<String>::new());
    }

    #[test]
    fn another_version_is_a_fault_and_so_is_none() {
        for (at, text) in [
            (0, "[workspace.package]\n"),
            (1, "Rust, Node 20"),
            (1, "Rust 1.95 and Rust 1.96"),
            (2, "Rust (1.9)"),
            (3, ""),
            (4, "image: rust:1.95.1-bookworm"),
            (5, "rust-version = \"1.90\""),
            (6, "rust-version = \"1.95\"\n"),
        ] {
            let mut files = tree();
            text.clone_into(&mut files[at].text);
            assert_eq!(check(&files).len(), 1, "{}: {text}", files[at].path);
        }
        assert_eq!(check(&tree()[..6]), Vec::<String>::new());
        assert_eq!(check(&tree()[..5]).len(), 1);
    }

    #[test]
    fn another_toolchain_is_a_fault() {
        for more in [
            file("rust-toolchain.toml", ""),
            file("web/rust-toolchain", ""),
            file("scripts/fuzz", "cargo +nightly fuzz"),
        ] {
            let mut files = tree();
            files.push(more);
            assert_eq!(check(&files).len(), 1);
        }
    }

    #[test]
    fn a_version_without_a_reason_is_a_fault() {
        let manifest = "[workspace]\nx = 1\n\n[workspace.dependencies]\nours = { path = \"crates/ours\" }\n\
                        # Heading.\nurl = \"2\" # one parser for all\nbare = \"1\"\n\n[profile.release]\nlto = true\n";
        assert_eq!(
            reasons(manifest),
            ["Cargo.toml: no reason on the line `bare = \"1\"`"]
        );
    }
}
