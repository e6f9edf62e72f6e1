//! Finds the paths in a Rust file without a compiler. Comments, strings and tests are skipped, and
//! nested groups of `use` are expanded.

/// A path as it is written in the file, such as `crate::a::b` or `axum::Router`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path {
    pub(super) segments: Vec<String>,
    /// The name under which a `use` imports the path. `None` for a path in code, and `*` for a
    /// glob.
    pub(super) name: Option<String>,
}

/// Returns every path of more than one segment, and every import.
pub(super) fn paths(text: &str) -> Vec<Path> {
    let tokens = tokens(text);
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
        inline: Vec::new(),
        depth: 0,
        found: Vec::new(),
    };
    reader.read();
    reader.found
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    /// The separator `::`.
    Separator,
    Sign(char),
}

/// Splits the text into words and signs. A literal or a lifetime becomes one sign without meaning.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some(length) = literal(rest) {
            tokens.push(Token::Sign('"'));
            length
        } else if is_word(first) {
            let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..length].to_owned()));
            length
        } else if rest.starts_with("::") {
            tokens.push(Token::Separator);
            2
        } else {
            if !first.is_whitespace() {
                tokens.push(Token::Sign(first));
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Returns the length of the block comment at the start. Block comments can be nested.
fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// Returns the length of the string, character or lifetime at the start, or `None` if there is
/// none.
fn literal(text: &str) -> Option<usize> {
    let prefix = ["br", "cr", "b", "c", "r", ""].into_iter().find(|prefix| {
        text.strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with(['"', '\'', '#']))
    })?;
    let body = &text[prefix.len()..];
    if prefix.ends_with('r') {
        let hashes = body.len() - body.trim_start_matches('#').len();
        if !body[hashes..].starts_with('"') {
            return None;
        }
        let end = format!("\"{}", "#".repeat(hashes));
        let inside = &body[hashes + 1..];
        let length = inside.find(&end).map_or(inside.len(), |at| at + end.len());
        return Some(prefix.len() + hashes + 1 + length);
    }
    if body.starts_with('"') {
        return Some(prefix.len() + quoted(body, '"'));
    }
    if !body.starts_with('\'') {
        return None;
    }
    // `'a'` and `'\n'` are characters, but `'a` is a lifetime.
    let mut inside = body[1..].chars();
    let first = inside.next()?;
    if first == '\\' || inside.next() == Some('\'') {
        return Some(prefix.len() + quoted(body, '\''));
    }
    Some(prefix.len() + 1)
}

/// Returns the length of the quoted text at the start.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return at + c.len_utf8();
        }
    }
    text.len()
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    /// The depth of braces at the start of each open `mod name {`.
    inline: Vec<usize>,
    depth: usize,
    found: Vec<Path>,
}

