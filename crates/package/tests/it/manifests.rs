//! Tests the rules for manifests. Each problem is reported at its place (B2, R31, R32).

use plugdock_package::{Code, Manifest, Package, Source};
use serde_json::{Value, json};

use crate::support::*;

fn good() -> Value {
    json!({"manifest_version": 1, "version": 1, "type": "APP", "name": {"en": "Map"}, "icon": "icon.png"})
}

fn with(key: &str, value: Value) -> Value {
    let mut manifest = good();
    manifest[key] = value;
    manifest
}

fn without(key: &str) -> Value {
    let mut manifest = good();
    manifest.as_object_mut().unwrap().shift_remove(key);
    manifest
}

fn bytes(text: &str) -> Vec<u8> {
    package_of(
        text,
        &[
            ("icon.png", PNG),
            ("a.js", b""),
            ("b.css", b""),
            ("c.html", b""),
        ],
    )
}

fn accepted(manifest: &Value) -> Package {
    opened(&bytes(&manifest.to_string()))
}

fn told(manifest: &Value) -> Vec<String> {
    reasons(&bytes(&manifest.to_string()))
}

fn warned(manifest: &Value) -> Vec<String> {
    listed(&accepted(manifest).warnings)
}

#[test]
fn reads_everything_a_manifest_can_say() {
    let manifest = json!({
        "$schema": "https://example.com/manifest-schema.json",
        "manifest_version": 1, "version": "1.2.3", "type": "APP",
        "name": {"en": "Map", "ja": "地図", "zh": "地图", "zh-TW": "地圖", "es": "Mapa", "th": "แผนที่", "pt-BR": "Mapa", "ms": "Peta"},
        "description": {"en": "Shows a map", "ja": "地図を表示します"},
        "icon": "icon.png",
        "homepage_url": {"en": "http://example.com/", "ja": "https://example.com/ja"},
        "desktop": {"js": ["https://cdn.example.com/x.js", "a.js"], "css": ["b.css"]},
        "mobile": {"js": ["a.js"]},
        "config": {"html": "c.html", "js": ["a.js"], "css": ["b.css"], "required_params": ["key"]},
        "sandbox": true, "allowed_hosts": ["*", "https://api.example.com"], "permissions": {"js_api": ["x"], "rest_api": []}
    });
    let package = accepted(&manifest);
    let read = &package.manifest;
    assert_eq!(read.version, "1.2.3");
    assert_eq!(
        (read.name.get("pt-BR"), read.name.get("fr")),
        ("Mapa", "Map")
    );
    assert_eq!(
        read.description.as_ref().unwrap().get("ja"),
        "地図を表示します"
    );
    assert_eq!(
        read.desktop.js,
        [
            Source::Url("https://cdn.example.com/x.js".into()),
            Source::File("a.js".into())
        ]
    );
    assert_eq!(read.mobile.js, [Source::File("a.js".into())]);
    let config = read.config.as_ref().unwrap();
    assert_eq!(
        (config.html.as_deref(), config.required_params.len()),
        (Some("c.html"), 1)
    );
    assert!(read.has_config_page() && read.sandbox);
    assert_eq!(read.allowed_hosts.as_ref().unwrap().len(), 2);
    assert_eq!(read.raw, manifest);
    assert_eq!(read.files(), ["a.js", "b.css", "c.html", "icon.png"]);
    // It is unchanged after it is stored and read again.
    let stored = serde_json::to_string(read).unwrap();
    assert_eq!(serde_json::from_str::<Manifest>(&stored).unwrap(), *read);
    let warnings = serde_json::to_string(&package.warnings).unwrap();
    assert_eq!(
        serde_json::from_str::<Vec<plugdock_package::Problem>>(&warnings).unwrap(),
        package.warnings
    );
}

#[test]
fn versions_stay_text() {
    assert_eq!(accepted(&with("version", json!(12))).manifest.version, "12");
    assert_eq!(
        accepted(&with("version", json!("1.10"))).manifest.version,
        "1.10"
    );
    for bad in [
        json!("01"),
        json!("1.2.3.4"),
        json!("v1"),
        json!(""),
        json!(-1),
        json!(1.5),
        json!(null),
        json!({}),
    ] {
        assert_eq!(told(&with("version", bad)), ["bad_version at /version"]);
    }
}

