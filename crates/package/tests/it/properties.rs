//! Properties: no input causes a panic, and the opened files are those that another reader sees.

use std::collections::BTreeMap;

use plugdock_package::{Limits, open, pack};
use proptest::prelude::*;

use crate::oracle::{self, sees_the_same};
use crate::replay::replay;
use crate::support::*;

/// A change that damages a valid archive.
#[derive(Debug, Clone)]
enum Spoil {
    Set(usize, u8),
    Insert(usize, Vec<u8>),
    Remove(usize, usize),
    Copy(usize, usize, usize),
}

fn spoils() -> impl Strategy<Value = Vec<Spoil>> {
    let at = 0_usize..4_096;
    let one = prop_oneof![
        4 => (at.clone(), any::<u8>()).prop_map(|(at, byte)| Spoil::Set(at, byte)),
        1 => (at.clone(), prop::collection::vec(any::<u8>(), 1..8)).prop_map(|(at, bytes)| Spoil::Insert(at, bytes)),
        1 => (at.clone(), 1_usize..40).prop_map(|(at, length)| Spoil::Remove(at, length)),
        1 => (at.clone(), at, 1_usize..60).prop_map(|(from, to, length)| Spoil::Copy(from, to, length)),
    ];
    prop::collection::vec(one, 1..5)
}

fn spoiled(mut bytes: Vec<u8>, spoils: &[Spoil]) -> Vec<u8> {
    for spoil in spoils {
        let size = bytes.len().max(1);
        match spoil {
            Spoil::Set(at, byte) => {
                if let Some(place) = bytes.get_mut(at % size) {
                    *place = *byte;
                }
            }
            Spoil::Insert(at, fresh) => {
                drop(bytes.splice(at % size..at % size, fresh.iter().copied()));
            }
            Spoil::Remove(at, length) => {
                drop(bytes.drain(at % size..(at % size + length).min(bytes.len())));
            }
            Spoil::Copy(from, to, length) => {
                let part = bytes[from % size..(from % size + length).min(bytes.len())].to_vec();
                drop(bytes.splice(to % size..(to % size + part.len()).min(bytes.len()), part));
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        prop_assert!(!open(&bytes, &Limits::default()).unwrap_err().problems.is_empty());
    }

    #[test]
    fn a_spoiled_package_never_panics_nor_shows_two_faces(spoils in spoils()) {
        let bytes = spoiled(package(&zip(&entries())), &spoils);
        if let Ok(package) = open(&bytes, &Limits::default()) {
            sees_the_same(&package, &bytes);
        }
    }

    #[test]
    fn spoiled_contents_never_panic_nor_show_two_faces_though_signed(spoils in spoils()) {
        let bytes = package(&spoiled(zip(&entries()), &spoils));
        if let Ok(package) = open(&bytes, &Limits::default()) {
            sees_the_same(&package, &bytes);
        }
    }

    #[test]
    fn a_spoiled_manifest_never_panics(spoils in spoils()) {
        let manifest = spoiled(MANIFEST.as_bytes().to_vec(), &spoils);
        let contents = zip(&[stored("manifest.json", &manifest), stored("js/desktop.js", b""), stored("icon.png", PNG)]);
        if let Err(invalid) = open(&package(&contents), &Limits::default()) {
            prop_assert!(!invalid.problems.is_empty());
        }
    }

    #[test]
    fn what_is_packed_opens_as_it_was(
        files in prop::collection::btree_map("[a-z\u{3042}-\u{3093}]{1,8}(/[a-z]{1,8}){0,2}\\.js", prop::collection::vec(any::<u8>(), 0..600), 0..10),
        name in "\\PC{1,20}",
        version in "(0|[1-9][0-9]{0,3})(\\.(0|[1-9][0-9]{0,3})){0,2}",
    ) {
        let paths: Vec<&String> = files.keys().collect();
        let manifest = serde_json::json!({
            "manifest_version": 1, "version": version, "type": "APP", "name": {"en": name}, "desktop": {"js": paths}
        });
        let packed = pack(manifest.to_string().as_bytes(), |path| files.get(path).cloned(), key()).unwrap();
        let package = opened(&packed.bytes);
        prop_assert_eq!(package.manifest.name.get("ja"), name);
        prop_assert_eq!(&package.manifest.version, &version);
        let opened: BTreeMap<String, Vec<u8>> = package.files.iter().map(|file| (file.path.clone(), file.bytes.clone())).collect();
        prop_assert_eq!(opened, files);
        sees_the_same(&package, &packed.bytes);
    }
}

#[test]
fn the_fuzz_corpus_holds() {
    replay("package_open", 12, oracle::check);
}
