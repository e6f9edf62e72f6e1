//! Names that the project does not use, each with the standard term to use instead.

use super::{File, ends};

/// A word that no identifier and no path of code contains, and what to say instead.
///
/// An identifier is compared word by word: `find_circles` and `CircleId` contain `circle`. Comments
/// and strings are not read.
const WORDS: [(&str, &str); 16] = [
    ("circle", "group or organization"),
    ("circles", "groups"),
    ("door", "request guard"),
    ("exchange", "csv"),
    ("farewell", "shutdown delay"),
    ("gate", "limiter"),
    ("lately", "ttl cache"),
    ("linger", "drain"),
    ("lingering", "drain"),
    ("patience", "idle timeout"),
    ("patient", "idle timeout"),
    ("people", "users, entities or assignees"),
    ("ration", "limit"),
    ("rationed", "limited"),
    ("transfer", "csv"),
    ("tries", "attempts"),
];

/// Whole identifiers that say too little, since many files had one of each.
const IDENTIFIERS: [(&str, &str); 5] = [
    (
        "Asked",
        "…Query or …Request, with the name of what is asked for",
    ),
    ("Kept", "Stored…, with the name of what is stored"),
    ("LONGEST", "MAX_…, with the name of what is limited"),
    ("MOST", "MAX_…, with the name of what is limited"),
    ("SHORTEST", "MIN_…, with the name of what is limited"),
];

/// Identifiers of libraries and of the web platform that contain such a word.
const FOREIGN: [&str; 4] = [
    "compare_exchange",
    "compare_exchange_weak",
    "dataTransfer",
    "DataTransfer",
];

/// No name of ours in code is one of these.
pub(crate) fn banned(files: &[File]) -> Vec<String> {
    let ours = files.iter().filter(|file| is_code(&file.path));
    ours.flat_map(|file| {
        let mut faults: Vec<String> = in_path(&file.path).into_iter().collect();
        for (number, line) in bare(&file.text).lines().enumerate() {
            let names = identifiers(line).filter_map(|name| Some((name, instead_of(name)?)));
            faults.extend(names.map(|(name, instead)| {
                format!("{}:{}: `{name}`: say {instead}", file.path, number + 1)
            }));
        }
        faults
    })
    .collect()
}

fn is_code(path: &str) -> bool {
    ends(path, &["rs", "ts", "tsx"])
        && !path.starts_with("web/api/generated/")
        && path != "xtask/src/tidy/names.rs"
}

fn in_path(path: &str) -> Option<String> {
    let mut names = path.split(['/', '.', '-']);
    let (name, instead) = names.find_map(|name| Some((name, instead_of(name)?)))?;
    Some(format!("{path}: `{name}` in the path: say {instead}"))
}

/// What to say instead of a name; `None` where the name is fine.
fn instead_of(name: &str) -> Option<&'static str> {
    if FOREIGN.contains(&name) {
        return None;
    }
    let whole = IDENTIFIERS.iter().find(|(banned, _)| *banned == name);
    let word = || {
        WORDS
            .iter()
            .find(|(banned, _)| words(name).any(|word| word.eq_ignore_ascii_case(banned)))
    };
    whole.or_else(word).map(|(_, instead)| *instead)
}

/// The words of a name: at underscores, and where a capital letter follows a small one.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split('_').flat_map(|part| {
        let starts = part
            .char_indices()
            .zip(part.chars().skip(1))
            .filter(|((_, here), next)| !here.is_uppercase() && next.is_uppercase())
            .map(|((at, here), _)| at + here.len_utf8());
        let mut from = 0;
        let mut parts: Vec<&str> = Vec::new();
        for at in starts {
            parts.push(&part[from..at]);
            from = at;
        }
        parts.push(&part[from..]);
        parts
    })
}

/// The identifiers of a line of code.
fn identifiers(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
}

/// A file with the same lines, but without its comments and its strings.
fn bare(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = skipped(rest);
        if length == 0 {
            bare.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (gone, next) = rest.split_at(length);
        bare.extend(gone.chars().filter(|c| *c == '\n'));
        rest = next;
    }
    bare
}

/// How many bytes at the start of `text` are one comment or one string; 0 where code stands there.
fn skipped(text: &str) -> usize {
    let up_to = |start: usize, end: &str| {
        let found = text[start..].find(end);
        found.map_or(text.len(), |at| start + at + end.len())
    };
    match text.as_bytes() {
        [b'/', b'/', ..] => text.find('\n').unwrap_or(text.len()),
        [b'/', b'*', ..] => up_to(2, "*/"),
        [b'r', b'#', b'"', ..] => up_to(3, "\"#"),
        // A quotation mark as a character opens no string.
        [b'\'', b'"', b'\'', ..] => 3,
        [quote @ (b'"' | b'`'), rest @ ..] => {
            let mut bytes = rest.iter().enumerate();
            while let Some((at, byte)) = bytes.next() {
                match byte {
                    b'\\' => drop(bytes.next()),
                    byte if byte == quote => return at + 2,
                    _ => {}
                }
            }
            text.len()
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn faults(path: &str, text: &str) -> Vec<String> {
        banned(&[file(path, text)])
    }

    #[test]
    fn a_banned_name_is_told_with_its_place_and_what_to_say() {
        let text = "fn a() {}\nfn find_circles() {}\n";
        assert_eq!(
            faults("crates/a/src/a.rs", text),
            ["crates/a/src/a.rs:2: `find_circles`: say groups"]
        );
        assert_eq!(faults("crates/a/src/door.rs", "").len(), 1);
        for name in [
            "struct Asked;",
            "const MOST: u8 = 1;",
            "type CircleId = u8;",
        ] {
            assert_eq!(faults("a.rs", name).len(), 1, "{name}");
        }
    }

    #[test]
    fn comments_strings_other_files_and_longer_words_are_free() {
        for free in [
            "// a circle",
            "let x = \"circle\"; // people",
            "let url = \"http://people\";",
            "let text = r#\"{\"people\": 1}\"#;",
            "let text = \"a \\\" people\";",
            "let mark = '\"'; // \" people",
            "/* people\n people */",
            "let text = \"one\n people\";",
            "fn gateway_of(aggregate: u8) {}",
            "deque.push_front(1);",
        ] {
            assert_eq!(faults("a.rs", free), [""; 0], "{free}");
        }
        assert_eq!(faults("docs/people.md", "people"), [""; 0]);
    }
}