#[test]
fn required_keys_are_asked_for_all_at_once() {
    let expected = [
        "required at /manifest_version",
        "required at /type",
        "required at /name",
        "required at /version",
    ];
    assert_eq!(told(&json!({})), expected);
    assert_eq!(told(&json!([])), ["wrong_type at manifest.json"]);
    assert_eq!(told(&with("name", json!({}))), ["required at /name/en"]);
    assert_eq!(told(&with("name", json!("Map"))), ["wrong_type at /name"]);
    assert_eq!(
        told(&with("description", json!({"ja": "x"}))),
        ["required at /description/en"]
    );
}

#[test]
fn texts_are_held_to_their_length_in_utf16_units() {
    for (key, most) in [("name", 64), ("description", 200)] {
        accepted(&with(key, json!({"en": "a".repeat(most)})));
        accepted(&with(key, json!({"en": "😀".repeat(most / 2)})));
        assert_eq!(
            told(&with(key, json!({"en": "a".repeat(most + 1)}))),
            [format!("too_long at /{key}/en")]
        );
        assert_eq!(
            told(&with(key, json!({"en": "😀".repeat(most / 2 + 1)}))),
            [format!("too_long at /{key}/en")]
        );
        assert_eq!(
            told(&with(key, json!({"en": "a", "ja": ""}))),
            [format!("empty at /{key}/ja")]
        );
        assert_eq!(
            told(&with(key, json!({"en": "a", "ja": 1}))),
            [format!("wrong_type at /{key}/ja")]
        );
    }
}

#[test]
fn manifest_version_other_than_1_is_refused_by_name() {
    // R32
    for (version, found) in [
        (json!(2), "2"),
        (json!(0), "0"),
        (json!(1.5), "1.5"),
        (json!(-1), "-1"),
    ] {
        let mut manifest = json!({"manifest_version": version, "components": []});
        let invalid = refused(&bytes(&manifest.to_string()));
        assert_eq!(
            listed(&invalid.problems),
            ["manifest_version at /manifest_version"]
        );
        assert_eq!(invalid.problems[0].params[0].1, found);
        manifest["manifest_version"] = json!("1");
        assert!(told(&manifest).contains(&"wrong_type at /manifest_version".to_owned()));
    }
    accepted(&with("manifest_version", json!(1.0)));
}

#[test]
fn the_type_is_app() {
    for bad in [json!("SPACE"), json!("app"), json!(1)] {
        assert_eq!(told(&with("type", bad)), ["bad_app_type at /type"]);
    }
}

#[test]
fn a_missing_icon_and_unknown_keys_are_warnings() {
    // R32
    assert_eq!(warned(&without("icon")), ["no_icon at /icon"]);
    assert_eq!(accepted(&without("icon")).manifest.icon, None);
    let odd = json!({
        "manifest_version": 1, "version": 1, "type": "APP", "name": {"en": "Map", "fr": "Carte"}, "icon": "icon.png",
        "components": [], "a/b~c": 1, "__proto__": {"x": 1}, "constructor": 1, "desktop": {"js": [], "html": "x"}, "config": {"hmtl": "c.html"}
    });
    let expected = [
        "unknown_key at /components",
        "unknown_key at /a~1b~0c",
        "unknown_key at /__proto__",
        "unknown_key at /constructor",
        "unknown_key at /name/fr",
        "unknown_key at /desktop/html",
        "unknown_key at /config/hmtl",
    ];
    assert_eq!(warned(&odd), expected);
    assert_eq!(accepted(&odd).manifest.raw, odd);
    assert!(!accepted(&odd).manifest.has_config_page());
}

#[test]
fn home_pages_are_web_pages_in_languages_the_name_has() {
    let pages = |pages: Value| with("homepage_url", pages);
    assert_eq!(
        warned(&pages(json!({"ja": "https://example.com/"}))),
        ["no_name at /name/ja", "no_homepage at /homepage_url/en"]
    );
    for bad in [
        "ftp://example.com/",
        "example.com",
        "https:",
        "javascript:alert(1)",
        "https:///",
    ] {
        assert_eq!(
            told(&pages(json!({"en": bad}))),
            ["bad_url at /homepage_url/en"],
            "{bad}"
        );
    }
    let mut manifest = pages(json!({"en": "https://example.com/"}));
    manifest["name"]["ja"] = json!("地図");
    assert_eq!(warned(&manifest), ["no_homepage at /homepage_url/ja"]);
}

