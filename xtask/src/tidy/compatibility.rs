//! The compatibility index: every number that Plugdock has promised to answer for is there, and
//! what its row names exists.

use std::collections::BTreeSet;

use super::{File, ends};

const INDEX: &str = "docs/COMPATIBILITY.md";

/// The rulings, each with its number of sentences.
const RULINGS: [(&str, u32); 49] = [
    ("R01", 4),
    ("R02", 2),
    ("R03", 2),
    ("R04", 5),
    ("R05", 4),
    ("R06", 2),
    ("R07", 2),
    ("R08", 5),
    ("R10", 4),
    ("R11", 2),
    ("R12", 2),
    ("R13", 1),
    ("R14", 4),
    ("R15", 4),
    ("R16", 2),
    ("R17", 5),
    ("R18", 3),
    ("R19", 4),
    ("R20", 2),
    ("R21", 2),
    ("R22", 2),
    ("R23", 5),
    ("R24", 2),
    ("R25", 4),
    ("R26", 2),
    ("R27", 1),
    ("R28", 5),
    ("R30", 1),
    ("R31", 2),
    ("R32", 3),
    ("R33", 2),
    ("R34", 5),
    ("R35", 4),
    ("R36", 1),
    ("R37", 2),
    ("R38", 1),
    ("R40", 1),
    ("R41", 2),
    ("R42", 4),
    ("R43", 1),
    ("R44", 2),
    ("R45", 2),
    ("R46", 3),
    ("R47", 3),
    ("R48", 1),
    ("R49", 5),
    ("R50", 4),
    ("R51", 5),
    ("R52", 3),
];

/// The seeds' statements: each seed with how many it makes.
const STATEMENTS: [(&str, u32); 5] = [
    ("000", 41),
    ("001", 27),
    ("002", 35),
    ("003", 45),
    ("004", 11),
];

/// Issues that may stand in place of a test: what they bring is not built yet.
const ISSUES: [&str; 5] = ["issue 11", "issue 12", "issue 13", "issue 14", "issue 15"];

/// Each number once, in a row whose last column names tests that exist or an open issue.
pub(crate) fn check(files: &[File]) -> Vec<String> {
    let Some(index) = files.iter().find(|file| file.path == INDEX) else {
        return vec![format!("{INDEX} is missing")];
    };
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for (line, row) in index
        .text
        .lines()
        .enumerate()
        .filter_map(|(n, line)| Some((n + 1, row(line)?)))
    {
        if !seen.insert(row.number.to_owned()) {
            faults.push(format!("{INDEX}:{line}: {} stands twice", row.number));
        }
        if !expected().any(|number| number == row.number) {
            faults.push(format!("{INDEX}:{line}: there is no {}", row.number));
        }
        if row.shown_by.is_empty() {
            faults.push(format!(
                "{INDEX}:{line}: {} names neither a test nor an issue",
                row.number
            ));
        }
        for shown in row.shown_by {
            if !ISSUES.contains(&shown) && !exists(shown, files) {
                faults.push(format!(
                    "{INDEX}:{line}: {}: there is no `{shown}`",
                    row.number
                ));
            }
        }
    }
    for number in expected().filter(|number| !seen.contains(number)) {
        faults.push(format!("{INDEX}: {number} is missing"));
    }
    faults
}

struct Row<'a> {
    number: &'a str,
    shown_by: Vec<&'a str>,
}

/// Reads a row: its number, what it says, what shows it; other lines are none of ours.
fn row(line: &str) -> Option<Row<'_>> {
    let mut cells = line
        .strip_prefix('|')?
        .strip_suffix('|')?
        .split('|')
        .map(str::trim);
    let number = cells.next()?;
    let digits = number.strip_prefix('R').unwrap_or(number);
    let (whole, part) = digits.split_once('.')?;
    if !whole
        .chars()
        .chain(part.chars())
        .all(|c| c.is_ascii_digit())
    {
        return None;
    }
    let shown_by = cells
        .next_back()?
        .split(", ")
        .map(|name| name.trim_matches('`'))
        .filter(|name| !name.is_empty());
    Some(Row {
        number,
        shown_by: shown_by.collect(),
    })
}

fn expected() -> impl Iterator<Item = String> {
    let rulings = RULINGS
        .iter()
        .flat_map(|(ruling, count)| (1..=*count).map(move |n| format!("{ruling}.{n}")));
    let statements = STATEMENTS
        .iter()
        .flat_map(|(seed, count)| (1..=*count).map(move |n| format!("{seed}.{n:02}")));
    rulings.chain(statements)
}

