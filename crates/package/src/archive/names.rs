//! Reads the names of entries. Refuses unsafe names, and names that clash.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::Entry;
use super::layout::extra_fields;
use crate::Code;

/// The maximum length of a name, in bytes. File systems allow 255 per segment, and real packages
/// stay far below this.
const MAX_NAME_BYTES: usize = 512;
/// The extra field in which Info-ZIP repeats a name as UTF-8, after a version and a CRC-32.
const UNICODE_PATH: u16 = 0x7075;

/// Returns the name of an entry, and true if it is a folder. A second name in an extra field must
/// be equal to the first. Otherwise different readers would see different files (T42).
pub(super) fn entry_name(raw: &[u8], extra: &[u8]) -> Result<(String, bool), Code> {
    let other = |(id, content): (u16, &[u8])| id == UNICODE_PATH && content.get(5..) != Some(raw);
    if extra_fields(extra).any(other) {
        return Err(Code::HeaderMismatch);
    }
    let name = std::str::from_utf8(raw).map_err(|_| Code::BadEntryName)?;
    let (name, folder) = name
        .strip_suffix('/')
        .map_or((name, false), |name| (name, true));
    let name = plain(name);
    if is_plain_path(name) {
        Ok((name.to_owned(), folder))
    } else {
        Err(Code::BadEntryName)
    }
}

/// Removes a leading `./`, which people write in manifests and packers copy into archives.
pub(crate) fn plain(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}

/// Returns true if a path stays below its base on every system (T40). Its segments are separated by
/// `/`, and none is empty, `.` or `..`. It contains no backslash, control character, root or drive
/// letter.
pub(crate) fn is_plain_path(path: &str) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    path.len() <= MAX_NAME_BYTES
        && !drive
        && !path.contains(|c: char| c == '\\' || c.is_control())
        && path
            .split('/')
            .all(|segment| !matches!(segment, "" | "." | ".."))
}

/// Finds names that occur twice, and files that are also folders (T41). Two names are the same name
/// if they differ only in case or in how accents are composed, because some file systems treat them
/// so (T42).
pub(super) fn clashes<'e>(entries: &'e [Entry<'_>]) -> Vec<(Code, &'e str)> {
    let mut seen: BTreeMap<String, bool> = BTreeMap::new();
    let mut found = Vec::new();
    for entry in entries {
        if seen.insert(folded(&entry.name), entry.folder).is_some() {
            found.push((Code::DuplicateEntry, entry.name.as_str()));
        }
    }
    for entry in entries {
        let name = folded(&entry.name);
        let mut parents = name.match_indices('/').map(|(at, _)| &name[..at]);
        if parents.any(|parent| seen.get(parent) == Some(&false)) {
            found.push((Code::SpecialEntry, entry.name.as_str()));
        }
    }
    found
}

fn folded(name: &str) -> String {
    // Lowercase followed by uppercase also maps `ß` to `SS` and the Kelvin sign to `K`.
    let composed: String = name.nfc().collect();
    composed.to_lowercase().to_uppercase().nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_leave_the_archive_are_not_plain() {
        let slips = [
            "",
            "/",
            "/etc/passwd",
            "..",
            "../a",
            "a/../b",
            "a/..",
            "./a",
            "a/./b",
            "a//b",
            "a/",
            "C:",
            "c:\\x",
            "C:/x",
            "a\\b",
            "..\\a",
            "a\0b",
            "a\nb",
            "\u{85}",
        ];
        for path in slips {
            assert!(!is_plain_path(path), "{path:?}");
        }
        assert!(!is_plain_path(&"a".repeat(MAX_NAME_BYTES + 1)));
        for path in [
            "a",
            "js/desktop.js",
            "画像/アイコン.png",
            "..a",
            "a..",
            ".hidden",
            "a b",
            "10:30.txt",
            &"a".repeat(MAX_NAME_BYTES),
        ] {
            assert!(is_plain_path(path), "{path:?}");
        }
    }

    #[test]
    fn names_that_a_file_system_holds_to_be_one_fold_to_one() {
        let one = [
            ["A.js", "a.JS"],
            ["\u{304c}.js", "\u{304b}\u{3099}.js"],
            ["stra\u{df}e", "STRASSE"],
            ["\u{212a}", "k"],
        ];
        for [left, right] in one {
            assert_eq!(folded(left), folded(right));
        }
        assert_ne!(folded("は.js"), folded("ば.js"));
    }
}
