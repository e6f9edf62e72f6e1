//! Checks that everything that comments, tests and documents cite is in this repository.

use std::collections::BTreeSet;

use super::test_names::{self, Test};
use super::{File, ends, numbers};

/// The documents that are not in this repository. A comment must state the fact itself instead.
const PAPERS: [&str; 6] = [
    "CENSUS",
    "CONTRACT",
    "DESIGN",
    "PEERS",
    "STATEMENTS",
    "STYLE",
];

/// The document with the design decisions.
const DECISIONS: &str = "docs/reference/decisions.md";

/// Generated files: fuzzing inputs, and the records of an older version.
const RECORDED: [&str; 2] = ["fuzz/corpus/", "crates/server/tests/upgrade/"];

/// Checks that every cited number is defined, that every cited decision exists, and that no outside
/// document is named. This crate is excluded, because its tests cite missing numbers on purpose.
pub(crate) fn check(files: &[File]) -> Vec<String> {
    let definitions = numbers::definitions(files);
    let defined: BTreeSet<&str> = definitions.iter().map(|one| one.number).collect();
    let mut faults = numbers::check(files);
    for file in files.iter().filter(|file| is_read(&file.path)) {
        for (index, line) in file.text.lines().enumerate() {
            let place = format!("{}:{}", file.path, index + 1);
            for (_, number) in numbers::cited(line).filter(|(_, one)| !defined.contains(one)) {
                faults.push(format!("{place}: docs/reference defines no {number}"));
            }
            for decision in decisions(line).filter(|decision| !exists(decision, files)) {
                faults.push(format!(
                    "{place}: docs/reference has no decision {decision}"
                ));
            }
            for paper in PAPERS.iter().filter(|paper| has_word(line, paper)) {
                faults.push(format!("{place}: {paper} is not in this repository"));
            }
        }
    }
    for test in test_names::rust(files).filter(|test| is_read(test.path)) {
        faults.extend(dangling(&test, &defined));
    }
    faults
}

fn is_read(path: &str) -> bool {
    !path.starts_with("xtask/")
        && !RECORDED.iter().any(|folder| path.starts_with(folder))
        && !ends(path, &["lock", "svg"])
        && !path.ends_with("package-lock.json")
}

/// Reports undefined numbers in the name of a Rust test, where numbers are written in lowercase and
/// with underscores.
fn dangling(test: &Test, defined: &BTreeSet<&str>) -> Vec<String> {
    let Test { path, line, name } = test;
    test.numbers()
        .iter()
        .filter(|number| !defined.contains(number.as_str()))
        .map(|number| format!("{path}:{line}: {name}: docs/reference defines no {number}"))
        .collect()
}

/// Returns the digits of each reference such as `ADR 3`.
fn decisions(line: &str) -> impl Iterator<Item = &str> {
    line.split("ADR ").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit());
        let digits = &rest[..end.unwrap_or(rest.len())];
        (!digits.is_empty()).then_some(digits)
    })
}

fn exists(decision: &str, files: &[File]) -> bool {
    let heading = format!("## ADR {decision}: ");
    files.iter().any(|file| {
        file.path == DECISIONS && file.text.lines().any(|line| line.starts_with(&heading))
    })
}

/// Returns true if the line contains the word, and not only as part of a longer word.
fn has_word(line: &str, word: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        !line[..at].ends_with(is_word) && !line[at + word.len()..].starts_with(is_word)
    })
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn faults_of(path: &str, text: &str) -> Vec<String> {
        check(&[
            file(numbers::RULINGS, "### R11 Merging\n- **R11.1** a\n"),
            file(numbers::STATEMENTS, "| 003.01 | a | R11 |\n"),
            file(numbers::ATTACKS, "| T13 | a | b |\n"),
            file("docs/reference/kintone.md", "## B8 Requests\n### B8.1 a\n"),
            file(DECISIONS, "## ADR 3: Record pages are plain DOM\n"),
            file(path, text),
        ])
    }

    #[test]
    fn what_can_be_looked_up_is_no_fault() {
        let text = "// R11, R11.1, 003.01, T13 and B8.1 (ADR 3). STYLES and MY_DESIGN are words.\n";
        for path in [
            "a/src/lib.rs",
            "web/a.spec.ts",
            "docs/A.md",
            "locales/en/a.json",
        ] {
            assert_eq!(faults_of(path, text), Vec::<String>::new(), "{path}");
        }
    }

    #[test]
    fn a_number_that_nothing_defines_is_a_fault_at_its_line() {
        assert_eq!(
            faults_of(
                "a/src/lib.rs",
                "// R11\n// R11.2, D9 (B8.3)\n// T40: 003.02\n"
            ),
            [
                "a/src/lib.rs:2: docs/reference defines no R11.2",
                "a/src/lib.rs:2: docs/reference defines no D9",
                "a/src/lib.rs:2: docs/reference defines no B8.3",
                "a/src/lib.rs:3: docs/reference defines no T40",
                "a/src/lib.rs:3: docs/reference defines no 003.02",
            ]
        );
    }

    #[test]
    fn a_number_in_the_name_of_a_test_is_read_too() {
        assert_eq!(
            faults_of("a/src/lib.rs", "#[test]\nfn t13_t14_holds() {}\n"),
            ["a/src/lib.rs:2: t13_t14_holds: docs/reference defines no T14"]
        );
    }

    #[test]
    fn outside_papers_and_unknown_decisions_are_faults() {
        assert_eq!(
            faults_of("docs/A.md", "See STYLE.md.\n(CENSUS 1.4, ADR 30)\n"),
            [
                "docs/A.md:1: STYLE is not in this repository",
                "docs/A.md:2: docs/reference has no decision 30",
                "docs/A.md:2: CENSUS is not in this repository",
            ]
        );
    }

    #[test]
    fn generated_and_binary_files_are_not_read() {
        for path in [
            "fuzz/corpus/a",
            "Cargo.lock",
            "a.svg",
            "web/package-lock.json",
        ] {
            assert_eq!(faults_of(path, "D9 STYLE"), Vec::<String>::new(), "{path}");
        }
    }
}
