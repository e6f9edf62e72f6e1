//! The index of tests, `docs/reference/tests.md`. It lists the tests that demonstrate each number.
//! It is generated from the numbers in test names and from `tests.toml`, which is edited by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::numbers::{self, ATTACKS, Definition, RULINGS, STATEMENTS};
use super::test_names::{self, Test};
use super::{File, ends};

const PAGE: &str = "docs/reference/tests.md";
const MAPPING: &str = "docs/reference/tests.toml";

/// The open issues that may replace a test, because their features are not implemented yet.
const ISSUES: [u32; 5] = [11, 12, 13, 14, 15];

const HEAD: &str = "# Tests\n\n\
    <!-- Made by `cargo xtask index`. Do not edit: change the names of tests, or tests.toml. -->\n\n\
    Which tests show which number. A Rust test is `file::function`, a TypeScript test is \
    `file::title`. *Open* means that the number is decided, and that the issue builds it or the \
    rest of it.\n";

const SECTIONS: [(&str, &str); 3] = [
    (RULINGS, "Rulings"),
    (STATEMENTS, "Statements"),
    (ATTACKS, "Attacks"),
];

/// The content of `tests.toml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mapping {
    /// The tests whose names do not contain the number, by number.
    tests: BTreeMap<String, Vec<String>>,
    /// The issues that will implement the requirement, by number.
    open: BTreeMap<String, Vec<u32>>,
}

/// The expected page, and the faults that prevent its generation.
struct Index {
    page: String,
    faults: Vec<String>,
}

/// Checks that every number has a test or an open issue, that every named test exists, and that the
/// page is up to date.
pub(crate) fn check(files: &[File]) -> Vec<String> {
    let Index { page, mut faults } = build(files);
    let is_current = files
        .iter()
        .any(|file| file.path == PAGE && file.text == page);
    if faults.is_empty() && !is_current {
        faults.push(format!("{PAGE} is out of date: run `cargo xtask index`"));
    }
    faults
}

/// Writes the page. If there are faults, returns them and writes nothing.
pub(crate) fn write(root: &Path, files: &[File]) -> Result<Vec<String>> {
    let Index { page, faults } = build(files);
    if faults.is_empty() {
        std::fs::write(root.join(PAGE), page).with_context(|| format!("cannot write {PAGE}"))?;
    }
    Ok(faults)
}

fn build(files: &[File]) -> Index {
    let text = files
        .iter()
        .find(|file| file.path == MAPPING)
        .map_or("", |file| &file.text);
    let mut faults = Vec::new();
    let mapping: Mapping = toml::from_str(text).unwrap_or_else(|error| {
        faults.push(format!("{MAPPING}: {}", error.message()));
        Mapping::default()
    });
    let tests: Vec<Test> = test_names::all(files).collect();
    let mut shown = by_name(&tests);
    if faults.is_empty() {
        faults.extend(add_mapped(&mapping, text, &tests, &mut shown));
    }
    let definitions = numbers::definitions(files);
    let needing: Vec<&Definition> = definitions.iter().filter(|one| one.needs_test()).collect();
    faults.extend(unknown(&mapping, text, &needing));
    for Definition {
        number,
        document,
        line,
    } in &needing
    {
        if !shown.contains_key(*number) && !mapping.open.contains_key(*number) {
            faults.push(format!(
                "{document}:{line}: {number} has neither a test nor an open issue"
            ));
        }
    }
    Index {
        page: page(&needing, &shown, &mapping.open),
        faults,
    }
}

type Shown = BTreeMap<String, BTreeSet<String>>;

/// Returns the tests by the numbers in their names.
fn by_name(tests: &[Test]) -> Shown {
    let mut shown = Shown::new();
    for test in tests {
        for number in test.numbers() {
            shown.entry(number).or_default().insert(label(test));
        }
    }
    shown
}

fn label(test: &Test) -> String {
    format!("{}::{}", test.path, test.name)
}

/// Adds the tests of the mapping. Reports tests that do not exist, and tests that need no line.
fn add_mapped(mapping: &Mapping, text: &str, tests: &[Test], shown: &mut Shown) -> Vec<String> {
    let mut faults = Vec::new();
    for (number, names) in &mapping.tests {
        let line = line_of(text, number);
        for name in names {
            let found: Vec<String> = tests
                .iter()
                .filter(|test| is_named(test, name))
                .map(label)
                .collect();
            let known = shown.entry(number.clone()).or_default();
            if found.is_empty() {
                faults.push(format!("{MAPPING}:{line}: {number}: there is no `{name}`"));
            } else if found.iter().all(|one| known.contains(one)) {
                faults.push(format!(
                    "{MAPPING}:{line}: {number}: the name of `{name}` carries the number"
                ));
            }
            known.extend(found);
        }
    }
    faults
}

/// Returns true if `file::name` means this test: a function with that name, or a title that begins
/// with it.
fn is_named(test: &Test, name: &str) -> bool {
    let Some((path, name)) = name.split_once("::") else {
        return false;
    };
    let is_same = if ends(path, &["rs"]) {
        test.name == name
    } else {
        test.name.starts_with(name)
    };
    test.path == path && is_same
}