#[test]
fn sources_are_https_or_paths_within_the_package() {
    let js = |item: &str| with("desktop", json!({"js": [item]}));
    accepted(&js("https://cdn.example.com/lib.js?v=1"));
    assert_eq!(
        told(&js("http://cdn.example.com/lib.js")),
        ["not_https at /desktop/js/0"]
    );
    for bad in [
        "https:",
        "https://",
        "https:lib.js",
        "https://ex ample.com/",
    ] {
        assert_eq!(told(&js(bad)), ["bad_url at /desktop/js/0"], "{bad}");
    }
    // T51
    for bad in [
        "../a.js",
        "/a.js",
        "//cdn.example.com/a.js",
        "x/../a.js",
        "x//a.js",
        "a.js/",
        "C:\\a.js",
        "x\\a.js",
        "a\u{1}.js",
    ] {
        assert_eq!(told(&js(bad)), ["bad_path at /desktop/js/0"], "{bad}");
    }
    assert_eq!(told(&js("")), ["empty at /desktop/js/0"]);
    assert_eq!(
        told(&with("icon", json!("../icon.png"))),
        ["bad_path at /icon"]
    );
    assert_eq!(
        told(&with("config", json!({"html": "../c.html"}))),
        ["bad_path at /config/html"]
    );
    assert_eq!(
        told(&with("mobile", json!({"css": [1], "js": {}}))),
        ["wrong_type at /mobile/js", "wrong_type at /mobile/css/0"]
    );
    assert_eq!(
        told(&with("config", json!("c.html"))),
        ["wrong_type at /config"]
    );
}

#[test]
fn lists_hold_30_entries_each_once() {
    // R33
    let list = |count: usize| {
        (0..count)
            .map(|index| format!("https://example.com/{index}.js"))
            .collect::<Vec<_>>()
    };
    for (page, kind) in [("desktop", "js"), ("mobile", "css"), ("config", "js")] {
        accepted(&with(page, json!({kind: list(30)})));
        assert_eq!(
            told(&with(page, json!({kind: list(31)}))),
            [format!("too_many_items at /{page}/{kind}")]
        );
    }
    assert_eq!(
        told(&with("desktop", json!({"js": ["a.js", "b.css", "a.js"]}))),
        ["repeated_item at /desktop/js/2"]
    );
}

#[test]
fn required_params_are_short_texts() {
    let params = |params: Value| with("config", json!({"required_params": params}));
    accepted(&params(json!(["a".repeat(64), "b"])));
    assert_eq!(
        told(&params(json!(["a".repeat(65), "", 1]))),
        [
            "too_long at /config/required_params/0",
            "empty at /config/required_params/1",
            "wrong_type at /config/required_params/2"
        ]
    );
    assert_eq!(
        told(&params(json!("a"))),
        ["wrong_type at /config/required_params"]
    );
}

#[test]
fn sandboxing_is_accepted_in_both_shapes() {
    // R32
    for permissions in [
        json!([{"permission": "x", "scope": "y"}, {"permission": "z"}]),
        json!({"js_api": ["x"], "rest_api": ["y"]}),
    ] {
        let mut manifest = with("permissions", permissions.clone());
        manifest["sandbox"] = json!(true);
        manifest["allowed_hosts"] = json!(["*", "https://api.example.com"]);
        let package = accepted(&manifest);
        assert_eq!(package.manifest.permissions, Some(permissions));
        assert!(package.warnings.is_empty());
    }
    assert_eq!(
        told(&with("sandbox", json!(true))),
        ["required at /allowed_hosts", "required at /permissions"]
    );
    assert_eq!(
        told(&with("sandbox", json!("yes"))),
        ["wrong_type at /sandbox"]
    );
    assert_eq!(
        told(&with("allowed_hosts", json!(["api.example.com", 1]))),
        [
            "wrong_type at /allowed_hosts/1",
            "bad_url at /allowed_hosts/0"
        ]
    );
    assert_eq!(
        told(&with("permissions", json!([{"scope": 1}, 2]))),
        [
            "required at /permissions/0/permission",
            "wrong_type at /permissions/1"
        ]
    );
    assert_eq!(
        told(&with("permissions", json!("all"))),
        ["wrong_type at /permissions"]
    );
    accepted(&with("allowed_domains", json!("ANY")));
    assert_eq!(
        told(&with("allowed_domains", json!("OTHER"))),
        ["bad_choice at /allowed_domains"]
    );
}

