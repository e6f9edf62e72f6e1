//! Tests which files of a valid package are extracted.

use plugdock_package::{Code, Limits, open};

use crate::support::*;

fn paths(bytes: &[u8]) -> Vec<String> {
    opened(bytes)
        .files
        .into_iter()
        .map(|file| file.path)
        .collect()
}

#[test]
fn opens_in_any_order_stored_or_deflated_and_ignores_others() {
    // R30
    let contents = zip(&entries());
    let mut outer = parts(&contents);
    outer.reverse();
    outer.insert(1, stored("README.txt", b"hello"));
    outer.push(deflated("folder/x", b"hello"));
    let package = opened(&zip(&outer));
    assert_eq!(package.id, key().id());
    assert_eq!(package.manifest.name.get("ja"), "地図");
    let packed = [
        deflated("contents.zip", &contents),
        deflated("PUBKEY", key().public_key()),
        deflated("SIGNATURE", &key().sign(&contents).unwrap()),
    ];
    assert_eq!(opened(&zip(&packed)).id, key().id());
}

#[test]
fn a_bomb_beside_the_three_entries_is_refused_all_the_same() {
    // T50: an entry that is ignored is still checked.
    let mut outer = parts(&zip(&entries()));
    outer.push(Raw {
        size: 10,
        ..deflated("extra", &[0; 5_000])
    });
    refuses(&zip(&outer), Code::WrongSize);
}

#[test]
fn only_files_that_the_manifest_names_come_out() {
    // R30, T50
    let bytes = package_with(stored("js/secret.js.map", b"{}"));
    assert_eq!(paths(&bytes), ["icon.png", "js/desktop.js"]);
    let package = opened(&bytes);
    let file = package.file("js/desktop.js").unwrap();
    assert_eq!(file.bytes, b"kintone.events;");
    let hash: Vec<u8> = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &file.bytes)
        .as_ref()
        .to_vec();
    assert_eq!(file.sha256.to_vec(), hash);
    let whole: Vec<u8> = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes)
        .as_ref()
        .to_vec();
    assert_eq!(package.sha256.to_vec(), whole);
}

#[test]
fn each_of_the_three_entries_is_needed_by_name() {
    let contents = zip(&entries());
    for (index, name) in ["contents.zip", "PUBKEY", "SIGNATURE"]
        .into_iter()
        .enumerate()
    {
        let mut outer = parts(&contents);
        outer.remove(index);
        assert_eq!(reasons(&zip(&outer)), [format!("missing_entry at {name}")]);
        refuses(&zip(&outer), Code::MissingEntry);
    }
    assert_eq!(
        reasons(&zip(&[])),
        [
            "missing_entry at contents.zip",
            "missing_entry at PUBKEY",
            "missing_entry at SIGNATURE"
        ]
    );
}

#[test]
fn a_lone_manifest_in_a_folder_is_found_and_its_paths_start_there() {
    // R30
    let moved = |entry: Raw| Raw {
        name: [b"plugin/".to_vec(), entry.name].concat(),
        ..entry
    };
    let mut all: Vec<Raw> = entries().into_iter().map(moved).collect();
    all.push(stored("icon.png", b"not this one"));
    assert_eq!(
        opened(&package(&zip(&all))).file("icon.png").unwrap().bytes,
        PNG
    );

    all.push(stored("other/manifest.json", b"{}"));
    refuses(&package(&zip(&all)), Code::SeveralManifests);
    // A manifest at the root takes precedence over any number of others.
    opened(&package_with(stored("other/manifest.json", b"{}")));
    refuses(&package(&zip(&[stored("readme", b"")])), Code::NoManifest);
}

#[test]
fn a_missing_file_is_named() {
    // R31
    let bytes = package_of(MANIFEST, &[]);
    assert_eq!(
        reasons(&bytes),
        ["missing_file at js/desktop.js", "missing_file at icon.png"]
    );
    refuses(&bytes, Code::MissingFile);
    // A folder of that name is not a file.
    let bytes = package_of(MANIFEST, &[("js/desktop.js/", b""), ("icon.png", PNG)]);
    assert_eq!(reasons(&bytes), ["missing_file at js/desktop.js"]);
}

#[test]
fn a_damaged_file_is_neither_missing_nor_a_bad_icon() {
    let mut all = entries();
    all[2] = Raw {
        crc: 1,
        ..stored("icon.png", PNG)
    };
    assert_eq!(reasons(&package(&zip(&all))), ["damaged_entry at icon.png"]);
}

#[test]
fn a_path_may_begin_with_dot_slash_on_either_side() {
    let manifest = MANIFEST.replace("js/desktop.js", "./js/desktop.js");
    assert_eq!(
        paths(&package_of(
            &manifest,
            &[("./js/desktop.js", b""), ("icon.png", PNG)]
        )),
        ["icon.png", "js/desktop.js"]
    );
    assert_eq!(
        paths(&package_of(
            &manifest,
            &[("js/desktop.js", b""), ("./icon.png", PNG)]
        )),
        ["icon.png", "js/desktop.js"]
    );
}

#[test]
fn an_icon_is_an_image_whatever_its_name() {
    // T51, T52
    for icon in [&b"<svg onload=alert(1)>"[..], b"<html>", b""] {
        refuses(
            &package_of(MANIFEST, &[("js/desktop.js", b""), ("icon.png", icon)]),
            Code::BadIcon,
        );
    }
    opened(&package_of(
        MANIFEST,
        &[("js/desktop.js", b""), ("icon.png", b"GIF89a")],
    ));
}

#[test]
fn the_settings_page_holds_65535_bytes_and_no_more() {
    // R33
    let manifest = MANIFEST.replace(
        "\"desktop\"",
        "\"config\": {\"html\": \"config.html\"}, \"desktop\"",
    );
    let bytes = |size| {
        package_of(
            &manifest,
            &[
                ("js/desktop.js", b""),
                ("icon.png", PNG),
                ("config.html", &vec![b' '; size]),
            ],
        )
    };
    assert_eq!(
        opened(&bytes(65_535))
            .file("config.html")
            .unwrap()
            .bytes
            .len(),
        65_535
    );
    refuses(&bytes(65_536), Code::HtmlTooBig);
    assert_eq!(reasons(&bytes(65_536)), ["html_too_big at /config/html"]);
}

#[test]
fn everything_wrong_is_told_at_once() {
    // R31: problems of the signature, the manifest and the files are reported together.
    let manifest = r#"{"manifest_version":1,"version":"01","type":"X","name":{"ja":""},"icon":"../x.png","desktop":{"js":["http://a/","gone.js"]}}"#;
    let contents = zip(&[stored("manifest.json", manifest.as_bytes())]);
    let mut outer = parts(&contents);
    outer[2] = stored("SIGNATURE", &[1; 128]);
    let expected = [
        "bad_signature at SIGNATURE",
        "bad_app_type at /type",
        "required at /name/en",
        "empty at /name/ja",
        "bad_version at /version",
        "bad_path at /icon",
        "not_https at /desktop/js/0",
        "missing_file at gone.js",
    ];
    assert_eq!(reasons(&zip(&outer)), expected);
}

#[test]
fn the_limit_of_a_manifest_keeps_its_tree_small() {
    let manifest = format!("{{\"a\":[{}0]}}", "0,".repeat(600_000));
    let invalid = open(
        &package(&zip(&[deflated("manifest.json", manifest.as_bytes())])),
        &Limits::default(),
    )
    .unwrap_err();
    assert!(invalid.has(Code::EntryTooBig));
}
