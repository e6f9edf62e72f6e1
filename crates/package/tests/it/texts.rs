//! Tests that every problem has a text in both languages, and that the text uses the problem's
//! parameters.

use std::collections::{BTreeMap, BTreeSet};

use plugdock_package::Code;

const ENGLISH: &str = include_str!("../../../../locales/en/package.json");
const JAPANESE: &str = include_str!("../../../../locales/ja/package.json");

/// Returns the names of the placeholders without duplicates. In a placeholder with plural forms, a
/// colon ends the name.
fn placeholders(text: &str) -> Vec<&str> {
    let places = text.split('{').skip(1);
    let names = places.map(|rest| rest.split(['}', ':']).next().unwrap());
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

#[test]
fn every_code_has_a_text_in_both_languages_with_its_parameters() {
    // R31
    for (language, json) in [("en", ENGLISH), ("ja", JAPANESE)] {
        let mut texts: BTreeMap<String, String> = serde_json::from_str(json).unwrap();
        for code in Code::ALL {
            let text = texts
                .remove(code.key())
                .unwrap_or_else(|| panic!("{language} has no text for {}", code.key()));
            let used = placeholders(&text);
            let mut given = code.params().to_vec();
            given.sort_unstable();
            assert_eq!(used, given, "{language} {}", code.key());
        }
        assert!(
            texts.is_empty(),
            "{language} has texts of no code: {texts:?}"
        );
    }
}

#[test]
fn a_code_is_stored_under_its_key() {
    for code in Code::ALL {
        let json = serde_json::to_string(code).unwrap();
        assert_eq!(json, format!("\"{}\"", code.key()));
        assert_eq!(serde_json::from_str::<Code>(&json).unwrap(), *code);
    }
}
