//! Tests that hostile archives are refused, each with the one correct reason (T40–T44).

use plugdock_package::{Code, Limits, open};

use crate::support::*;

/// Returns the offset of the end record of an archive without a comment.
fn end_of(bytes: &[u8]) -> usize {
    bytes.len() - 22
}

fn patched(mut bytes: Vec<u8>, at: usize, value: &[u8]) -> Vec<u8> {
    bytes[at..at + value.len()].copy_from_slice(value);
    bytes
}

#[test]
fn something_else_is_no_zip() {
    for bytes in [
        &b""[..],
        b"PK",
        b"<!doctype html>",
        &vec![0; 100_000],
        b"%PDF-1.7 not a package at all, but long enough to hold an end record",
    ] {
        assert_eq!(reasons(bytes), ["not_zip at plugin.zip"]);
    }
    refuses(b"", Code::NotZip);
    // A valid outer archive around something else.
    assert_eq!(
        reasons(&package(b"no archive")),
        ["not_zip at contents.zip"]
    );
}

#[test]
fn a_package_cut_anywhere_is_refused() {
    let good = package(&zip(&entries()));
    for length in 0..good.len() {
        let invalid = refused(&good[..length]);
        let clear = [Code::NotZip, Code::Truncated, Code::StrayData];
        assert!(
            invalid.problems.len() == 1 && clear.contains(&invalid.problems[0].code),
            "{length}: {invalid}"
        );
    }
    refuses(&good[..good.len() - 1], Code::Truncated);
    refuses(&good[..good.len() / 2], Code::Truncated);
}

#[test]
fn bytes_before_between_and_after_the_entries_are_refused() {
    let good = package(&zip(&entries()));
    refuses(&[b"#!/bin/sh\n", good.as_slice()].concat(), Code::StrayData);
    refuses(&[good.as_slice(), b"\n"].concat(), Code::StrayData);
    refuses(
        &[good.as_slice(), good.as_slice()].concat(),
        Code::StrayData,
    );

    // The same archive with corrected offsets, so that only the gap reveals it.
    let end = end_of(&good);
    let list = u32::from_le_bytes(good[end + 16..end + 20].try_into().unwrap());
    let mut gap = good.clone();
    gap.splice(list as usize..list as usize, *b"hidden");
    let end = end_of(&gap);
    refuses(
        &patched(gap, end + 16, &(list + 6).to_le_bytes()),
        Code::StrayData,
    );
}

#[test]
fn an_entry_that_the_list_leaves_out_is_refused() {
    // A reader that walks the entries would see it, but one that reads the list would not (T42).
    let mut all = entries();
    all.insert(1, stored("hidden", b"hidden"));
    let bytes = zip(&all);
    let row = bytes
        .windows(10)
        .rposition(|window| window == b"PK\x01\x02\x14\x03\x14\0\0\0");
    let rows: Vec<usize> = (0..=row.unwrap())
        .filter(|at| bytes[*at..].starts_with(b"PK\x01\x02"))
        .collect();
    let size = rows[2] - rows[1];
    let mut shorter = [&bytes[..rows[1]], &bytes[rows[2]..]].concat();
    let end = end_of(&shorter);
    let list = u32::try_from(end - rows[0]).unwrap();
    shorter[end + 8..end + 16]
        .copy_from_slice(&[3_u16.to_le_bytes(), 3_u16.to_le_bytes(), [0; 2], [0; 2]].concat());
    shorter[end + 12..end + 16].copy_from_slice(&list.to_le_bytes());
    assert_eq!(bytes.len() - shorter.len(), size);
    refuses(&package(&shorter), Code::StrayData);
}

#[test]
fn a_comment_is_no_stray_data_but_a_second_end_in_it_is_refused() {
    let good = package(&zip(&entries()));
    let end = end_of(&good);
    let commented = [
        patched(good.clone(), end + 20, &5_u16.to_le_bytes()),
        b"hello".to_vec(),
    ]
    .concat();
    opened(&commented);
    let stacked = [
        patched(good.clone(), end + 20, &22_u16.to_le_bytes()),
        good[end..].to_vec(),
    ]
    .concat();
    refuses(&stacked, Code::SeveralEnds);
    // The declared length of the comment is larger or smaller than the real one.
    refuses(
        &patched(good.clone(), end + 20, &9_u16.to_le_bytes()),
        Code::Truncated,
    );
    refuses(
        &[
            patched(good, end + 20, &4_u16.to_le_bytes()),
            b"hello".to_vec(),
        ]
        .concat(),
        Code::StrayData,
    );
}