impl Reader<'_> {
    fn read(&mut self) {
        while let Some(token) = self.tokens.get(self.at) {
            match token {
                Token::Sign('#') if self.is_test() => self.skip_item(),
                Token::Word(word) if word == "pub" && self.sign(1) == Some('(') => {
                    self.skip_to(')');
                }
                Token::Word(word) if word == "use" && !self.is_capture() => {
                    self.at += 1;
                    self.tree(&[]);
                }
                Token::Word(word) if word == "mod" && self.sign(2) == Some('{') => {
                    self.inline.push(self.depth);
                    self.depth += 1;
                    self.at += 3;
                }
                Token::Word(_) => self.path(),
                Token::Sign('{') => {
                    self.depth += 1;
                    self.at += 1;
                }
                Token::Sign('}') => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.inline.last() == Some(&self.depth) {
                        self.inline.pop();
                    }
                    self.at += 1;
                }
                Token::Sign(_) | Token::Separator => self.at += 1,
            }
        }
    }

    fn sign(&self, ahead: usize) -> Option<char> {
        match self.tokens.get(self.at + ahead) {
            Some(Token::Sign(sign)) => Some(*sign),
            _ => None,
        }
    }

    fn word(&self, ahead: usize) -> Option<&str> {
        match self.tokens.get(self.at + ahead) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// Returns true at the start of `#[cfg(test)]`.
    fn is_test(&self) -> bool {
        self.word(2) == Some("cfg") && self.word(4) == Some("test") && self.sign(5) == Some(')')
    }

    /// Returns true for the `use` in `impl Trait + use<'a>`, which imports nothing.
    fn is_capture(&self) -> bool {
        self.sign(1) == Some('<')
    }

    fn skip_to(&mut self, sign: char) {
        while self.at < self.tokens.len() && self.sign(0) != Some(sign) {
            self.at += 1;
        }
        self.at += 1;
    }

    /// Skips an attribute and its item, up to the `;` or the end of the braces.
    fn skip_item(&mut self) {
        let mut open = 0_usize;
        while self.at < self.tokens.len() {
            let sign = self.sign(0);
            self.at += 1;
            match sign {
                Some('{' | '(' | '[') => open += 1,
                Some(')' | ']') => open = open.saturating_sub(1),
                Some('}') => {
                    open = open.saturating_sub(1);
                    if open == 0 {
                        return;
                    }
                }
                Some(';') if open == 0 => return,
                _ => {}
            }
        }
    }

    /// Reads one tree of a `use`, which continues the path `before`.
    fn tree(&mut self, before: &[String]) {
        let mut segments = before.to_vec();
        loop {
            if let Some(word) = self.word(0) {
                segments.push(word.to_owned());
                self.at += 1;
            } else if self.sign(0) == Some('{') {
                self.at += 1;
                while self.at < self.tokens.len() && self.sign(0) != Some('}') {
                    self.tree(&segments);
                    if self.sign(0) == Some(',') {
                        self.at += 1;
                    }
                }
                self.at += 1;
                return;
            } else if self.sign(0) == Some('*') {
                self.at += 1;
                self.note(segments, Some("*".to_owned()));
                return;
            }
            if self.tokens.get(self.at) != Some(&Token::Separator) {
                break;
            }
            self.at += 1;
        }
        // `a::{self}` means `a`.
        if segments.len() > 1 && segments.last().is_some_and(|last| last == "self") {
            segments.pop();
        }
        let mut name = segments.last().cloned();
        if self.word(0) == Some("as") {
            name = self.word(1).map(str::to_owned);
            self.at += 2;
        } else if self.word(0).is_none() && !matches!(self.sign(0), Some(';' | ',' | '}')) {
            // This token is not part of a `use`. It is skipped to guarantee progress.
            self.at += 1;
        }
        self.note(segments, name);
    }

    /// Reads a path in code.
    fn path(&mut self) {
        let mut segments = Vec::new();
        while let Some(word) = self.word(0) {
            segments.push(word.to_owned());
            self.at += 1;
            if self.tokens.get(self.at) != Some(&Token::Separator) || self.word(1).is_none() {
                break;
            }
            self.at += 1;
        }
        if segments.len() > 1 {
            self.note(segments, None);
        }
    }

    /// Adds a path. Inside `mod name {`, the first `super` refers to the file itself.
    fn note(&mut self, mut segments: Vec<String>, name: Option<String>) {
        for _ in &self.inline {
            match segments.first().map(String::as_str) {
                Some("super") if segments.get(1).is_some_and(|next| next == "super") => {
                    segments.remove(0);
                }
                Some("super") => "self".clone_into(&mut segments[0]),
                _ => break,
            }
        }
        if !segments.is_empty() {
            self.found.push(Path { segments, name });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the paths of a text, as `path` or `path as name`.
    fn read(text: &str) -> Vec<String> {
        paths(text)
            .into_iter()
            .map(|path| {
                let text = path.segments.join("::");
                match path.name {
                    Some(name) => format!("{text} as {name}"),
                    None => text,
                }
            })
            .collect()
    }

    #[test]
    fn groups_are_written_out() {
        assert_eq!(
            read("pub(in crate::x) use crate::a::{self, b::{C as D, e}, f::*};\nuse std::fmt;"),
            [
                "crate::a as a",
                "crate::a::b::C as D",
                "crate::a::b::e as e",
                "crate::a::f as *",
                "std::fmt as fmt",
            ]
        );
    }

    #[test]
    fn paths_in_code_are_seen_and_visibility_is_none() {
        assert_eq!(
            read(
                "pub(in crate::pages) fn f(a: &crate::a::B) -> super::C { <crate::d::E as F>::g(x.y); h::<crate::i::J>() }"
            ),
            ["crate::a::B", "super::C", "crate::d::E", "crate::i::J"]
        );
    }

    #[test]
    fn comments_and_literals_are_not_read() {
        let text = r##"
            // crate::a::B
            /* crate::a::B /* crate::c::D */ crate::e::F */
            const A: &str = "crate::a::B \" crate::a::B";
            const B: &[u8] = br#"crate::a::B " crate::a::B"#;
            const C: char = '"'; const D: char = '\''; const E: char = 'x';
            fn f<'a>(_: &'a str, r: u8) -> u8 { r }
            use crate::seen;
        "##;
        assert_eq!(read(text), ["crate::seen as seen"]);
    }

    #[test]
    fn tests_are_not_read() {
        let text = "
            #[cfg(test)] use crate::a;
            #[cfg(test)] pub(crate) fn f(x: [u8; 2]) -> u8 { crate::b::c() }
            #[cfg(test)] mod tests { use super::*; fn f() { crate::d::e() } }
            #[cfg(unix)] use crate::f;
            fn g() { crate::h::i() }
        ";
        assert_eq!(read(text), ["crate::f as f", "crate::h::i"]);
    }

    #[test]
    fn in_an_inline_module_super_is_the_file() {
        let text = "mod a { mod b { use super::super::super::c; } use super::d; } use super::e;";
        assert_eq!(
            read(text),
            ["super::c as c", "self::d as d", "super::e as e"]
        );
    }

    #[test]
    fn what_is_no_import_does_not_stop_the_reader() {
        assert_eq!(
            read("fn f<'a>() -> impl A + use<'a> { crate::a::b() } use ; use crate::c"),
            ["crate::a::b", "crate::c as c"]
        );
    }
}
