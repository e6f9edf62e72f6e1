//! Compares the table of the vendor's REST operations in `docs/COMPATIBILITY.md` with the API
//! document.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::File;

const PAGE: &str = "docs/COMPATIBILITY.md";
const DOCUMENT: &str = "docs/openapi.json";

/// The path prefixes of the vendor's operations.
const VENDOR: [&str; 2] = ["/k/v1/", "/v1/"];

type Operations<'a> = BTreeMap<&'a str, BTreeSet<String>>;

#[derive(Deserialize)]
struct Document {
    paths: BTreeMap<String, BTreeMap<String, Value>>,
}

/// Checks that each supported path of the vendor has a row with exactly its methods.
pub(crate) fn check(files: &[File]) -> Vec<String> {
    let text = |path| files.iter().find(|file| file.path == path);
    let (Some(page), Some(document)) = (text(PAGE), text(DOCUMENT)) else {
        return vec![format!("{PAGE} or {DOCUMENT} is missing")];
    };
    let document: Document = match serde_json::from_str(&document.text) {
        Ok(document) => document,
        Err(error) => return vec![format!("{DOCUMENT}: {error}")],
    };
    let mut answered = answered(&document);
    let mut faults = Vec::new();
    for (index, line) in page.text.lines().enumerate() {
        let Some((path, methods)) = row(line) else {
            continue;
        };
        let known = answered.remove(path).unwrap_or_default();
        if methods != known {
            let known: Vec<String> = known.into_iter().collect();
            faults.push(format!(
                "{PAGE}:{}: {path} answers {}, says {DOCUMENT}",
                index + 1,
                if known.is_empty() {
                    "nothing".to_owned()
                } else {
                    known.join(" ")
                }
            ));
        }
    }
    faults.extend(
        answered
            .keys()
            .map(|path| format!("{PAGE}: {path} has no row")),
    );
    faults
}

fn answered(document: &Document) -> Operations<'_> {
    let vendor = |path: &str| VENDOR.iter().any(|start| path.starts_with(start));
    let paths = document.paths.iter().filter(|(path, _)| vendor(path));
    paths
        .map(|(path, methods)| {
            let methods = methods.keys().map(|method| method.to_uppercase());
            (path.as_str(), methods.collect())
        })
        .collect()
}

/// Returns the path of a row, and the methods that the row lists as supported.
fn row(line: &str) -> Option<(&str, BTreeSet<String>)> {
    let mut cells = line.strip_prefix("| `")?.split('|');
    let path = cells.next()?.trim().strip_suffix('`')?;
    if !VENDOR.iter().any(|start| path.starts_with(start)) {
        return None;
    }
    let methods = cells.next()?.split_whitespace().map(str::to_owned);
    Some((path, methods.collect()))
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    const DOC: &str = r#"{"paths": {
        "/k/v1/app.json": {"get": {}}, "/v1/users.json": {"get": {}, "post": {}}, "/k/api/x.json": {"get": {}}
    }}"#;

    fn faults_of(page: &str) -> Vec<String> {
        check(&[file(PAGE, page), file(DOCUMENT, DOC)])
    }

    #[test]
    fn rows_say_what_the_document_says() {
        let page = "| `/k/v1/app.json` | GET | | |\n| `/v1/users.json` | GET POST | DELETE | x |\n| `/k/v1/form.json` | | GET | |\n";
        assert_eq!(faults_of(page), Vec::<String>::new());
    }

    #[test]
    fn a_row_that_says_more_or_less_or_is_missing_is_a_fault() {
        let page = "\n| `/k/v1/form.json` | GET | | |\n| `/v1/users.json` | GET | POST | |\n";
        assert_eq!(
            faults_of(page),
            [
                "docs/COMPATIBILITY.md:2: /k/v1/form.json answers nothing, says docs/openapi.json",
                "docs/COMPATIBILITY.md:3: /v1/users.json answers GET POST, says docs/openapi.json",
                "docs/COMPATIBILITY.md: /k/v1/app.json has no row",
            ]
        );
        assert_eq!(check(&[]).len(), 1);
    }
}