/// Whether `file::name` is a test: a function with an attribute for tests in Rust, the beginning of
/// a title in a TypeScript file of tests.
fn exists(shown: &str, files: &[File]) -> bool {
    let Some((path, name)) = shown.split_once("::") else {
        return false;
    };
    if !ends(path, &["rs"]) && !path.ends_with(".spec.ts") && !path.ends_with(".test.ts") {
        return false;
    }
    files.iter().filter(|file| file.path == path).any(|file| {
        if ends(path, &["rs"]) {
            is_rust_test(&file.text, name)
        } else {
            ['"', '\'', '`']
                .iter()
                .any(|quote| file.text.contains(&format!("{quote}{name}")))
        }
    })
}

/// A `fn` with a test attribute on one of the lines above, or in a `both!`, which makes a test of
/// each database out of a function of a `&TestStore` or a `&TestApp`.
fn is_rust_test(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let starts = [format!("fn {name}("), format!("async fn {name}(")];
    lines.iter().enumerate().any(|(at, line)| {
        starts.iter().any(|start| line.starts_with(start))
            && ([": &TestStore)", ": &TestApp)"]
                .iter()
                .any(|end| line.contains(end))
                || lines[..at]
                    .iter()
                    .rev()
                    .take_while(|line| {
                        line.starts_with("#[") || line.starts_with("//") || line.ends_with(")]")
                    })
                    .any(|line| line.starts_with("#[") && line.contains("test")))
    })
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    const TESTS: &str = "#[tokio::test]\n// R01\nasync fn refuses_to_start() {}\nfn helper() {}\nboth! {\n    async fn keeps(store: &TestStore) {}\n}\n";

    fn index(change: impl Fn(&str) -> Option<String>) -> String {
        expected()
            .filter_map(|number| {
                change(&number).or_else(|| {
                    Some(format!(
                        "| {number} | says this | `a/tests/it.rs::refuses_to_start` |"
                    ))
                })
            })
            .map(|line| line + "\n")
            .collect()
    }

    fn faults_of(index: &str) -> Vec<String> {
        let spec = "  test('R15 sends 200 MB', async () => {});";
        check(&[
            file(INDEX, index),
            file("a/tests/it.rs", TESTS),
            file("web/e2e/tests/a.spec.ts", spec),
        ])
    }

    #[test]
    fn a_whole_index_has_no_fault() {
        assert_eq!(faults_of(&index(|_| None)), Vec::<String>::new());
        let mixed = index(|n| {
            (n == "R15.1").then(|| {
                "| R15.1 | x | `web/e2e/tests/a.spec.ts::R15 sends 200 MB`, `a/tests/it.rs::keeps`, issue 12 |".into()
            })
        });
        assert_eq!(faults_of(&mixed), Vec::<String>::new());
    }

    #[test]
    fn a_missing_number_is_a_fault() {
        let faults = faults_of(&index(|n| (n == "003.41").then(String::new)));
        assert_eq!(faults, ["docs/COMPATIBILITY.md: 003.41 is missing"]);
        assert_eq!(check(&[]), ["docs/COMPATIBILITY.md is missing"]);
    }

    #[test]
    fn a_number_twice_unknown_or_without_a_test_is_a_fault() {
        let twice =
            index(|_| None) + "| R01.1 | again | issue 11 |\n| R99.1 | no such | issue 11 |\n";
        assert_eq!(faults_of(&twice).len(), 2);
        let bare = index(|n| (n == "R01.1").then(|| "| R01.1 | x | |".into()));
        assert_eq!(
            faults_of(&bare),
            ["docs/COMPATIBILITY.md:1: R01.1 names neither a test nor an issue"]
        );
    }

    #[test]
    fn a_test_that_does_not_exist_is_a_fault() {
        for gone in [
            "a/tests/it.rs::gone",
            "a/tests/it.rs::helper",
            "b.rs::refuses_to_start",
            "issue 99",
            "web/e2e/tests/a.spec.ts::R16",
            "web/e2e/tests/a.spec.ts::200 MB",
            "docs/COMPATIBILITY.md::R01",
        ] {
            let faults = faults_of(&index(|n| {
                (n == "R01.1").then(|| format!("| R01.1 | x | `{gone}` |"))
            }));
            assert_eq!(faults.len(), 1, "{gone}: {faults:?}");
        }
    }
}
