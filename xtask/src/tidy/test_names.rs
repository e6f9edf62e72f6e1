//! Collects the names of all tests: functions in Rust, titles in TypeScript.

use super::{File, ends, numbers};

/// The calls that give a test or a group of tests its title. A title may also follow
/// `test.each(…)`.
const TITLED: [&str; 3] = ["test", "it", "describe"];

/// A test: its file, its line, and its function name or title.
pub(crate) struct Test<'a> {
    pub(crate) path: &'a str,
    pub(crate) line: usize,
    pub(crate) name: &'a str,
}

impl Test<'_> {
    /// Returns the numbers in the name. A Rust name begins with them, as in `t60_t63_`. In a title,
    /// `001.14 to 001.19` also includes the numbers in between.
    pub(crate) fn numbers(&self) -> Vec<String> {
        if ends(self.path, &["rs"]) {
            return in_function(self.name);
        }
        let mut all: Vec<String> = Vec::new();
        let mut end = 0;
        for (at, number) in numbers::cited(self.name) {
            if let Some(first) = all.last()
                && &self.name[end..at] == " to "
            {
                let between = between(first, number);
                all.extend(between);
            }
            all.push(number.to_owned());
            end = at + number.len();
        }
        all
    }
}

/// Returns all tests.
pub(crate) fn all(files: &[File]) -> impl Iterator<Item = Test<'_>> {
    rust(files).chain(
        files
            .iter()
            .filter(|file| is_script(&file.path))
            .flat_map(titles),
    )
}

/// Returns the tests that are written in Rust.
pub(crate) fn rust(files: &[File]) -> impl Iterator<Item = Test<'_>> {
    let sources = files.iter().filter(|file| ends(&file.path, &["rs"]));
    sources.flat_map(functions)
}

fn is_script(path: &str) -> bool {
    path.ends_with(".spec.ts") || path.ends_with(".test.ts")
}

/// Returns the functions that have a test attribute on one of the lines above them, and those in a
/// `both!`. That macro creates one test per database from a function that takes a `&TestStore` or a
/// `&TestApp`.
fn functions(file: &File) -> Vec<Test<'_>> {
    let lines: Vec<&str> = file.text.lines().map(str::trim).collect();
    let is_test = |at: usize| {
        let both = [": &TestStore)", ": &TestApp)"];
        both.iter().any(|end| lines[at].contains(end))
            || lines[..at]
                .iter()
                .rev()
                .take_while(|line| {
                    line.starts_with("#[") || line.starts_with("//") || line.ends_with(")]")
                })
                .any(|line| line.starts_with("#[") && line.contains("test"))
    };
    lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| {
            let rest = line.strip_prefix("async ").unwrap_or(line);
            let (name, _) = rest.strip_prefix("fn ")?.split_once('(')?;
            is_test(at).then_some(Test {
                path: &file.path,
                line: at + 1,
                name,
            })
        })
        .collect()
}

/// Returns the titles: texts that are the first argument of a call in [`TITLED`].
fn titles(file: &File) -> Vec<Test<'_>> {
    let text = &file.text;
    let quotes = text.match_indices(['"', '\'', '`']);
    quotes
        .filter(|(at, _)| takes_title(&text[..*at]))
        .map(|(at, quote)| {
            let rest = &text[at + 1..];
            let end = rest
                .match_indices(quote)
                .find(|(end, _)| !rest[..*end].ends_with('\\'))
                .map_or(rest.len(), |(end, _)| end);
            Test {
                path: &file.path,
                line: text[..at].lines().count(),
                name: &rest[..end],
            }
        })
        .collect()
}

fn takes_title(before: &str) -> bool {
    let Some(call) = before.trim_end().strip_suffix('(') else {
        return false;
    };
    let name = call.rsplit(|c: char| !c.is_alphanumeric()).next();
    call.ends_with(')') || name.is_some_and(|name| TITLED.contains(&name))
}

/// Returns the numbers in a function name, such as `T60` and `T63` of `t60_t63_bombs_end`.
fn in_function(name: &str) -> Vec<String> {
    name.split('_')
        .map_while(|word| {
            let digits = word.strip_prefix(['r', 't'])?;
            let is_number =
                matches!(digits.len(), 1 | 2) && digits.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| word.to_uppercase())
        })
        .collect()
}

/// Returns the numbers between two numbers of the same page or ruling.
fn between(first: &str, last: &str) -> Vec<String> {
    let (Some((page, from)), Some((other, to))) = (first.split_once('.'), last.split_once('.'))
    else {
        return Vec::new();
    };
    let (Ok(start), Ok(end)) = (from.parse::<u32>(), to.parse::<u32>()) else {
        return Vec::new();
    };
    if page != other {
        return Vec::new();
    }
    let width = from.len();
    (start + 1..end)
        .map(|part| format!("{page}.{part:0width$}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn names(path: &str, text: &str) -> Vec<(usize, String)> {
        let files = [file(path, text)];
        all(&files)
            .map(|test| (test.line, test.name.to_owned()))
            .collect()
    }

    fn numbers_of(path: &str, name: &str) -> Vec<String> {
        let test = Test {
            path,
            line: 1,
            name,
        };
        test.numbers()
    }

    #[test]
    fn rust_tests_have_an_attribute_or_a_database() {
        let text = "#[tokio::test]\n// R01\nasync fn refuses_to_start() {}\nfn helper() {}\nboth! {\n    async fn keeps(store: &TestStore) {}\n}\n";
        assert_eq!(
            names("a/tests/it.rs", text),
            [(3, "refuses_to_start".to_owned()), (6, "keeps".to_owned())]
        );
    }

    #[test]
    fn titles_are_first_arguments_of_tests_and_groups() {
        let text = "describe(\"R15 uploads\", () => {\n  test('it\\'s sent', () => wait(\"no\"));\n  it(\n    `R16 ${x}`,\n  );\n  test.each([1])(\"each %s\", no(\"title\"));\n  const it = \"no\";\n});\n";
        assert_eq!(
            names("web/a.test.ts", text),
            [
                (1, "R15 uploads".to_owned()),
                (2, "it\\'s sent".to_owned()),
                (4, "R16 ${x}".to_owned()),
                (6, "each %s".to_owned()),
            ]
        );
        assert_eq!(names("web/a.ts", text), []);
    }

    #[test]
    fn numbers_are_read_from_either_kind_of_name() {
        assert_eq!(numbers_of("a.rs", "t60_t6_bombs_t9"), ["T60", "T6"]);
        assert_eq!(numbers_of("a.rs", "r01_holds"), ["R01"]);
        assert!(numbers_of("a.rs", "text_holds_t1").is_empty());
        assert!(numbers_of("a.rs", "t100_holds").is_empty());
        assert_eq!(
            numbers_of("a.spec.ts", "R27.1 001.09 to 001.12 runs to R28"),
            ["R27.1", "001.09", "001.10", "001.11", "001.12", "R28"]
        );
    }
}
