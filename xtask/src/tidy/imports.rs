//! Which file of a crate uses which: no cycles, and no arrow that the architecture document forbids.
//!
//! A file and the files below it are one tree: that a parent uses its children is no arrow, that a child
//! uses its parent is one. `pub use` is followed to where the name comes from. Tests are not read.

mod arrows;
mod cycles;
mod graph;
mod reader;

use super::File;
use graph::Graph;

/// The document that lists the rooms and what each never uses.
const DOCUMENT: &str = "docs/ARCHITECTURE.md";

/// Reads the imports of all our crates; says where they run in cycles or against the document.
pub(crate) fn check(files: &[File]) -> Vec<String> {
    let graphs = graph::read(files);
    let mut faults: Vec<String> = graphs.iter().flat_map(Graph::cycles).collect();
    faults.extend(cycles::idle(&graphs));
    match files.iter().find(|file| file.path == DOCUMENT) {
        Some(document) => faults.extend(arrows::check(&document.text, &graphs)),
        None => faults.push(format!("{DOCUMENT}: is not there")),
    }
    faults
}
