//! What cargo-deny and cargo-machete would say, without their four minutes of installation.

use super::licence::is_allowed;
use super::metadata::{Metadata, Package};
use super::{File, ends};

/// The only place dependencies come from, as cargo writes it.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Crates that must not be anywhere in the tree, each with its reason.
const BANNED: [(&str, &str); 3] = [
    (
        "openssl",
        "TLS is rustls: one implementation, no system library",
    ),
    (
        "openssl-sys",
        "TLS is rustls: one implementation, no system library",
    ),
    (
        "native-tls",
        "TLS is rustls: one implementation, no system library",
    ),
];

/// Crates let in though their licence is not on the list, each with its reason.
const LET_IN: [(&str, &str, &str); 3] = [
    (
        "option-ext",
        "MPL-2.0",
        "runs inside rust-embed's macro while compiling; nothing of it is shipped",
    ),
    ("cssparser", "MPL-2.0", FOR_AMMONIA),
    ("dtoa-short", "MPL-2.0", FOR_AMMONIA),
];
const FOR_AMMONIA: &str = "part of ammonia, which runs in tests; nothing of it is shipped";

/// Crates that only the named crate of ours may name.
const ONLY_IN: [(&str, &str, &str); 3] = [
    ("sqlx", "plugdock-store", "SQL stands in one crate"),
    ("object_store", "plugdock-store", "blobs stand in one crate"),
    ("axum", "plugdock-server", "HTTP is known in one crate"),
];

/// Crates that open connections of their own accord: none of ours may depend on them directly,
/// since every socket opened for a plug-in comes from `proxy::dial` (R23).
const CLIENTS: [&str; 5] = ["reqwest", "ureq", "isahc", "surf", "curl"];

/// Our crates that do no I/O, so that they can be fuzzed and changed one line at a time in seconds.
const PURE: [&str; 3] = ["plugdock-package", "plugdock-rules", "plugdock-schema"];

/// What opens files, sockets and databases, or runs those who do.
const INPUT_AND_OUTPUT: [&str; 7] = [
    "hickory-resolver",
    "hyper",
    "hyper-util",
    "rustls",
    "tokio-rustls",
    "tokio-util",
    "tower",
];

/// `from → to`: the only arrows between our crates.
const ARROWS: [(&str, &str); 9] = [
    ("plugdock", "plugdock-server"),
    ("plugdock-server", "plugdock-store"),
    ("plugdock-server", "plugdock-schema"),
    ("plugdock-server", "plugdock-proxy"),
    ("plugdock-proxy", "plugdock-rules"),
    ("plugdock-server", "plugdock-package"),
    ("plugdock-server", "plugdock-web"),
    ("plugdock-store", "plugdock-package"),
    ("plugdock-store", "plugdock-schema"),
];

/// Every crate of others is under a licence that we may ship.
pub(crate) fn licences(metadata: &Metadata) -> Vec<String> {
    metadata
        .foreign()
        .filter(|package| !package.license.as_deref().is_some_and(is_allowed))
        .filter(|package| {
            !LET_IN.iter().any(|(name, licence, _)| {
                package.name == *name && package.license.as_deref() == Some(licence)
            })
        })
        .map(|Package { name, version, license, .. }| {
            format!("{name} {version}: licence {license:?} is not on the list of xtask/src/tidy/licence.rs")
        })
        .collect()
}

/// Every crate of others comes from crates.io.
pub(crate) fn origins(metadata: &Metadata) -> Vec<String> {
    metadata
        .foreign()
        .filter(|package| package.source.as_deref() != Some(CRATES_IO))
        .map(|package| {
            format!(
                "{}: comes from {:?}, not from crates.io",
                package.name, package.source
            )
        })
        .collect()
}

