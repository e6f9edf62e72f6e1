//! Tests that packing is reproducible and that this and other readers can open the result.

use std::io::{Cursor, Read};

use plugdock_package::{Code, PrivateKey, pack};

use crate::support::*;

fn file(path: &str) -> Option<Vec<u8>> {
    match path {
        "icon.png" => Some(PNG.to_vec()),
        "js/desktop.js" => Some(b"kintone.events;".to_vec()),
        _ => None,
    }
}

#[test]
fn packs_signs_and_opens_again() {
    let packed = pack(MANIFEST.as_bytes(), file, key()).unwrap();
    assert_eq!(packed.id, key().id());
    let package = opened(&packed.bytes);
    assert_eq!(
        (package.id, &package.manifest),
        (packed.id, &packed.manifest)
    );
    assert_eq!(package.files.len(), 2);
    assert!(packed.warnings.is_empty() && package.warnings.is_empty());
    // The same input gives the same bytes.
    assert_eq!(
        pack(MANIFEST.as_bytes(), file, key()).unwrap().bytes,
        packed.bytes
    );
}

#[test]
fn another_reader_sees_the_vendors_layout() {
    // B1.1
    let packed = pack(MANIFEST.as_bytes(), file, key()).unwrap();
    let mut outer = zip::ZipArchive::new(Cursor::new(packed.bytes)).unwrap();
    let names = |archive: &zip::ZipArchive<Cursor<Vec<u8>>>| {
        archive
            .file_names()
            .map(|name| name.unwrap().into_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&outer), ["contents.zip", "PUBKEY", "SIGNATURE"]);
    let mut contents = Vec::new();
    outer
        .by_name("contents.zip")
        .unwrap()
        .read_to_end(&mut contents)
        .unwrap();
    let mut inner = zip::ZipArchive::new(Cursor::new(contents)).unwrap();
    assert_eq!(
        names(&inner),
        ["manifest.json", "js/desktop.js", "icon.png"]
    );
    for index in 0..inner.len() {
        let mut entry = inner.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        assert_eq!(entry.compression(), zip::CompressionMethod::Deflated);
        let mut data = Vec::new();
        entry.read_to_end(&mut data).unwrap();
        let expected = file(&name).unwrap_or_else(|| MANIFEST.as_bytes().to_vec());
        assert_eq!(data, expected);
    }
}

#[test]
fn archives_of_another_writer_open() {
    use std::io::Write;
    use zip::write::SimpleFileOptions;
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .add_directory("js/", SimpleFileOptions::default())
        .unwrap();
    for (name, data) in [
        ("js/desktop.js", &b"kintone.events;"[..]),
        ("icon.png", PNG),
        ("manifest.json", MANIFEST.as_bytes()),
    ] {
        writer
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(data).unwrap();
    }
    let contents = writer.finish().unwrap().into_inner();
    assert_eq!(opened(&package(&contents)).files.len(), 2);
}

#[test]
fn entries_are_named_as_the_manifest_names_them() {
    // The vendor's tools look only for the exact name `./js/desktop.js`.
    let manifest = MANIFEST.replace("js/desktop.js", "./js/desktop.js");
    let packed = pack(manifest.as_bytes(), file, key()).unwrap();
    assert!(opened(&packed.bytes).file("js/desktop.js").is_some());
    let mut outer = zip::ZipArchive::new(Cursor::new(packed.bytes)).unwrap();
    let mut contents = Vec::new();
    outer
        .by_name("contents.zip")
        .unwrap()
        .read_to_end(&mut contents)
        .unwrap();
    let inner = zip::ZipArchive::new(Cursor::new(contents)).unwrap();
    assert_eq!(
        inner
            .file_names()
            .map(|name| name.unwrap().into_owned())
            .collect::<Vec<_>>(),
        ["manifest.json", "./js/desktop.js", "icon.png"]
    );
}

#[test]
fn packing_refuses_what_opening_refuses() {
    // R31
    let manifest = MANIFEST
        .replace("\"type\": \"APP\",", "")
        .replace("js/desktop.js", "js/gone.js");
    let invalid = pack(manifest.as_bytes(), file, key()).unwrap_err();
    assert_eq!(
        listed(&invalid.problems),
        ["required at /type", "missing_file at js/gone.js"]
    );
    let big = |path: &str| {
        if path == "js/desktop.js" {
            Some(vec![b' '; 20 * 1_048_576 + 1])
        } else {
            file(path)
        }
    };
    assert!(
        pack(MANIFEST.as_bytes(), big, key())
            .unwrap_err()
            .has(Code::EntryTooBig)
    );
}

#[test]
fn keys_survive_their_pem_with_a_trailing_newline() {
    // 000.04, R28, B1.3
    let pem = key().to_pem().unwrap();
    assert!(
        pem.starts_with("-----BEGIN RSA PRIVATE KEY-----\n")
            && pem.ends_with("-----END RSA PRIVATE KEY-----\n"),
        "{}",
        pem.len()
    );
    for text in [
        pem.clone(),
        pem.trim_end().to_owned(),
        pem.replace('\n', "\r\n"),
    ] {
        assert_eq!(PrivateKey::from_pem(&text).unwrap().id(), key().id());
    }
    assert_eq!(key().bits(), 1024);
    for bad in [
        "",
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n",
        "no key",
    ] {
        assert!(
            PrivateKey::from_pem(bad)
                .unwrap_err()
                .has(Code::BadPrivateKey)
        );
    }
}

#[test]
fn a_private_key_does_not_print() {
    let text = format!("{:?}", key());
    assert_eq!(text, format!("PrivateKey({})", key().id()));
}
