//! Cycles of files that use each other, directly or indirectly. The files of a cycle cannot be read
//! or tested separately.

use std::collections::BTreeSet;

use super::graph::Graph;

/// The known cycles that still have to be removed, by crate. The list may only become shorter: a
/// name in it that is part of no cycle is reported.
const KNOWN: [(&str, &[&str]); 1] = [(
    "store",
    &[
        "access",
        "app_files",
        "app_plugins",
        "apps",
        "known_apps",
        "records",
        "revisions",
        "script_rights",
        "sessions",
        "app_settings",
        "store",
        "tokens",
        "uploads",
        "users",
    ],
)];

/// Reports names in the list that are part of no cycle.
pub(super) fn idle(graphs: &[Graph]) -> Vec<String> {
    idle_of(graphs, &KNOWN)
}

fn idle_of(graphs: &[Graph], known: &[(&str, &[&str])]) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, modules) in known {
        let cycles: BTreeSet<String> = graphs
            .iter()
            .filter(|graph| graph.name == *name)
            .flat_map(|graph| {
                graph
                    .rounds()
                    .into_iter()
                    .flatten()
                    .map(|at| graph.module(at))
            })
            .collect();
        let idle = modules.iter().filter(|module| !cycles.contains(**module));
        faults.extend(idle.map(|module| {
            format!("{name}::{module}: is part of no cycle any more; remove it from xtask/src/tidy/imports/cycles.rs")
        }));
    }
    faults
}

impl Graph {
    /// Reports each cycle that is not known.
    pub(super) fn cycles(&self) -> Vec<String> {
        self.cycles_but(&KNOWN)
    }

    fn cycles_but(&self, known: &[(&str, &[&str])]) -> Vec<String> {
        let is_known = |module: &str| {
            known
                .iter()
                .any(|(name, modules)| *name == self.name && modules.contains(&module))
        };
        let mut faults = Vec::new();
        for round in self.rounds() {
            let modules: Vec<String> = round.iter().map(|at| self.module(*at)).collect();
            if !modules.iter().all(|module| is_known(module)) {
                faults.push(format!(
                    "{}: its files use each other in a cycle: {}",
                    self.name,
                    modules.join(", ")
                ));
            }
        }
        faults
    }

    fn module(&self, at: usize) -> String {
        self.files[at].module.join("::")
    }

    /// Returns the sets of two or more files that all reach each other.
    fn rounds(&self) -> Vec<BTreeSet<usize>> {
        let reached: Vec<BTreeSet<usize>> = (0..self.files.len())
            .map(|from| self.reached(from))
            .collect();
        let mut rounds = Vec::new();
        let mut placed = BTreeSet::new();
        for from in 0..self.files.len() {
            let round: BTreeSet<usize> = reached[from]
                .iter()
                .copied()
                .filter(|to| reached[*to].contains(&from))
                .collect();
            if round.len() > 1 && !placed.contains(&from) {
                placed.extend(round.iter().copied());
                rounds.push(round);
            }
        }
        rounds
    }

    /// Returns all files that `from` uses, directly or indirectly.
    fn reached(&self, from: usize) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut next = vec![from];
        while let Some(at) = next.pop() {
            next.extend(self.files[at].uses.iter().filter(|to| reached.insert(**to)));
        }
        reached
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{File, file};
    use super::super::graph;
    use super::*;

    fn crate_of(last: &str) -> Vec<Graph> {
        let files: [File; 4] = [
            file("crates/x/src/lib.rs", "mod a; mod b; mod c;"),
            file("crates/x/src/a.rs", "use crate::b::B;"),
            file("crates/x/src/b.rs", "fn f() { crate::c::g() }"),
            file("crates/x/src/c.rs", last),
        ];
        graph::read(&files)
    }

    #[test]
    fn a_cycle_is_a_fault_unless_all_of_it_is_known() {
        let round = crate_of("use super::a;");
        let fault = "x: its files use each other in a cycle: a, b, c";
        assert_eq!(round[0].cycles_but(&[]), [fault]);
        assert_eq!(round[0].cycles_but(&[("x", &["a", "b"])]), [fault]);
        assert_eq!(round[0].cycles_but(&[("y", &["a", "b", "c"])]), [fault]);
        assert!(round[0].cycles_but(&[("x", &["a", "b", "c"])]).is_empty());
        assert!(crate_of("use std::fmt;")[0].cycles_but(&[]).is_empty());
    }

    #[test]
    fn what_is_in_no_cycle_leaves_the_list() {
        let faults = idle_of(&crate_of("use super::b;"), &[("x", &["a", "b", "c"])]);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].starts_with("x::a: "), "{faults:?}");
    }
}
