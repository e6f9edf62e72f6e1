//! Names of schemas in the API document. If two schemas have the same name, the document contains
//! only the last one.

use std::collections::BTreeMap;

use super::{File, ends};

/// Reports types of the server that have the same name in the API document.
pub(crate) fn names(files: &[File]) -> Vec<String> {
    let mut seen: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let server = files
        .iter()
        .filter(|file| file.path.starts_with("crates/server/src/") && ends(&file.path, &["rs"]));
    for file in server {
        for name in shown(&file.text) {
            seen.entry(name).or_default().push(&file.path);
        }
    }
    seen.into_iter()
        .filter(|(_, paths)| paths.len() > 1)
        .map(|(name, paths)| {
            format!(
                "{}: the API document has one schema {name} for these types; rename one, or use #[schema(as = …)]",
                paths.join(", ")
            )
        })
        .collect()
}

/// Returns the names of a file's types that derive `ToSchema`.
fn shown(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut derives = false;
    let mut renamed = None;
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[derive(") {
            derives = derives || line.contains("ToSchema");
        } else if let Some(rest) = line.strip_prefix("#[schema(as = ") {
            renamed = rest.split([')', ',']).next();
        } else if let Some(name) = type_name(line) {
            if derives {
                names.push(renamed.unwrap_or(name));
            }
            (derives, renamed) = (false, None);
        }
    }
    names
}

fn type_name(line: &str) -> Option<&str> {
    let (_, rest) = line
        .split_once("struct ")
        .or_else(|| line.split_once("enum "))
        .filter(|(before, _)| before.is_empty() || before.starts_with("pub"))?;
    rest.split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn two_types_of_one_name_are_told() {
        let one = "#[derive(Debug, ToSchema)]\n#[serde(x)]\npub(super) struct Added {\n}\n";
        let alone = [file("crates/server/src/api/a.rs", one)];
        assert!(names(&alone).is_empty());
        let two = |text: &str| {
            names(&[
                file("crates/server/src/api/a.rs", one),
                file("crates/server/src/api/b.rs", text),
            ])
        };
        let faults = two("#[derive(Serialize, ToSchema)]\nstruct Added {}\n");
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].contains("schema Added"), "{faults:?}");
        // There is no fault if the schema is renamed, or if the second type has no schema.
        assert!(two("#[derive(ToSchema)]\n#[schema(as = AddedB)]\nstruct Added {}\n").is_empty());
        assert!(two("#[derive(Debug)]\nstruct Added {}\n").is_empty());
    }

    #[test]
    fn a_name_given_by_hand_can_be_taken_too() {
        let faults = names(&[
            file(
                "crates/server/src/a.rs",
                "#[derive(ToSchema)]\nenum Taken {}\n",
            ),
            file(
                "crates/server/src/b.rs",
                "#[derive(ToSchema)]\n#[schema(as = Taken)]\nstruct Other {}\n",
            ),
        ]);
        assert_eq!(faults.len(), 1);
    }
}
