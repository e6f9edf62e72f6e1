//! Archives that are written field by field, so that each can be wrong in exactly one place.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use plugdock_package::{Code, Invalid, Limits, Package, PrivateKey, open};

pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\nicon";
pub(crate) const MANIFEST: &str = r#"{
  "manifest_version": 1, "version": 1, "type": "APP",
  "name": {"en": "Map", "ja": "地図"}, "icon": "icon.png",
  "desktop": {"js": ["js/desktop.js", "https://cdn.example.com/lib.js"]}
}"#;

/// An entry with the contents of its two headers.
#[derive(Clone)]
pub(crate) struct Raw {
    pub(crate) name: Vec<u8>,
    pub(crate) local_name: Option<Vec<u8>>,
    pub(crate) data: Vec<u8>,
    pub(crate) method: u16,
    pub(crate) flags: u16,
    pub(crate) crc: u32,
    pub(crate) size: u32,
    pub(crate) local_size: Option<u32>,
    pub(crate) attributes: u32,
    pub(crate) extra: Vec<u8>,
    pub(crate) descriptor: Vec<u8>,
}

pub(crate) fn stored(name: &str, data: &[u8]) -> Raw {
    Raw {
        name: name.into(),
        local_name: None,
        data: data.into(),
        method: 0,
        flags: 0,
        crc: crc(data),
        size: u32::try_from(data.len()).unwrap(),
        local_size: None,
        attributes: 0,
        extra: Vec::new(),
        descriptor: Vec::new(),
    }
}

pub(crate) fn deflated(name: &str, data: &[u8]) -> Raw {
    let mut deflater = flate2::Compress::new(flate2::Compression::best(), false);
    let mut packed = Vec::with_capacity(data.len() + 1024);
    let status = deflater
        .compress_vec(data, &mut packed, flate2::FlushCompress::Finish)
        .unwrap();
    assert_eq!(status, flate2::Status::StreamEnd);
    Raw {
        data: packed,
        method: 8,
        ..stored(name, data)
    }
}

pub(crate) fn zip(entries: &[Raw]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut list = Vec::new();
    for entry in entries {
        let at = u32::try_from(bytes.len()).unwrap();
        let packed = u32::try_from(entry.data.len()).unwrap();
        let extra = u16::try_from(entry.extra.len()).unwrap();
        let after = entry.flags & 8 != 0;
        let local_name = entry.local_name.as_ref().unwrap_or(&entry.name);
        bytes.extend(b"PK\x03\x04\x14\0");
        shorts(&mut bytes, &[entry.flags, entry.method, 0, 0x21]);
        let sizes = [entry.crc, packed, entry.local_size.unwrap_or(entry.size)];
        longs(&mut bytes, &if after { [0; 3] } else { sizes });
        shorts(
            &mut bytes,
            &[u16::try_from(local_name.len()).unwrap(), extra],
        );
        bytes.extend(local_name);
        bytes.extend(&entry.extra);
        bytes.extend(&entry.data);
        bytes.extend(&entry.descriptor);

        list.extend(b"PK\x01\x02\x14\x03\x14\0");
        shorts(&mut list, &[entry.flags, entry.method, 0, 0x21]);
        longs(&mut list, &[entry.crc, packed, entry.size]);
        shorts(
            &mut list,
            &[u16::try_from(entry.name.len()).unwrap(), extra, 0, 0, 0],
        );
        longs(&mut list, &[entry.attributes, at]);
        list.extend(&entry.name);
        list.extend(&entry.extra);
    }
    let at = u32::try_from(bytes.len()).unwrap();
    let count = u16::try_from(entries.len()).unwrap();
    bytes.extend(&list);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    shorts(&mut bytes, &[count, count]);
    longs(&mut bytes, &[u32::try_from(list.len()).unwrap(), at]);
    shorts(&mut bytes, &[0]);
    bytes
}

pub(crate) fn shorts(bytes: &mut Vec<u8>, fields: &[u16]) {
    bytes.extend(fields.iter().flat_map(|field| field.to_le_bytes()));
}

pub(crate) fn longs(bytes: &mut Vec<u8>, fields: &[u32]) {
    bytes.extend(fields.iter().flat_map(|field| field.to_le_bytes()));
}

pub(crate) fn crc(data: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(data);
    crc.sum()
}

/// Returns one key for all tests, because generating a key is slow.
pub(crate) fn key() -> &'static PrivateKey {
    static KEY: OnceLock<PrivateKey> = OnceLock::new();
    KEY.get_or_init(|| PrivateKey::generate().unwrap())
}

/// Returns the three entries of a package with signed contents.
pub(crate) fn parts(contents: &[u8]) -> Vec<Raw> {
    vec![
        stored("contents.zip", contents),
        stored("PUBKEY", key().public_key()),
        stored("SIGNATURE", &key().sign(contents).unwrap()),
    ]
}

/// Returns a signed package with these contents.
pub(crate) fn package(contents: &[u8]) -> Vec<u8> {
    zip(&parts(contents))
}

/// Returns the entries of valid contents.
pub(crate) fn entries() -> Vec<Raw> {
    vec![
        stored("manifest.json", MANIFEST.as_bytes()),
        deflated("js/desktop.js", b"kintone.events;"),
        stored("icon.png", PNG),
    ]
}

/// Returns a package with valid contents and one extra entry.
pub(crate) fn package_with(extra: Raw) -> Vec<u8> {
    let mut all = entries();
    all.push(extra);
    package(&zip(&all))
}

/// Returns a signed package with a manifest and other files.
pub(crate) fn package_of(manifest: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut all = vec![stored("manifest.json", manifest.as_bytes())];
    all.extend(files.iter().map(|(name, data)| stored(name, data)));
    package(&zip(&all))
}

pub(crate) fn opened(bytes: &[u8]) -> Package {
    open(bytes, &Limits::default()).unwrap()
}

pub(crate) fn refused(bytes: &[u8]) -> Invalid {
    open(bytes, &Limits::default()).unwrap_err()
}

/// Returns the reasons as `code at place`, in order.
pub(crate) fn reasons(bytes: &[u8]) -> Vec<String> {
    listed(&refused(bytes).problems)
}

pub(crate) fn listed(problems: &[plugdock_package::Problem]) -> Vec<String> {
    problems
        .iter()
        .map(|problem| format!("{} at {}", problem.code.key(), problem.at))
        .collect()
}

/// Asserts that `code` is one of the reasons, and that all parameters of its text are present.
pub(crate) fn refuses(bytes: &[u8], code: Code) {
    let invalid = refused(bytes);
    let problem = invalid.problems.iter().find(|problem| problem.code == code);
    let problem =
        problem.unwrap_or_else(|| panic!("{code:?} is not among {:?}", listed(&invalid.problems)));
    let params: BTreeMap<&str, &str> = problem
        .params
        .iter()
        .map(|(key, value)| (key.as_ref(), value.as_str()))
        .collect();
    let mut expected = code.params().to_vec();
    expected.sort_unstable();
    assert_eq!(params.into_keys().collect::<Vec<_>>(), expected, "{code:?}");
}
