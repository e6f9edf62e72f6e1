//! Tests hostile entries in archives that are otherwise valid (T40–T43).

use plugdock_package::Code;

use crate::support::*;

#[test]
fn headers_that_disagree_are_refused() {
    let other_name = Raw {
        local_name: Some(b"b.txt".to_vec()),
        ..stored("a.txt", b"a")
    };
    let other_size = Raw {
        local_size: Some(9),
        ..stored("a.txt", b"a")
    };
    // The extra field of Info-ZIP gives the file a second name.
    let second_name = Raw {
        extra: [&[0x75, 0x70, 10, 0, 1, 0, 0, 0, 0][..], b"b.txt"].concat(),
        ..stored("a.txt", b"a")
    };
    for entry in [other_name, other_size, second_name] {
        refuses(&package_with(entry), Code::HeaderMismatch);
    }
    let same_name = Raw {
        extra: [&[0x75, 0x70, 10, 0, 1, 0, 0, 0, 0][..], b"a.txt"].concat(),
        ..stored("a.txt", b"a")
    };
    opened(&package_with(same_name));
}

#[test]
fn flags_and_methods_that_differ_between_the_headers_are_refused() {
    let mut all = entries();
    all.push(stored("a.txt", b"abc"));
    let contents = zip(&all);
    let local = contents
        .windows(4)
        .rposition(|window| window == b"PK\x03\x04")
        .unwrap();
    // Encrypted, with a descriptor, with another charset, and deflated.
    for (at, value) in [(6, 0x0001_u16), (6, 0x0008), (6, 0x0800), (8, 8)] {
        let mut bytes = contents.clone();
        bytes[local + at..local + at + 2].copy_from_slice(&value.to_le_bytes());
        refuses(&package(&bytes), Code::HeaderMismatch);
    }
}

#[test]
fn descriptors_are_read_and_held_against_the_list() {
    // The vendor's packer writes a descriptor after the data of each file.
    let sizes = |signature: &[u8], crc: u32, packed: u32, size: u32| {
        let mut bytes = signature.to_vec();
        longs(&mut bytes, &[crc, packed, size]);
        bytes
    };
    let with = |descriptor| {
        package_with(Raw {
            flags: 8,
            descriptor,
            ..stored("a.txt", b"abc")
        })
    };
    opened(&with(sizes(b"PK\x07\x08", crc(b"abc"), 3, 3)));
    opened(&with(sizes(b"", crc(b"abc"), 3, 3)));
    refuses(&with(sizes(b"PK\x07\x08", 1, 3, 3)), Code::HeaderMismatch);
    refuses(
        &with(sizes(b"PK\x07\x08", crc(b"abc"), 3, 4)),
        Code::HeaderMismatch,
    );
    refuses(&with(Vec::new()), Code::HeaderMismatch);
    refuses(&with(vec![0; 24]), Code::HeaderMismatch);
}

#[test]
fn names_that_are_one_to_some_system_are_duplicates() {
    for name in ["icon.png", "ICON.PNG", "./icon.png", "icon.png/"] {
        refuses(&package_with(stored(name, b"")), Code::DuplicateEntry);
    }
    let mut all = entries();
    all.push(stored("\u{304c}.js", b"composed"));
    all.push(stored("\u{304b}\u{3099}.js", b"decomposed"));
    refuses(&package(&zip(&all)), Code::DuplicateEntry);
    // In the outer archive, each reader could take a different entry for the signed contents.
    let contents = zip(&entries());
    let mut outer = parts(&contents);
    outer.push(stored("contents.zip", b"other"));
    refuses(&zip(&outer), Code::DuplicateEntry);
}

#[test]
fn names_that_leave_the_archive_are_refused() {
    // T40
    let long = "a".repeat(513);
    for name in [
        "../a",
        "a/../../b",
        "/etc/passwd",
        "C:\\x",
        "c:/x",
        "a\\b",
        "a//b",
        "a/./b",
        "a\0b",
        "\n",
        "",
        "/",
        ".",
        "..",
        "./../a",
        &long,
    ] {
        refuses(&package_with(stored(name, b"")), Code::BadEntryName);
    }
    let not_utf8 = Raw {
        name: vec![0x83, 0x65, 0x83, 0x58],
        ..stored("x", b"")
    };
    refuses(&package_with(not_utf8), Code::BadEntryName);
}

#[test]
fn links_devices_and_files_that_are_folders_are_refused() {
    // T41
    for mode in [
        0o120_777_u32,
        0o060_644,
        0o020_644,
        0o010_644,
        0o140_755,
        0o040_755,
    ] {
        refuses(
            &package_with(Raw {
                attributes: mode << 16,
                ..stored("a", b"/etc/passwd")
            }),
            Code::SpecialEntry,
        );
    }
    refuses(
        &package_with(Raw {
            attributes: 0x10,
            ..stored("a", b"")
        }),
        Code::SpecialEntry,
    );
    refuses(
        &package_with(stored("folder/", b"data")),
        Code::SpecialEntry,
    );
    refuses(
        &package_with(stored("icon.png/below", b"")),
        Code::SpecialEntry,
    );
    opened(&package_with(Raw {
        attributes: 0o100_755 << 16,
        ..stored("a", b"")
    }));
    opened(&package_with(Raw {
        attributes: (0o040_755 << 16) | 0x10,
        ..stored("js/", b"")
    }));
}

#[test]
fn encrypted_and_unknown_entries_are_refused() {
    for flags in [0x0001, 0x0041, 0x2000] {
        refuses(
            &package_with(Raw {
                flags,
                ..stored("a", b"a")
            }),
            Code::EncryptedEntry,
        );
    }
    refuses(
        &package_with(Raw {
            method: 99,
            ..stored("a", b"a")
        }),
        Code::EncryptedEntry,
    );
    for method in [1, 9, 12, 14, 93] {
        refuses(
            &package_with(Raw {
                method,
                ..stored("a", b"a")
            }),
            Code::UnknownMethod,
        );
    }
}

#[test]
fn sizes_that_lie_are_refused() {
    let data = [b'a'; 5_000];
    for size in [0, 1, 4_999, 5_001, 1_000_000] {
        refuses(
            &package_with(Raw {
                size,
                ..deflated("a", &data)
            }),
            Code::WrongSize,
        );
        refuses(
            &package_with(Raw {
                size,
                ..stored("a", &data)
            }),
            Code::WrongSize,
        );
    }
    // There are more bytes after the end of the deflated data.
    let mut longer = deflated("a", &data);
    longer.data.extend(b"hidden");
    refuses(&package_with(longer), Code::WrongSize);
}

#[test]
fn damaged_data_is_refused() {
    let data = b"some text, some text, some text";
    refuses(
        &package_with(Raw {
            crc: 1,
            ..stored("a", data)
        }),
        Code::DamagedEntry,
    );
    refuses(
        &package_with(Raw {
            crc: 1,
            ..deflated("a", data)
        }),
        Code::DamagedEntry,
    );
    refuses(
        &package_with(Raw {
            data: vec![0xff; 20],
            ..deflated("a", data)
        }),
        Code::DamagedEntry,
    );
    let mut short = deflated("a", data);
    short.data.truncate(short.data.len() - 3);
    refuses(&package_with(short), Code::DamagedEntry);
}