#[test]
fn a_byte_order_mark_is_tolerated_and_other_encodings_are_not() {
    // T51
    let text = good().to_string();
    opened(&bytes(&format!("\u{feff}{text}")));
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let shift_jis = [b"{\"name\": \"\x83\x65\"}".to_vec()].concat();
    for manifest in [[&[0xff, 0xfe][..], &utf16].concat(), shift_jis] {
        assert_eq!(
            reasons(&package(&zip(&[stored("manifest.json", &manifest)]))),
            ["not_utf8 at manifest.json"]
        );
    }
}

#[test]
fn what_is_no_json_is_refused_at_its_line() {
    // T51
    for text in [
        "",
        "{",
        "{'a': 1}",
        "{\"a\": 1,}",
        "{} {}",
        "// x\n{}",
        "{\"a\": \"\\ud800\"}",
        "NaN",
    ] {
        assert_eq!(
            reasons(&bytes(text)),
            ["not_json at manifest.json"],
            "{text}"
        );
    }
    let invalid = refused(&bytes("{\n  \"a\" 1\n}"));
    let params: Vec<&str> = invalid.problems[0]
        .params
        .iter()
        .map(|(_, value)| value.as_str())
        .collect();
    assert_eq!(params, ["2", "7"]);
}

#[test]
fn deep_nesting_and_huge_numbers_are_refused_without_harm() {
    // T51
    for text in [
        "[".repeat(500_000),
        "{\"a\":".repeat(100_000),
        format!("{{\"version\": 1{}}}", "0".repeat(400)),
        "{\"version\": 1e999999999}".to_owned(),
    ] {
        assert_eq!(
            reasons(&package(&zip(&[deflated(
                "manifest.json",
                text.as_bytes()
            )]))),
            ["not_json at manifest.json"]
        );
    }
    assert_eq!(
        told(&with("version", json!(1e300))),
        ["bad_version at /version"]
    );
}

#[test]
fn keys_that_occur_twice_are_refused_each_at_its_place() {
    // T51: readers differ in which of the two values they use.
    let text = r#"{"manifest_version": 1, "version": 1, "type": "APP", "version": 2, "name": {"en": "a", "\u0065n": "b"}, "icon": "icon.png"}"#;
    assert_eq!(
        reasons(&bytes(text)),
        ["duplicate_key at /version", "duplicate_key at /name/en"]
    );
    refuses(&bytes(text), Code::DuplicateKey);
}

#[test]
fn what_storage_would_change_is_refused() {
    // T51
    let text = with(
        "x",
        json!({"$serde_json::private::RawValue": "[1]", "$serde_json::private::Number": "1"}),
    )
    .to_string();
    refuses(&bytes(&text), Code::ReservedKey);
    assert_eq!(
        told(&with("name", json!({"en": "a\u{0}b"}))),
        ["nul_character at /name/en"]
    );
    assert_eq!(
        told(&with("a\u{0}b", json!(1))),
        ["nul_character at /a\u{fffd}b"]
    );
    refuses(
        &bytes(&with("name", json!({"en": "\u{0}"})).to_string()),
        Code::NulCharacter,
    );
}

#[test]
fn every_problem_of_a_manifest_carries_what_its_text_needs() {
    let manifest = json!({
        "version": "x", "type": "X", "name": {"ja": "", "zh": "a".repeat(65)}, "icon": 1, "homepage_url": {"zh": "no"}, "allowed_domains": 1,
        "desktop": {"js": ["http://a", "https:", "../x", "gone.js", "gone.js"], "css": (0..31).collect::<Vec<_>>()}
    });
    let invalid = refused(&bytes(&manifest.to_string()));
    for problem in &invalid.problems {
        let keys: Vec<&str> = problem.params.iter().map(|(key, _)| key.as_ref()).collect();
        assert_eq!(keys, problem.code.params(), "{:?}", problem.code);
    }
    assert_eq!(invalid.problems.len(), 15, "{invalid}");
}
