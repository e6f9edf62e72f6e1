//! What `cargo metadata` tells, cut down to what is looked at.

use std::collections::BTreeSet;

use anyhow::Result;
use serde::Deserialize;

/// The whole tree of dependencies, with every feature on.
#[derive(Deserialize)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    pub(crate) workspace_members: Vec<String>,
    pub(crate) workspace_root: String,
    pub(crate) resolve: Resolve,
}

/// Which crates are built, and nothing of what a lock file merely mentions.
#[derive(Deserialize)]
pub(crate) struct Resolve {
    pub(crate) nodes: Vec<Node>,
}

/// One crate that is built.
#[derive(Deserialize)]
pub(crate) struct Node {
    pub(crate) id: String,
}

/// One crate.
#[derive(Deserialize)]
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) license: Option<String>,
    /// `None` for a crate of a path: the workspace's own.
    pub(crate) source: Option<String>,
    pub(crate) manifest_path: String,
    pub(crate) dependencies: Vec<Dependency>,
}

/// One line of a crate's dependencies.
#[derive(Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) rename: Option<String>,
}

impl Metadata {
    /// The workspace's own crates.
    pub(crate) fn own(&self) -> impl Iterator<Item = &Package> {
        self.packages
            .iter()
            .filter(|package| self.workspace_members.contains(&package.id))
    }

    /// The crates of others that are built.
    pub(crate) fn foreign(&self) -> impl Iterator<Item = &Package> {
        let built: BTreeSet<&str> = self
            .resolve
            .nodes
            .iter()
            .map(|node| node.id.as_str())
            .collect();
        self.packages.iter().filter(move |package| {
            built.contains(package.id.as_str()) && !self.workspace_members.contains(&package.id)
        })
    }
}

/// Asks cargo. For one platform: the licences of crates that only other systems build would cost a
/// fresh machine a hundred downloads.
pub(crate) fn read() -> Result<Metadata> {
    let arguments = [
        "metadata",
        "--format-version=1",
        "--locked",
        "--all-features",
        "--filter-platform=x86_64-unknown-linux-gnu",
    ];
    Ok(serde_json::from_str(&crate::output_of(
        "cargo", &arguments,
    )?)?)
}
