//! The name of the database that tests copy. The tests of `crates/server` include this file too.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;

/// Returns `{prefix}_{hash}`. The hash covers everything that the schema is made of, so a changed
/// schema gets a template of its own.
pub(crate) fn template_name(prefix: &str) -> String {
    let crate_folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../store");
    let migrations = std::fs::read_dir(format!("{crate_folder}/migrations")).unwrap();
    let mut paths: Vec<PathBuf> = migrations.map(|file| file.unwrap().path()).collect();
    // PostgreSQL's text is derived from the migrations by this file.
    paths.push(format!("{crate_folder}/src/dialect.rs").into());
    paths.sort();
    let mut hasher = DefaultHasher::new();
    for path in paths {
        std::fs::read(path).unwrap().hash(&mut hasher);
    }
    format!("{prefix}_{:x}", hasher.finish())
}
