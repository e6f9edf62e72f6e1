//! Finds the numbers that comments, tests and documents cite, and their definitions in
//! `docs/reference`.

use std::collections::BTreeSet;

use super::File;

/// The documents that define numbers.
const DOCUMENTS: [&str; 4] = [RULINGS, STATEMENTS, ATTACKS, FACTS];
pub(crate) const RULINGS: &str = "docs/reference/rulings.md";
pub(crate) const STATEMENTS: &str = "docs/reference/statements.md";
pub(crate) const ATTACKS: &str = "docs/reference/attacks.md";
const FACTS: &str = "docs/reference/kintone.md";

/// The beginnings of a line that defines a number.
const STARTS: [&str; 4] = ["## ", "### ", "- **", "| "];

/// A number and the place that defines it.
pub(crate) struct Definition<'a> {
    pub(crate) number: &'a str,
    pub(crate) document: &'static str,
    pub(crate) line: usize,
}

impl Definition<'_> {
    /// Returns true if the number needs a test. A whole ruling needs none, because the tests of its
    /// sentences cover it.
    pub(crate) fn needs_test(&self) -> bool {
        match self.document {
            RULINGS => self.number.contains('.'),
            STATEMENTS | ATTACKS => true,
            _ => false,
        }
    }
}

/// Returns all definitions, in the order of the documents.
pub(crate) fn definitions(files: &[File]) -> Vec<Definition<'_>> {
    let mut definitions = Vec::new();
    for document in DOCUMENTS {
        for file in files.iter().filter(|file| file.path == document) {
            for (index, line) in file.text.lines().enumerate() {
                definitions.extend(defined(line).map(|number| Definition {
                    number,
                    document,
                    line: index + 1,
                }));
            }
        }
    }
    definitions
}

/// Reports faults of the documents: a missing document, a number that is defined twice, and a
/// number whose predecessor is not defined.
pub(crate) fn check(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for document in DOCUMENTS {
        if !files.iter().any(|file| file.path == document) {
            faults.push(format!("{document} is missing"));
        }
    }
    let definitions = definitions(files);
    let all: BTreeSet<&str> = definitions.iter().map(|one| one.number).collect();
    let mut seen = BTreeSet::new();
    for Definition {
        number,
        document,
        line,
    } in definitions
    {
        if !seen.insert(number) {
            faults.push(format!("{document}:{line}: {number} is defined twice"));
        }
        for missing in needed_by(number).filter(|needed| !all.contains(needed.as_str())) {
            faults.push(format!(
                "{document}:{line}: {number} is defined, but {missing} is not"
            ));
        }
    }
    faults
}

/// Returns the numbers that must exist before this one, such as `R11` and `R11.1` for `R11.2`. A
/// gap means that a number was lost.
fn needed_by(number: &str) -> impl Iterator<Item = String> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let before = part.parse().ok().filter(|part: &u32| *part > 1);
    let width = part.len().min(if number.starts_with('0') { 2 } else { 1 });
    let before = before.map(|part| format!("{whole}.{:0width$}", part - 1));
    // The number of a documentation page is not defined alone. It is only cited together with a
    // statement.
    let whole = (!part.is_empty() && !number.starts_with('0')).then(|| whole.to_owned());
    whole.into_iter().chain(before)
}

/// Returns the number that a line of a document defines.
fn defined(line: &str) -> Option<&str> {
    let rest = STARTS.iter().find_map(|start| line.strip_prefix(start))?;
    let (number, after) = rest.split_at(length(rest)?);
    (after.starts_with(' ') || after.starts_with("**")).then_some(number)
}

/// Returns the numbers that a text cites, each with its offset.
pub(crate) fn cited(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.char_indices().filter_map(|(at, _)| {
        let rest = &text[at..];
        let number = &rest[..length(rest)?];
        (!is_inside(&text[..at], number)).then_some((at, number))
    })
}

/// Returns the length of the number at the start of the text, such as `R11`, `R11.2`, `003.41`,
/// `B8.3` or `T13`. The forms `D` and `N` are also recognized, although nothing defines them.
fn length(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let digits = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let letters = usize::from(bytes.first()?.is_ascii_uppercase());
    let whole = letters + digits(letters);
    let part = match bytes.get(whole) {
        Some(b'.') => digits(whole + 1),
        _ => 0,
    };
    let fits = match bytes[0] {
        b'R' => whole == 3 && part <= 2,
        b'B' => (2..=3).contains(&whole) && part <= 2,
        b'D' | b'N' | b'T' => (2..=3).contains(&whole) && part == 0,
        b'0' => whole == 3 && bytes.starts_with(b"00") && bytes[2] < b'5' && part == 2,
        _ => false,
    };
    let length = if part == 0 { whole } else { whole + 1 + part };
    (fits && !goes_on(rest.get(length..)?)).then_some(length)
}

