//! Properties that must hold for any package. The first byte selects the meaning of the rest: a
//! package, the contents of a signed one, or its manifest.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use plugdock_package::{Limits, Package, open};

use crate::support::*;

pub(crate) fn check(input: &[u8]) {
    let [what, rest @ ..] = input else { return };
    let bytes = match what % 3 {
        0 => rest.to_vec(),
        1 => package(rest),
        _ => {
            let files: [(&str, &[u8]); 3] = [
                ("js/desktop.js", b"1;"),
                ("config.html", b"<form></form>"),
                ("icon.png", PNG),
            ];
            let mut all = vec![stored("manifest.json", rest)];
            all.extend(files.map(|(name, data)| deflated(name, data)));
            package(&zip(&all))
        }
    };
    let limits = Limits::default();
    match open(&bytes, &limits) {
        Ok(package) => {
            let held: usize = package.files.iter().map(|file| file.bytes.len()).sum();
            assert!(held as u64 <= limits.inflated);
            sees_the_same(&package, &bytes);
        }
        Err(invalid) => assert!(!invalid.problems.is_empty()),
    }
}

/// Returns the files of the contents as the `zip` crate reads them.
fn elsewhere(bytes: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let mut outer = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut contents = Vec::new();
    outer
        .by_name("contents.zip")
        .ok()?
        .read_to_end(&mut contents)
        .ok()?;
    let mut inner = zip::ZipArchive::new(Cursor::new(contents)).ok()?;
    let count = inner.len();
    let read = |index| {
        let mut entry = inner.by_index(index).ok()?;
        let name = entry.name().ok()?;
        let name = name.strip_prefix("./").unwrap_or(&name).to_owned();
        let mut data = Vec::new();
        entry.read_to_end(&mut data).ok()?;
        Some((name, data))
    };
    (0..count).map(read).collect()
}

/// Asserts that the `zip` crate reads the same files. Paths are relative to the folder of the
/// manifest. That is the manifest at the root, or else the only one.
pub(crate) fn sees_the_same(package: &Package, bytes: &[u8]) {
    let files = elsewhere(bytes).expect("what opens here opens elsewhere");
    let manifests = files
        .keys()
        .filter_map(|name| name.strip_suffix("manifest.json"));
    let folder = manifests.min_by_key(|folder| folder.len()).unwrap();
    for file in &package.files {
        let found = files.get(&format!("{folder}{}", file.path));
        assert_eq!(found, Some(&file.bytes), "{}", file.path);
    }
}
