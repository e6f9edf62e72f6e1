//! Tests the file that contains the facts about field types for the browser. Pages are built with
//! it.

use std::fmt::Write as _;
use std::path::Path;

use plugdock_schema::FieldType;

fn file() -> String {
    let mut text = String::from("{");
    for (index, kind) in FieldType::ALL.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let facts = serde_json::to_string(&kind.for_pages()).unwrap();
        write!(text, "{comma}\n  \"{}\": {facts}", kind.as_str()).unwrap();
    }
    text + "\n}\n"
}

#[test]
fn the_checked_in_file_says_what_pages_need() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/api/generated/fields.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, file()).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == file(),
        "web/api/generated/fields.json is out of date: run UPDATE=1 cargo test -p plugdock-schema --test it for_pages"
    );
}
