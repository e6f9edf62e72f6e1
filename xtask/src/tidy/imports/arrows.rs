//! Checks the forbidden imports that a table in the architecture document lists. Its first column
//! contains the names of modules, and its last column the ones that they must not use, all in
//! backquotes.
//!
//! A module is named by its crate (`store`) or by a path, which includes everything below it
//! (`server::http`). It can forbid a module of the same crate, or another crate by its name in Rust
//! (`axum`).

use super::DOCUMENT;
use super::graph::{Graph, Node};

/// The heading of the last column, by which the table is recognised.
const COLUMN: &str = "never uses";

/// Reports files that use a forbidden module, and rows of the table that cannot be applied.
pub(super) fn check(document: &str, graphs: &[Graph]) -> Vec<String> {
    let rows = rows(document);
    if rows.is_empty() {
        return vec![format!(
            "{DOCUMENT}: there is no table of modules with a column \"{COLUMN}\""
        )];
    }
    let mut faults = Vec::new();
    for (rooms, banned) in rows {
        for room in &rooms {
            for other in &banned {
                faults.extend(forbidden(graphs, room, other));
            }
        }
    }
    faults
}

/// Returns the modules of each row, and the ones that they must not use.
fn rows(document: &str) -> Vec<(Vec<String>, Vec<String>)> {
    let cells = |line: &str| -> Vec<String> {
        let line = line.trim().trim_matches('|');
        line.split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    document
        .lines()
        .skip_while(|line| cells(line).last().is_none_or(|cell| cell != COLUMN))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(cells)
        .map(|cells| {
            let of = |cell: Option<&String>| cell.map(|cell| quoted(cell)).unwrap_or_default();
            (of(cells.first()), of(cells.last()))
        })
        .collect()
}

/// Returns the texts in backquotes.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// Returns an error for every file of `room` that uses `banned`. A name without files is an error
/// too, because its rule would have no effect.
fn forbidden(graphs: &[Graph], room: &str, banned: &str) -> Vec<String> {
    let missing = |name| vec![format!("{DOCUMENT}: there is no module `{name}`")];
    let Some((graph, inside)) = find(graphs, room) else {
        return missing(room);
    };
    let rule = if banned.contains("::") {
        match find(graphs, banned) {
            Some((other, module)) if other.name == graph.name => Banned::Room(module),
            _ => return missing(banned),
        }
    } else {
        Banned::Crate(banned)
    };
    let files = graph.files.iter().filter(|node| is_in(node, &inside));
    files
        .filter(|node| rule.is_used(graph, node))
        .map(|node| format!("{}: `{room}` never uses `{banned}` ({DOCUMENT})", node.path))
        .collect()
}

enum Banned<'a> {
    /// A module of the same crate, with everything below it.
    Room(Vec<&'a str>),
    /// Another crate.
    Crate(&'a str),
}

impl Banned<'_> {
    fn is_used(&self, graph: &Graph, node: &Node) -> bool {
        match self {
            Self::Room(module) => node.uses.iter().any(|to| is_in(&graph.files[*to], module)),
            Self::Crate(name) => node.foreign.contains(*name),
        }
    }
}

/// Finds the crate and the path of a module that has files.
fn find<'a, 'b>(graphs: &'a [Graph], room: &'b str) -> Option<(&'a Graph, Vec<&'b str>)> {
    let mut segments = room.split("::");
    let name = segments.next()?;
    let graph = graphs.iter().find(|graph| graph.name == name)?;
    let module: Vec<&str> = segments.collect();
    let has_files = graph.files.iter().any(|node| is_in(node, &module));
    has_files.then_some((graph, module))
}

fn is_in(node: &Node, module: &[&str]) -> bool {
    node.module.len() >= module.len() && module.iter().eq(node.module.iter().take(module.len()))
}

#[cfg(test)]
mod tests {
    use super::super::super::file;
    use super::super::graph;
    use super::*;

    fn document(rows: &str) -> String {
        format!("# Title\n\n| room | what | never uses |\n|---|---|---|\n{rows}\n\n| `x` | `y` |\n")
    }

    fn graphs() -> Vec<Graph> {
        graph::read(&[
            file(
                "crates/s/src/lib.rs",
                "mod api; mod pages; pub use api::open;",
            ),
            file("crates/s/src/api.rs", "use axum::Router;"),
            file("crates/s/src/pages.rs", "mod list;"),
            file("crates/s/src/pages/list.rs", "fn f() { crate::open() }"),
        ])
    }

    #[test]
    fn a_forbidden_arrow_is_a_fault_from_any_file_of_the_room() {
        let text = document("| `s::api` | | `s::pages` |\n| `s::pages` | | `s::api`, `axum` |");
        assert_eq!(
            check(&text, &graphs()),
            ["crates/s/src/pages/list.rs: `s::pages` never uses `s::api` (docs/ARCHITECTURE.md)"]
        );
    }

    #[test]
    fn a_crate_may_be_forbidden_to_a_whole_crate() {
        assert_eq!(
            check(&document("| `s` | | `axum`, `hyper` |"), &graphs()),
            ["crates/s/src/api.rs: `s` never uses `axum` (docs/ARCHITECTURE.md)"]
        );
    }

    #[test]
    fn a_rule_that_nobody_keeps_is_a_fault() {
        let text =
            document("| `s::gone` | | `s::api` |\n| `s::api` | | `s::gone` |\n| `t` | | `x` |");
        assert_eq!(
            check(&text, &graphs()),
            [
                "docs/ARCHITECTURE.md: there is no module `s::gone`",
                "docs/ARCHITECTURE.md: there is no module `s::gone`",
                "docs/ARCHITECTURE.md: there is no module `t`"
            ]
        );
        assert_eq!(check("no table", &graphs()).len(), 1);
    }
}
