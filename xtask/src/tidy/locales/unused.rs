//! Texts that are not used any more.

use std::collections::{BTreeMap, BTreeSet};

use super::{BASE, code, literals, read, speaks};
use crate::tidy::File;

/// The places where code uses keys without their area, because a function there adds it.
const IMPLIED: [(&str, &str); 11] = [
    ("errors", "crates/server/src/error"),
    ("package", "crates/package/"),
    ("pages", "crates/server/src/pages"),
    ("pages", "crates/server/src/services/"),
    ("pages", "crates/server/src/api/plugin_import"),
    ("records", "crates/schema/"),
    ("records", "crates/store/"),
    ("runtime", "web/runtime/"),
    ("record", "web/ui/"),
    ("data", "web/ui/"),
    ("form", "web/ui/src/editor/"),
];

/// Keys that are built from the names of settings: `admin.set.NAME` and `admin.set.NAME.unset`.
const DECLARED: (&str, &str) = ("admin.set.", "crates/server/src/config");

/// Keys that are built at run time. The star stands for a word that occurs in the code as a
/// literal, or for a number.
const MADE: &[&str] = &[
    "admin.account.*",
    "admin.action.*",
    "admin.app.*",
    "admin.audit.*",
    "admin.group.*",
    "admin.groups.*.add",
    "admin.groups.*.none",
    "admin.groups.*.none_next",
    "admin.groups.*.title",
    "admin.count.*",
    "admin.done.*",
    "admin.lock.*",
    "admin.look.*",
    "admin.profile.*",
    "admin.profile.*_text",
    "admin.set.*",
    "data.csv.*",
    "data.csv.charset.*",
    "data.csv.header.*",
    "data.csv.mode.*",
    "data.csv.separator.*",
    "data.export.*",
    "data.report.*",
    "data.report.function.*",
    "data.report.sort.*",
    "data.report.step.*",
    "data.report.type.*",
    "form.action_*",
    "form.choice.align.*",
    "form.choice.format.*",
    "form.choice.protocol.*",
    "form.choice.thumbnailSize.*",
    "form.choice.unitPosition.*",
    "form.entity.*",
    "form.list.*",
    "form.move_*",
    "form.related.*",
    "form.right.*",
    "form.said_*",
    "form.scope.*",
    "form.setting.*",
    "form.size.*",
    "form.takers.*",
    "form.token_*",
    "form.type.*",
    "form.view.*",
    "form.view.add.*",
    "form.view.type.*",
    "pages.import.*",
    "pages.message.*",
    "pages.problem.*",
    "pages.problem.*_next",
    "record.list.*",
    "record.list.day_*",
    "record.list.month_*",
];

/// Checks that each text is used. Its key must occur in the code, or match a pattern in `MADE`.
pub(crate) fn unused_keys(files: &[File]) -> Vec<String> {
    unused(files, MADE)
}

fn unused(files: &[File], made: &[&str]) -> Vec<String> {
    let literals = Literals::of(files);
    let areas = read(files, BASE, &mut Vec::new());
    let mut idle: BTreeSet<&str> = made.iter().copied().collect();
    let mut faults = Vec::new();
    for (area, texts) in &areas {
        for key in texts.keys() {
            let whole = format!("{area}.{key}");
            let mut used = literals.key(area, key) || is_declared(files, &whole);
            for pattern in made {
                if star(pattern, &whole).is_some_and(|word| literals.word(word)) {
                    used = true;
                    idle.remove(pattern);
                }
            }
            if !used {
                faults.push(format!("locales: {whole} is not used"));
            }
        }
    }
    faults.extend(
        idle.iter()
            .map(|pattern| format!("xtask/src/tidy/locales/unused.rs: no text matches {pattern}")),
    );
    faults
}

/// Returns true if the key is built from the name of a setting.
fn is_declared(files: &[File], key: &str) -> bool {
    let (area, path) = DECLARED;
    let Some(name) = key.strip_prefix(area) else {
        return false;
    };
    let name = name.strip_suffix(".unset").unwrap_or(name);
    let declared = format!(" {name}: ");
    files
        .iter()
        .any(|file| file.path.starts_with(path) && file.text.contains(&declared))
}

/// Returns the part of the key that the star of the pattern matches.
fn star<'a>(pattern: &str, key: &'a str) -> Option<&'a str> {
    let (before, after) = pattern.split_once('*')?;
    key.strip_prefix(before)?.strip_suffix(after)
}

/// All literals in the code, with the files that contain them.
struct Literals<'a>(BTreeMap<&'a str, BTreeSet<&'a str>>);

impl<'a> Literals<'a> {
    fn of(files: &'a [File]) -> Self {
        let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for file in files.iter().filter(|file| speaks(&file.path)) {
            for literal in code(&file.text).flat_map(|(_, line)| literals(line)) {
                found.entry(literal).or_default().insert(&file.path);
            }
        }
        Self(found)
    }

    fn word(&self, word: &str) -> bool {
        self.0.contains_key(word) || word.bytes().all(|byte| byte.is_ascii_digit())
    }

    fn key(&self, area: &str, key: &str) -> bool {
        let implied = |path: &str| {
            IMPLIED
                .iter()
                .any(|(of, folder)| *of == area && path.starts_with(folder))
        };
        self.0.contains_key(format!("{area}.{key}").as_str())
            || self
                .0
                .get(key)
                .is_some_and(|paths| paths.iter().any(|path| implied(path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::file;

    #[test]
    fn a_text_that_no_code_says_and_nothing_makes_is_a_fault() {
        let texts = r#"{"save": "", "gone": "", "way.up": "", "way.off": "", "day_1": "", "only_in_a_test": ""}"#;
        let files = [
            file("locales/en/form.json", texts),
            file("locales/en/pages.json", r#"{"save": "", "said": ""}"#),
            file(
                "web/ui/src/editor/a.tsx",
                "text(\"save\"); named(`way.${way}`); [\"up\"]; named(`day_${day}`);\n// \"gone\"",
            ),
            file(
                "crates/server/src/a.rs",
                "say(\"pages.said\");\n#[cfg(test)]\nsay(\"form.only_in_a_test\");",
            ),
        ];
        assert_eq!(
            unused(&files, &["form.way.*", "form.day_*", "form.month_*"]),
            [
                "locales: form.gone is not used",
                "locales: form.only_in_a_test is not used",
                "locales: form.way.off is not used",
                "locales: pages.save is not used",
                "xtask/src/tidy/locales/unused.rs: no text matches form.month_*",
            ]
        );
    }
}