/// No banned crate is in the tree, the fenced ones are named by their own crate only, and those that do
/// no I/O name none that does.
pub(crate) fn bans(metadata: &Metadata) -> Vec<String> {
    let mut faults = Vec::new();
    for package in metadata.foreign() {
        if let Some((name, reason)) = BANNED.iter().find(|(name, _)| package.name == *name) {
            faults.push(format!(
                "{name} is banned: {reason} (`cargo tree -i {name}` tells who brings it)"
            ));
        }
    }
    for package in metadata.own() {
        for dependency in &package.dependencies {
            for (name, home, reason) in ONLY_IN {
                if dependency.name == name && package.name != home {
                    faults.push(format!(
                        "{} depends on {name}: {reason}, {home}",
                        package.name
                    ));
                }
            }
            if PURE.contains(&package.name.as_str())
                && INPUT_AND_OUTPUT.contains(&dependency.name.as_str())
            {
                faults.push(format!(
                    "{} depends on {}: it does no I/O",
                    package.name, dependency.name
                ));
            }
            if CLIENTS.contains(&dependency.name.as_str()) {
                faults.push(format!(
                    "{} depends on {}: connections are opened by proxy::dial alone",
                    package.name, dependency.name
                ));
            }
        }
    }
    faults
}

/// cli → server → {store, schema, proxy, package, web}; store → {schema, package}; proxy → rules; no others.
pub(crate) fn arrows(metadata: &Metadata) -> Vec<String> {
    let own: Vec<&str> = metadata
        .own()
        .map(|package| package.name.as_str())
        .collect();
    let mut faults = Vec::new();
    for package in metadata.own() {
        for dependency in &package.dependencies {
            let arrow = (package.name.as_str(), dependency.name.as_str());
            if own.contains(&arrow.1) && !ARROWS.contains(&arrow) {
                faults.push(format!(
                    "{} → {} is not one of the arrows between our crates",
                    arrow.0, arrow.1
                ));
            }
        }
    }
    faults
}

/// Every dependency of a crate is named somewhere in its Rust.
pub(crate) fn unused(metadata: &Metadata, files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for package in metadata.own() {
        let folder = package
            .manifest_path
            .strip_prefix(metadata.workspace_root.as_str())
            .and_then(|path| path.strip_prefix('/')?.strip_suffix("Cargo.toml"))
            .unwrap_or_default();
        for dependency in &package.dependencies {
            let name = dependency
                .rename
                .as_ref()
                .unwrap_or(&dependency.name)
                .replace('-', "_");
            let used = files
                .iter()
                .filter(|file| file.path.starts_with(folder) && ends(&file.path, &["rs"]))
                .any(|file| names(&file.text, &name));
            if !used {
                faults.push(format!(
                    "{}: nothing in it names {}",
                    package.name, dependency.name
                ));
            }
        }
    }
    faults
}

/// Every version in the workspace's table says on its line what it is for.
pub(crate) fn reasons(manifest: &str) -> Vec<String> {
    table(manifest)
        .filter(|line| {
            !line.contains("path = ") && line.split_once(" # ").is_none_or(|(_, why)| why.len() < 3)
        })
        .map(|line| format!("Cargo.toml: no reason on the line `{line}`"))
        .collect()
}

/// Every version in the workspace's table is taken by a crate.
pub(crate) fn idle_lines(manifest: &str, files: &[File]) -> Vec<String> {
    table(manifest)
        .filter_map(|line| line.split([' ', '=']).next())
        .filter(|name| {
            let wanted = [
                format!("{name}.workspace"),
                format!("{name} = {{ workspace"),
            ];
            !files.iter().any(|file| {
                file.path.ends_with("/Cargo.toml")
                    && file
                        .text
                        .lines()
                        .any(|line| wanted.iter().any(|start| line.starts_with(start)))
            })
        })
        .map(|name| format!("Cargo.toml: no crate takes {name}"))
        .collect()
}

