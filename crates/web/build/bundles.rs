//! Reads `web/bundles.json`, and provides placeholders for bundles that cannot be built. This file
//! is part of the build script, and the crate's tests include it too.

use std::collections::BTreeMap;

use serde_json::Value;

/// Returns the names by which pages refer to the bundles, such as `page.js`.
pub(crate) fn logical_names(list: &str) -> Result<Vec<String>, String> {
    let rows: Vec<BTreeMap<String, String>> =
        serde_json::from_str(list).map_err(|error| error.to_string())?;
    rows.iter()
        .map(|row| {
            let name = row.get("name").ok_or("a bundle has no name")?;
            let entry = row.get("entry").ok_or(format!("{name} has no entry"))?;
            // Every entry that is not a style sheet becomes a script.
            let ending = if ending(entry) == "css" { "css" } else { "js" };
            Ok(format!("{name}.{ending}"))
        })
        .collect()
}

/// Returns the files of a frontend that only shows `sentence`. It has all bundles, so that every
/// page can be opened.
pub(crate) fn notice(bundles: &[String], sentence: &str) -> Vec<(&'static str, String)> {
    let script = format!(
        "addEventListener('DOMContentLoaded', () => {{ document.body.textContent = {}; }});",
        Value::from(sentence)
    );
    let manifest: BTreeMap<&String, String> = bundles
        .iter()
        .map(|bundle| (bundle, format!("notice.{}", ending(bundle))))
        .collect();
    vec![
        ("notice.js", script),
        ("notice.css", String::new()),
        ("manifest.json", serde_json::json!(manifest).to_string()),
    ]
}

fn ending(file: &str) -> &str {
    file.rsplit_once('.').map_or("", |(_, ending)| ending)
}
