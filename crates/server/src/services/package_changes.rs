//! Lists the changes that an import would make to an installed plug-in, for the import dialog
//! (R36).

use std::collections::BTreeSet;

use plugdock_package::{Manifest, Package, Source};
use plugdock_store::Plugin;
use serde::Serialize;
use utoipa::ToSchema;

use super::packages;
use crate::i18n::PageTexts;

/// A group of changes, as the import dialog shows it.
#[derive(Serialize, ToSchema)]
#[schema(as = PackageChange)]
pub(crate) struct Change {
    /// The kind of change.
    title: String,
    /// The changes, one per line.
    lines: Vec<String>,
    /// True if the new package loads code from a new host, or sends data to one.
    warn: bool,
}

/// Lists the changes in `new` that an administrator should check before it replaces `old`. For a
/// plug-in that is not installed, lists its dependencies on other hosts.
pub(crate) fn changes(say: PageTexts, old: Option<&Plugin>, new: &Package) -> Vec<Change> {
    let before = old.map(|old| &old.manifest);
    let remote = |manifest: Option<&Manifest>| manifest.map(scripts_elsewhere).unwrap_or_default();
    let hosts = |manifest: Option<&Manifest>| manifest.map(allowed_hosts).unwrap_or_default();
    let mut groups = vec![
        group(
            say,
            "remote",
            true,
            minus(&remote(Some(&new.manifest)), &remote(before)),
        ),
        group(
            say,
            "hosts",
            true,
            minus(&hosts(Some(&new.manifest)), &hosts(before)),
        ),
    ];
    if let Some(old) = old {
        let asks = |manifest: &Manifest| -> BTreeSet<String> {
            let config = manifest.config.as_ref();
            config
                .map(|page| page.required_params.iter().cloned().collect())
                .unwrap_or_default()
        };
        groups.push(group(
            say,
            "params",
            true,
            minus(&asks(&new.manifest), &asks(&old.manifest)),
        ));
        groups.push(group(
            say,
            "remote_gone",
            false,
            minus(&remote(before), &remote(Some(&new.manifest))),
        ));
        groups.push(group(say, "files", false, files(say, old, new)));
    }
    let warnings = new
        .warnings
        .iter()
        .map(|warning| packages::line(say.0, warning));
    groups.push(group(say, "warnings", true, warnings.collect()));
    groups.retain(|group| !group.lines.is_empty());
    groups
}

fn group(say: PageTexts, key: &str, warn: bool, lines: Vec<String>) -> Change {
    Change {
        title: say.t(&format!("import.{key}")),
        lines,
        warn,
    }
}

/// Returns the scripts and styles of all pages that browsers load from other hosts.
pub(crate) fn scripts_elsewhere(manifest: &Manifest) -> BTreeSet<String> {
    let pages = [&manifest.desktop, &manifest.mobile];
    let lists = pages.into_iter().flat_map(|page| [&page.js, &page.css]);
    let config = manifest
        .config
        .iter()
        .flat_map(|page| [&page.js, &page.css]);
    lists
        .chain(config)
        .flatten()
        .filter_map(|source| match source {
            Source::Url(url) => Some(url.clone()),
            Source::File(_) => None,
        })
        .collect()
}

fn allowed_hosts(manifest: &Manifest) -> BTreeSet<String> {
    manifest.allowed_hosts.iter().flatten().cloned().collect()
}

fn minus(all: &BTreeSet<String>, known: &BTreeSet<String>) -> Vec<String> {
    all.difference(known).cloned().collect()
}

/// Lists files that are added, removed or changed. Files are compared by content, not by size or
/// date.
fn files(say: PageTexts, old: &Plugin, new: &Package) -> Vec<String> {
    let mut lines = Vec::new();
    for file in &new.files {
        let before = old.files.iter().find(|known| known.path == file.path);
        let key = match before {
            None => "import.file_new",
            Some(known) if known.sha256.0 != file.sha256 => "import.file_changed",
            Some(_) => continue,
        };
        lines.push(say.text(key, &[("path", &file.path)]));
    }
    for known in &old.files {
        if new.file(&known.path).is_none() {
            lines.push(say.text("import.file_gone", &[("path", &known.path)]));
        }
    }
    lines
}