/// Reports numbers of the mapping that are not defined, and issues that are not open.
fn unknown(mapping: &Mapping, text: &str, needing: &[&Definition]) -> Vec<String> {
    let known: BTreeSet<&str> = needing.iter().map(|one| one.number).collect();
    let given = mapping.tests.keys().chain(mapping.open.keys());
    let numbers = given
        .filter(|number| !known.contains(number.as_str()))
        .map(|number| {
            let line = line_of(text, number);
            format!("{MAPPING}:{line}: docs/reference defines no {number} that needs a test")
        });
    let issues = mapping.open.iter().flat_map(|(number, issues)| {
        let closed = issues.iter().filter(|issue| !ISSUES.contains(issue));
        closed.map(move |issue| format!("{MAPPING}: {number}: issue {issue} is not open"))
    });
    numbers.chain(issues).collect()
}

fn line_of(text: &str, number: &str) -> usize {
    let start = format!("\"{number}\"");
    text.lines()
        .position(|line| line.starts_with(&start))
        .map_or(1, |index| index + 1)
}

fn page(needing: &[&Definition], shown: &Shown, open: &BTreeMap<String, Vec<u32>>) -> String {
    let sections = SECTIONS.iter().map(|(document, title)| {
        let numbers = needing.iter().filter(|one| one.document == *document);
        let rows: String = numbers.map(|one| row(one.number, shown, open)).collect();
        format!("\n## {title}\n\n| no. | tests |\n|---|---|\n{rows}")
    });
    std::iter::once(HEAD.to_owned()).chain(sections).collect()
}

fn row(number: &str, shown: &Shown, open: &BTreeMap<String, Vec<u32>>) -> String {
    let tests = shown.get(number).into_iter().flatten();
    let issues = open.get(number).into_iter().flatten();
    let cells: Vec<String> = tests
        .map(|test| code(test))
        .chain(issues.map(|issue| format!("*open*, issue {issue}")))
        .collect();
    format!("| {number} | {} |\n", cells.join("<br>"))
}

/// Formats a test as code in a table cell.
fn code(test: &str) -> String {
    format!("`{}`", test.replace('`', "'").replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    const SPEC: &str = "test(\"R11.1 merges a|b\", f);\ntest(\"sends `200` MB\", f);\n";
    const RUST: &str = "#[test]\nfn t1_holds() {}\n#[test]\nfn merges() {}\nfn helper() {}\n";
    const GOOD: &str = "[tests]\n\"R11.2\" = [\n  \"a.rs::merges\",\n  \"web/a.spec.ts::sends\",\n]\n[open]\n\"000.01\" = [11]\n";

    fn files(mapping: &str, page: &str) -> Vec<File> {
        vec![
            file(RULINGS, "### R11 Merging\n- **R11.1** a\n- **R11.2** b\n"),
            file(STATEMENTS, "| 000.01 | a | R11 |\n"),
            file(ATTACKS, "| T1 | a | b |\n"),
            file(MAPPING, mapping),
            file(PAGE, page),
            file("a.rs", RUST),
            file("web/a.spec.ts", SPEC),
        ]
    }

    fn faults_of(mapping: &str) -> Vec<String> {
        let page = build(&files(mapping, "")).page;
        check(&files(mapping, &page))
    }

    #[test]
    fn the_page_has_what_names_carry_and_what_is_kept_by_hand() {
        let page = build(&files(GOOD, "")).page;
        for row in [
            "| R11.1 | `web/a.spec.ts::R11.1 merges a\\|b` |\n",
            "| R11.2 | `a.rs::merges`<br>`web/a.spec.ts::sends '200' MB` |\n",
            "| 000.01 | *open*, issue 11 |\n",
            "| T1 | `a.rs::t1_holds` |\n",
        ] {
            assert!(page.contains(row), "{row} is not in {page}");
        }
        assert_eq!(check(&files(GOOD, &page)), Vec::<String>::new());
    }

    #[test]
    fn a_page_that_is_out_of_date_is_a_fault() {
        assert_eq!(
            check(&files(GOOD, "old")),
            ["docs/reference/tests.md is out of date: run `cargo xtask index`"]
        );
    }

    #[test]
    fn a_number_without_a_test_is_a_fault() {
        let mapping = "[tests]\n[open]\n\"000.01\" = [11]\n";
        assert_eq!(
            faults_of(mapping),
            ["docs/reference/rulings.md:3: R11.2 has neither a test nor an open issue"]
        );
    }

    #[test]
    fn a_test_that_does_not_exist_is_a_fault() {
        for gone in [
            "a.rs::gone",
            "a.rs::helper",
            "a.rs::merge",
            "b.rs::merges",
            "merges",
            "web/a.spec.ts::200",
        ] {
            let faults = faults_of(&GOOD.replace("a.rs::merges", gone));
            let fault = format!("docs/reference/tests.toml:2: R11.2: there is no `{gone}`");
            assert_eq!(faults, [fault]);
        }
    }

    #[test]
    fn a_line_that_is_not_needed_is_a_fault() {
        let mapping = format!("[tests]\n\"T1\" = [\"a.rs::t1_holds\"]\n{}", &GOOD[8..]);
        assert_eq!(
            faults_of(&mapping),
            ["docs/reference/tests.toml:2: T1: the name of `a.rs::t1_holds` carries the number"]
        );
    }

    #[test]
    fn an_unknown_number_a_closed_issue_and_a_bad_file_are_faults() {
        let mapping = GOOD.replace("[11]", "[99]") + "\"R99.1\" = [11]\n";
        assert_eq!(
            faults_of(&mapping),
            [
                "docs/reference/tests.toml:8: docs/reference defines no R99.1 that needs a test",
                "docs/reference/tests.toml: 000.01: issue 99 is not open",
            ]
        );
        assert!(faults_of("[other]")[0].starts_with("docs/reference/tests.toml: "));
    }
}
