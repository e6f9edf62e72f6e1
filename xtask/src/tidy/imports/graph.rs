//! The files of a crate and the imports between them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::File;
use super::reader::{self, Path};

/// The maximum number of `pub use` that are followed in a row, which is more than real code needs.
const MAX_HOPS: usize = 16;

/// A crate with its files and their imports.
pub(super) struct Graph {
    /// The name of the crate's folder.
    pub(super) name: String,
    pub(super) files: Vec<Node>,
}

/// A file of a crate.
pub(super) struct Node {
    /// The path from the root of the workspace.
    pub(super) path: String,
    /// The module path inside the crate. It is empty for the root of the crate.
    pub(super) module: Vec<String>,
    /// The indexes in [`Graph::files`] of the other files that this one uses, without those below
    /// it.
    pub(super) uses: BTreeSet<usize>,
    /// The first segments of paths that lead to no file of the crate: other crates, and local
    /// names.
    pub(super) foreign: BTreeSet<String>,
}

/// Reads all crates of the workspace.
pub(super) fn read(files: &[File]) -> Vec<Graph> {
    let mut crates = BTreeMap::<&str, Vec<(&File, Vec<String>)>>::new();
    for file in files {
        if let Some((name, module)) = module_of(&file.path) {
            crates.entry(name).or_default().push((file, module));
        }
    }
    crates
        .into_iter()
        .map(|(name, files)| Graph::new(name, &files))
        .collect()
}

/// Returns the crate and the module of a source file, or `None` for tests, programs and data.
fn module_of(path: &str) -> Option<(&str, Vec<String>)> {
    let path = path.strip_prefix("crates/").unwrap_or(path);
    let (name, inside) = path.split_once("/src/")?;
    let inside = inside.strip_suffix(".rs")?;
    if name.contains('/') || inside.starts_with("bin/") || inside.ends_with("tests") {
        return None;
    }
    let module: Vec<String> = inside.split('/').map(str::to_owned).collect();
    match &*module {
        [root] if root == "lib" || root == "main" => Some((name, Vec::new())),
        _ => Some((name, module)),
    }
}

impl Graph {
    fn new(name: &str, files: &[(&File, Vec<String>)]) -> Self {
        let modules: BTreeMap<&[String], usize> = files
            .iter()
            .enumerate()
            .map(|(at, (_, module))| (module.as_slice(), at))
            .collect();
        let paths: Vec<Vec<Path>> = files
            .iter()
            .map(|(file, _)| reader::paths(&file.text))
            .collect();
        let resolver = Resolver {
            modules: &modules,
            paths: &paths,
        };
        let nodes = files.iter().enumerate().map(|(at, (file, module))| {
            let mut node = Node {
                path: file.path.clone(),
                module: module.clone(),
                uses: BTreeSet::new(),
                foreign: BTreeSet::new(),
            };
            for path in &paths[at] {
                match resolver.resolve(module, &path.segments, MAX_HOPS) {
                    Some(to) if to != at && !files[to].1.starts_with(module) => {
                        node.uses.insert(to);
                    }
                    Some(_) => {}
                    None => {
                        node.foreign.extend(path.segments.first().cloned());
                    }
                }
            }
            node
        });
        Self {
            name: name.to_owned(),
            files: nodes.collect(),
        }
    }
}

struct Resolver<'a> {
    modules: &'a BTreeMap<&'a [String], usize>,
    paths: &'a [Vec<Path>],
}

impl Resolver<'_> {
    /// Returns the file to which a path in `module` leads, or `None` if it leads out of the crate.
    fn resolve(&self, module: &[String], segments: &[String], hops: usize) -> Option<usize> {
        let mut base = module.to_vec();
        let mut rest = segments;
        match segments.first()?.as_str() {
            "crate" => {
                base.clear();
                rest = &segments[1..];
            }
            "self" => rest = &segments[1..],
            "super" => {
                while let Some((first, after)) = rest.split_first()
                    && first == "super"
                {
                    base.pop();
                    rest = after;
                }
            }
            // The first segment is a child of this module, another crate, or an imported name.
            child => {
                base.push(child.to_owned());
                self.modules.get(base.as_slice())?;
                base.pop();
            }
        }
        while let Some((first, after)) = rest.split_first() {
            base.push(first.clone());
            if !self.modules.contains_key(base.as_slice()) {
                base.pop();
                break;
            }
            rest = after;
        }
        let at = *self.modules.get(base.as_slice())?;
        let Some((name, after)) = rest.split_first() else {
            return Some(at);
        };
        // A `pub use` in that file determines the origin of the name.
        let brought_in = self.paths[at]
            .iter()
            .find(|path| path.name.as_deref() == Some(name));
        match brought_in {
            Some(path) if hops > 0 => {
                let mut further = path.segments.clone();
                further.extend_from_slice(after);
                self.resolve(&base, &further, hops - 1).or(Some(at))
            }
            _ => Some(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::file;
    use super::*;

    /// Returns the imports between modules, as `a → b`.
    fn arrows(files: &[File]) -> Vec<String> {
        let graphs = read(files);
        let [graph] = &*graphs else {
            panic!("there must be one crate");
        };
        let name = |at: usize| graph.files[at].module.join("::");
        let mut arrows = Vec::new();
        for (at, node) in graph.files.iter().enumerate() {
            arrows.extend(
                node.uses
                    .iter()
                    .map(|to| format!("{} → {}", name(at), name(*to))),
            );
        }
        arrows
    }

    #[test]
    fn children_use_their_parents_and_not_the_other_way_round() {
        let files = [
            file("crates/a/src/lib.rs", "mod b; use b::c::D;"),
            file(
                "crates/a/src/b.rs",
                "mod c; mod d; use c::D; fn f() { d::g() }",
            ),
            file("crates/a/src/b/c.rs", "use super::B; use super::d::E;"),
            file("crates/a/src/b/d.rs", "use std::fmt;"),
        ];
        assert_eq!(arrows(&files), ["b::c → b", "b::c → b::d"]);
    }

    #[test]
    fn a_name_leads_to_where_it_comes_from() {
        let files = [
            file(
                "crates/a/src/lib.rs",
                "mod b; mod c; pub use b::{B, module as m};",
            ),
            file(
                "crates/a/src/b.rs",
                "mod module; pub use module::Thing as B;",
            ),
            file("crates/a/src/b/module.rs", "pub struct Thing;"),
            file(
                "crates/a/src/c.rs",
                "use crate::B; fn f() { crate::m::g() }",
            ),
        ];
        assert_eq!(arrows(&files), ["c → b::module"]);
    }

    #[test]
    fn other_crates_are_told_apart() {
        let files = [
            file("crates/a/src/lib.rs", "mod b;"),
            file("crates/a/src/b.rs", "fn f() -> axum::Router { g() }"),
            file("crates/a/src/b/tests.rs", "use hyper::Request;"),
            file("crates/a/tests/it/main.rs", "use hyper::Request;"),
        ];
        let graphs = read(&files);
        assert_eq!(graphs.len(), 1);
        assert_eq!(graphs[0].files.len(), 2);
        assert_eq!(graphs[0].files[1].foreign, ["axum".to_owned()].into());
    }
}
