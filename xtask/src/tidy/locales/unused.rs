//! Texts that nobody reads any more.

use std::collections::{BTreeMap, BTreeSet};

use super::{BASE, code, literals, read, speaks};
use crate::tidy::File;

/// Where code says keys without their area, because a function there adds it.
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

/// Keys that are made of declared names: `admin.set.NAME`, and `admin.set.NAME.unset`, of the settings.
const DECLARED: (&str, &str) = ("admin.set.", "crates/server/src/config");

/// Keys that are made at run time. The star stands for a word that is in the code by itself, or for a number.
const MADE: &[&str] = &[
    "admin.action.*",
    "admin.app.*",
    "admin.audit.*",
    "admin.circle.*",
    "admin.circles.*.add",
    "admin.circles.*.none",
    "admin.circles.*.none_next",
    "admin.circles.*.title",
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

/// Each text is used somewhere: its key stands in our code, or is made at run time in a way that `MADE` knows.
pub(crate) fn unused_keys(files: &[File]) -> Vec<String> {
    unused(files, MADE)
}

fn unused(files: &[File], made: &[&str]) -> Vec<String> {
    let said = Said::of(files);
    let areas = read(files, BASE, &mut Vec::new());
    let mut idle: BTreeSet<&str> = made.iter().copied().collect();
    let mut faults = Vec::new();
    for (area, texts) in &areas {
        for key in texts.keys() {
            let whole = format!("{area}.{key}");
            let mut used = said.key(area, key) || is_declared(files, &whole);
            for pattern in made {
                if star(pattern, &whole).is_some_and(|word| said.word(word)) {
                    used = true;
                    idle.remove(pattern);
                }
            }
            if !used {
                faults.push(format!("locales: {whole} is used nowhere"));
            }
        }
    }
    faults.extend(
        idle.iter()
            .map(|pattern| format!("xtask/src/tidy/locales/unused.rs: no text is like {pattern}")),
    );
    faults
}

/// Whether the key is that of a setting.
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

/// What the star of the pattern stands for in the key.
fn star<'a>(pattern: &str, key: &'a str) -> Option<&'a str> {
    let (before, after) = pattern.split_once('*')?;
    key.strip_prefix(before)?.strip_suffix(after)
}

/// Every literal of our code, and in which files it stands.
struct Said<'a>(BTreeMap<&'a str, BTreeSet<&'a str>>);

impl<'a> Said<'a> {
    fn of(files: &'a [File]) -> Self {
        let mut said: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for file in files.iter().filter(|file| speaks(&file.path)) {
            for literal in code(&file.text).flat_map(|(_, line)| literals(line)) {
                said.entry(literal).or_default().insert(&file.path);
            }
        }
        Self(said)
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
                "locales: form.gone is used nowhere",
                "locales: form.only_in_a_test is used nowhere",
                "locales: form.way.off is used nowhere",
                "locales: pages.save is used nowhere",
                "xtask/src/tidy/locales/unused.rs: no text is like form.month_*",
            ]
        );
    }
}
