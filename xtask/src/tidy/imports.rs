//! The imports between the files of a crate. There must be no cycles, and no import that the
//! architecture document forbids.
//!
//! A file and the files below it form a tree. A child that uses its parent counts as an import, but
//! a parent that uses its children does not. A `pub use` is followed to the origin of the name.
//! Tests are ignored.

mod arrows;
mod cycles;
mod graph;
mod reader;

use super::File;
use graph::Graph;

/// The document that lists the modules and the ones that each must not use.
const DOCUMENT: &str = "docs/ARCHITECTURE.md";

/// Reads the imports of all crates in the workspace and reports cycles and forbidden imports.
pub(crate) fn check(files: &[File]) -> Vec<String> {
    let graphs = graph::read(files);
    let mut faults: Vec<String> = graphs.iter().flat_map(Graph::cycles).collect();
    faults.extend(cycles::idle(&graphs));
    match files.iter().find(|file| file.path == DOCUMENT) {
        Some(document) => faults.extend(arrows::check(&document.text, &graphs)),
        None => faults.push(format!("{DOCUMENT}: does not exist")),
    }
    faults
}