/// Returns true if the following text continues the word, or makes it a version such as `000.25.1`.
fn goes_on(after: &str) -> bool {
    let mut characters = after.chars();
    match characters.next() {
        Some('.') => characters.next().is_some_and(|next| next.is_ascii_digit()),
        Some(next) => is_word(next),
        None => false,
    }
}

/// Returns true if the preceding text makes it part of another word: a name, an escape, or an
/// amount such as `1,000.25`.
fn is_inside(before: &str, number: &str) -> bool {
    let mut characters = before.chars().rev();
    match characters.next() {
        Some(',') => {
            number.starts_with('0') && characters.next().is_some_and(|last| last.is_ascii_digit())
        }
        Some(last) => is_word(last) || "-.+#%$&@".contains(last),
        None => false,
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn numbers(text: &str) -> Vec<&str> {
        cited(text).map(|(_, number)| number).collect()
    }

    #[test]
    fn numbers_are_found_in_prose_and_in_titles() {
        assert_eq!(
            numbers("R01–R04, R11.2. (B8.3, T13) 003.41: T4's B2; D9/N12, ends in B10.31."),
            [
                "R01", "R04", "R11.2", "B8.3", "T13", "003.41", "T4", "B2", "D9", "N12", "B10.31"
            ]
        );
        assert_eq!(numbers("R12"), ["R12"]);
    }

    #[test]
    fn what_only_looks_like_a_number_is_none() {
        for other in [
            "Blobs in R2 or S3",
            "version 000.1, 1.003.41, 003.41.2, 003.415",
            "costs 1,000.25 or 1000.25",
            "000, 005.01 and 01.02",
            "R1, R123, R11.234, T123, T1.5, B123, B8.345",
            "2026-11-30T10:00:00Z PT10S",
            "%B8.3 \\u00T1 #B12 $T1 x-R12 sha512-aR12 a+R12/bR12=",
            "SR11 R11a R11_b Kintone R T B é",
        ] {
            assert_eq!(numbers(other), Vec::<&str>::new(), "{other}");
        }
    }

    #[test]
    fn definitions_are_headings_items_and_rows() {
        for (line, number) in [
            ("### R11 Several entries", Some("R11")),
            ("- **R11.1** All entries", Some("R11.1")),
            ("## B6 The life of a plug-in", Some("B6")),
            ("| 003.41 | Worked example | R10 |", Some("003.41")),
            ("| T4 | Unusual spellings | |", Some("T4")),
            ("## 003 Uploads", None),
            ("See R11.1", None),
            ("| R11/R12 | both |", None),
        ] {
            assert_eq!(defined(line), number, "{line}");
        }
    }

    fn documents(rulings: &str, statements: &str) -> [File; 4] {
        [
            file(RULINGS, rulings),
            file(STATEMENTS, statements),
            file(ATTACKS, "| T1 | a | b |\n"),
            file(FACTS, "## B1 Packages\n"),
        ]
    }

    #[test]
    fn sound_documents_have_no_fault() {
        let files = documents(
            "### R11 Merging\n- **R11.1** a\n- **R11.2** b\n",
            "| 000.01 | a | |\n| 000.02 | b | |\n",
        );
        assert_eq!(check(&files), Vec::<String>::new());
        let needing: Vec<&str> = definitions(&files)
            .iter()
            .filter(|one| one.needs_test())
            .map(|one| one.number)
            .collect();
        assert_eq!(needing, ["R11.1", "R11.2", "000.01", "000.02", "T1"]);
    }

    #[test]
    fn a_lost_a_doubled_and_an_orphaned_number_is_a_fault() {
        let faults = check(&documents(
            "### R11 Merging\n- **R11.1** a\n- **R11.3** c\n- **R12.1** d\n",
            "| 000.01 | a | |\n| 000.01 | b | |\n| 000.10 | c | |\n",
        ));
        assert_eq!(
            faults,
            [
                "docs/reference/rulings.md:3: R11.3 is defined, but R11.2 is not",
                "docs/reference/rulings.md:4: R12.1 is defined, but R12 is not",
                "docs/reference/statements.md:2: 000.01 is defined twice",
                "docs/reference/statements.md:3: 000.10 is defined, but 000.09 is not",
            ]
        );
        assert_eq!(check(&[]).len(), 4);
    }
}