#[test]
fn a_count_that_lies_is_refused() {
    let good = package(&zip(&entries()));
    let end = end_of(&good);
    let counts = |count: u16| [count.to_le_bytes(), count.to_le_bytes()].concat();
    refuses(
        &patched(good.clone(), end + 8, &counts(2)),
        Code::WrongCount,
    );
    refuses(
        &patched(good.clone(), end + 8, &counts(4)),
        Code::WrongCount,
    );
    // The count for this disk differs from the total count, and the disk number is not zero.
    refuses(
        &patched(good.clone(), end + 8, &2_u16.to_le_bytes()),
        Code::WrongCount,
    );
    refuses(
        &patched(good, end + 4, &1_u16.to_le_bytes()),
        Code::WrongCount,
    );
}

#[test]
fn zip64_is_refused() {
    let good = package(&zip(&entries()));
    let end = end_of(&good);
    refuses(&patched(good.clone(), end + 16, &[0xff; 4]), Code::Zip64);
    let mut located = good[..end].to_vec();
    located.extend(b"PK\x06\x07");
    located.extend([0; 16]);
    located.extend(&good[end..]);
    refuses(&located, Code::Zip64);
    // An extra field that overrides the sizes for readers that support it.
    let mut wide = stored("a.txt", b"a");
    wide.extra = [&[1, 0, 16, 0][..], &[0; 16]].concat();
    refuses(&package_with(wide), Code::Zip64);
}

#[test]
fn too_many_entries_are_refused_outer_and_inner_counted_together() {
    // R33, T44
    let filled = |count: usize| {
        let mut all = entries();
        all.extend((all.len()..count).map(|index| stored(&format!("extra/{index}"), b"")));
        package(&zip(&all))
    };
    opened(&filled(1_997));
    refuses(&filled(1_998), Code::TooManyEntries);
    let invalid = refused(&filled(1_998));
    assert_eq!(invalid.problems[0].at, "contents.zip");
    assert_eq!(invalid.problems[0].params[0].1, "2001");
}

#[test]
fn entries_that_share_bytes_are_refused() {
    // The second row of the list points to the first entry. Many entries could share one bomb this
    // way (T43).
    let mut all = entries();
    all.push(stored("a", b"same"));
    all.push(stored("a", b"same"));
    let contents = zip(&all);
    let row = contents
        .windows(4)
        .rposition(|window| window == b"PK\x01\x02")
        .unwrap();
    let before = contents[..row]
        .windows(4)
        .rposition(|window| window == b"PK\x01\x02")
        .unwrap();
    let offset = contents[before + 42..before + 46].to_vec();
    refuses(
        &package(&patched(contents, row + 42, &offset)),
        Code::Overlap,
    );
}

#[test]
fn limits_hold_at_the_value_and_not_one_past_it() {
    // R33
    let limits = Limits {
        file: 1_000,
        inflated: 10_000,
        ..Limits::default()
    };
    let code = |size: usize| {
        let bytes = package_with(deflated("a", &vec![b'x'; size]));
        open(&bytes, &limits)
            .err()
            .map(|invalid| invalid.problems[0].code)
    };
    assert_eq!((code(1_000), code(1_001)), (None, Some(Code::EntryTooBig)));

    let bytes = package(&zip(&entries()));
    let total = |contents: usize| {
        contents
            + key().public_key().len()
            + 128
            + MANIFEST.len()
            + "kintone.events;".len()
            + PNG.len()
    };
    let exact = total(zip(&entries()).len()) as u64;
    let opens = |inflated| {
        open(
            &bytes,
            &Limits {
                inflated,
                ..Limits::default()
            },
        )
    };
    assert!(opens(exact).is_ok());
    assert!(opens(exact - 1).unwrap_err().has(Code::InflatedTooBig));

    let size = bytes.len() as u64;
    assert!(
        open(
            &bytes,
            &Limits {
                package: size,
                ..Limits::default()
            }
        )
        .is_ok()
    );
    assert!(
        open(
            &bytes,
            &Limits {
                package: size - 1,
                ..Limits::default()
            }
        )
        .unwrap_err()
        .has(Code::PackageTooBig)
    );
}

#[test]
fn the_default_limits_are_those_of_the_ruling() {
    // R33
    let mb = 1_048_576;
    let expected = Limits {
        package: 100 * mb,
        inflated: 300 * mb,
        entries: 2_000,
        file: 20 * mb,
        config_html: 65_535,
        manifest: mb,
        list: 30,
    };
    assert_eq!(Limits::default(), expected);
}

#[test]
fn several_bad_entries_are_reported_together() {
    // R31
    let mut all = entries();
    all.push(stored("../a", b""));
    all.push(Raw {
        attributes: 0o120_777 << 16,
        ..stored("link", b"x")
    });
    all.push(Raw {
        flags: 1,
        ..stored("secret", b"x")
    });
    assert_eq!(
        reasons(&package(&zip(&all))),
        [
            "bad_entry_name at contents.zip",
            "special_entry at contents.zip",
            "encrypted_entry at contents.zip"
        ]
    );
}