fn table(manifest: &str) -> impl Iterator<Item = &str> {
    manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether the crate's name stands as a word outside comments, where a path could begin.
fn names(text: &str, name: &str) -> bool {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .any(|line| {
            line.match_indices(name).any(|(at, _)| {
                let word = |c: char| c.is_alphanumeric() || c == '_';
                let before = line[..at].chars().next_back();
                let after = line[at + name.len()..].trim_start();
                !before.is_some_and(|c| word(c) || matches!(c, '"' | '.'))
                    && (after.starts_with("::")
                        || after.starts_with(';')
                        || after.starts_with("as "))
            })
        })
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::super::metadata::{Dependency, Node, Resolve};
    use super::*;

    fn package(name: &str, license: &str, dependencies: &[&str]) -> Package {
        Package {
            id: name.to_owned(),
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            license: Some(license.to_owned()),
            source: Some(CRATES_IO.to_owned()),
            manifest_path: format!("/home/{name}/Cargo.toml"),
            dependencies: dependencies
                .iter()
                .map(|name| Dependency {
                    name: (*name).to_owned(),
                    rename: None,
                })
                .collect(),
        }
    }

    fn metadata(packages: Vec<Package>) -> Metadata {
        let workspace_members = packages
            .iter()
            .map(|p| p.name.clone())
            .filter(|n| n.starts_with("plugdock"))
            .collect();
        let nodes = packages.iter().map(|p| Node { id: p.id.clone() }).collect();
        Metadata {
            packages,
            resolve: Resolve { nodes },
            workspace_members,
            workspace_root: "/home".to_owned(),
        }
    }

    #[test]
    fn a_licence_off_the_list_is_a_fault() {
        let tree = metadata(vec![
            package("good", "MIT", &[]),
            package("option-ext", "MPL-2.0", &[]),
            package("bad", "GPL-3.0-only", &[]),
        ]);
        assert_eq!(licences(&tree).len(), 1);
        assert!(licences(&tree)[0].starts_with("bad 1.0.0"));
        let mut silent = package("silent", "", &[]);
        silent.license = None;
        assert_eq!(licences(&metadata(vec![silent])).len(), 1);
    }

    #[test]
    fn a_crate_from_elsewhere_is_a_fault() {
        let mut forked = package("forked", "MIT", &[]);
        forked.source = Some("git+https://example.com/forked".to_owned());
        assert_eq!(
            origins(&metadata(vec![package("good", "MIT", &[]), forked])).len(),
            1
        );
    }

    #[test]
    fn banned_and_fenced_crates_are_faults() {
        let tree = metadata(vec![
            package("openssl", "MIT", &[]),
            package("plugdock-store", "Apache-2.0", &["sqlx"]),
            package(
                "plugdock-server",
                "Apache-2.0",
                &["sqlx", "axum", "reqwest", "hyper"],
            ),
            package("plugdock-rules", "Apache-2.0", &["tokio", "hyper"]),
        ]);
        let faults = bans(&tree);
        assert_eq!(faults.len(), 4, "{faults:?}");
    }

    #[test]
    fn an_arrow_against_the_grain_is_a_fault() {
        let tree = metadata(vec![
            package(
                "plugdock-store",
                "Apache-2.0",
                &["plugdock-package", "serde"],
            ),
            package("plugdock-package", "Apache-2.0", &["plugdock-store"]),
            package("plugdock-proxy", "Apache-2.0", &["plugdock-package"]),
        ]);
        assert_eq!(arrows(&tree).len(), 2, "{:?}", arrows(&tree));
    }

    #[test]
    fn a_dependency_that_nothing_names_is_a_fault() {
        let tree = metadata(vec![package(
            "plugdock-proxy",
            "Apache-2.0",
            &["http-body", "url", "ipnet", "http"],
        )]);
        let files = [
            file(
                "plugdock-proxy/src/lib.rs",
                "use http_body::Body;\n// url::Url would do\nlet ipnet = 1;",
            ),
            file("other/src/lib.rs", "use url::Url;"),
        ];
        let faults = unused(&tree, &files);
        assert_eq!(faults.len(), 3, "{faults:?}");
    }

    #[test]
    fn a_version_without_a_reason_or_a_taker_is_a_fault() {
        let manifest = "[workspace]\nx = 1\n\n[workspace.dependencies]\nours = { path = \"crates/ours\" }\n\
                        # Heading.\nurl = \"2\" # one parser for all\nbare = \"1\"\n\n[profile.release]\nlto = true\n";
        assert_eq!(
            reasons(manifest),
            ["Cargo.toml: no reason on the line `bare = \"1\"`"]
        );
        let files = [file(
            "crates/a/Cargo.toml",
            "[dependencies]\nurl.workspace = true\nours = { workspace = true }\n",
        )];
        assert_eq!(
            idle_lines(manifest, &files),
            ["Cargo.toml: no crate takes bare"]
        );
    }
}
