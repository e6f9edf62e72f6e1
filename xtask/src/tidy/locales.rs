//! The texts in all languages. Each language must have the same keys and parameters, and no text
//! may be missing.

mod unused;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use unused::unused_keys;

use super::sources::code;
use super::{File, ends};

/// The language with which the others are compared.
const BASE: &str = "en";

/// Extensions of file names that look like keys, such as `package.json`.
const FILE_ENDINGS: [&str; 9] = [
    "json", "rs", "ts", "tsx", "js", "mjs", "css", "html", "lock",
];

/// The texts by area and key.
type Areas = BTreeMap<String, BTreeMap<String, String>>;

/// Checks that each language has the areas, keys and parameters of English, and that no text is
/// empty.
pub(crate) fn parity(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    let english = read(files, BASE, &mut faults);
    for language in languages(files) {
        let other = read(files, language, &mut faults);
        for area in english.keys().chain(other.keys()).collect::<BTreeSet<_>>() {
            match (english.get(area), other.get(area)) {
                (Some(english), Some(other)) => {
                    faults.extend(differences(area, english, other, language));
                }
                (english, _) => faults.push(format!(
                    "locales: area {area} is missing in {}",
                    if english.is_some() { language } else { BASE }
                )),
            }
        }
    }
    faults
}

fn differences(
    area: &str,
    english: &BTreeMap<String, String>,
    other: &BTreeMap<String, String>,
    language: &str,
) -> Vec<String> {
    let keys: BTreeSet<&String> = english.keys().chain(other.keys()).collect();
    let fault = |key| match (english.get(key), other.get(key)) {
        (Some(english), Some(other)) => {
            if english.trim().is_empty() || other.trim().is_empty() {
                Some(format!("locales: {area}.{key} has no text"))
            } else if parameters(english) == parameters(other) {
                None
            } else {
                Some(format!(
                    "locales: {area}.{key} has other parameters in {language}"
                ))
            }
        }
        (english, _) => Some(format!(
            "locales: {area}.{key} is missing in {}",
            if english.is_some() { language } else { BASE }
        )),
    };
    keys.into_iter().filter_map(fault).collect()
}

/// Returns the languages in `locales/` except English.
fn languages(files: &[File]) -> BTreeSet<&str> {
    files
        .iter()
        .filter_map(|file| file.path.strip_prefix("locales/")?.split_once('/'))
        .map(|(language, _)| language)
        .filter(|language| *language != BASE)
        .collect()
}

/// Checks that a text exists for each `"area.key"` in the code.
pub(crate) fn missing_keys(files: &[File]) -> Vec<String> {
    let areas = read(files, BASE, &mut Vec::new());
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| speaks(&file.path)) {
        for (number, line) in code(&file.text) {
            for literal in literals(line) {
                let Some((area, key)) = literal.split_once('.') else {
                    continue;
                };
                let Some(texts) = areas.get(area) else {
                    continue;
                };
                if is_key(key) && !texts.contains_key(key) {
                    faults.push(format!("{}:{}: no text for {literal}", file.path, number));
                }
            }
        }
    }
    faults
}

/// Returns true if the file contains code whose texts people can see.
fn speaks(path: &str) -> bool {
    (path.starts_with("crates/") && path.contains("/src/") && ends(path, &["rs"]))
        || (["web/lib/", "web/runtime/", "web/ui/"]
            .iter()
            .any(|folder| path.starts_with(folder))
            && ends(path, &["ts", "tsx"]))
}

fn read(files: &[File], language: &str, faults: &mut Vec<String>) -> Areas {
    let folder = format!("locales/{language}/");
    let mut areas = Areas::new();
    for file in files {
        let Some(area) = file
            .path
            .strip_prefix(&folder)
            .and_then(|name| name.strip_suffix(".json"))
        else {
            continue;
        };
        match serde_json::from_str(&file.text) {
            Ok(texts) => {
                areas.insert(area.to_owned(), texts);
            }
            Err(error) => faults.push(format!("{}: {error}", file.path)),
        }
    }
    areas
}

/// Returns the names in braces. In a placeholder with plural forms, a colon ends the name.
fn parameters(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(place, _)| place.split_once(':').map_or(place, |(name, _)| name))
        .collect()
}

/// Returns the texts without white space that are quoted on a line.
fn literals(line: &str) -> impl Iterator<Item = &str> {
    line.split(['"', '\'', '`'])
        .skip(1)
        .filter(|piece| !piece.is_empty() && !piece.contains(char::is_whitespace))
}

fn is_key(key: &str) -> bool {
    !key.is_empty()
        && !FILE_ENDINGS.contains(&key)
        && key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn a_key_text_or_parameter_that_one_language_lacks_is_a_fault() {
        let files = [
            file(
                "locales/en/proxy.json",
                r#"{"a": "A {host}", "b": "B", "c": "C", "same": "{x} {y} {x:one=app|other=apps}"}"#,
            ),
            file(
                "locales/ja/proxy.json",
                r#"{"a": "あ", "b": " ", "d": "D", "same": "{y}{x}"}"#,
            ),
            file("locales/en/cli.json", "{}"),
            file("locales/ja/pages.json", "not JSON"),
        ];
        let faults = parity(&files);
        let expected = [
            "pages.json",
            "area cli",
            "proxy.a",
            "proxy.b",
            "proxy.c is missing in ja",
            "proxy.d is missing in en",
        ];
        assert_eq!(faults.len(), expected.len(), "{faults:?}");
        for (fault, part) in faults.iter().zip(expected) {
            assert!(fault.contains(part), "{fault} does not mention {part}");
        }
    }

    #[test]
    fn a_key_that_code_uses_and_no_language_has_is_a_fault() {
        let files = [
            file("locales/en/proxy.json", r#"{"timeout": "…"}"#),
            file(
                "crates/server/src/a.rs",
                "text(\"proxy.timeout\"); text(\"proxy.gone\"); open(\"proxy.json\"); \"other.gone\"; \"a proxy.gone b\"",
            ),
            file("web/runtime/src/a.ts", "text('proxy.lost')"),
        ];
        assert_eq!(
            missing_keys(&files),
            [
                "crates/server/src/a.rs:1: no text for proxy.gone",
                "web/runtime/src/a.ts:1: no text for proxy.lost"
            ]
        );
    }
}
