//! Characters into tokens.

use super::Error;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A field code, a keyword, a number, a function's name.
    Word(String),
    /// A text in double quotes, its escapes undone.
    Text(String),
    /// `=`, `!=`, `<`, `>`, `<=`, `>=`
    Compare(&'static str),
    Open,
    Close,
    Comma,
    End,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Bytes before it.
    pub(super) start: usize,
}

/// All tokens, the last of which is [`Kind::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Error> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        // Kintone's users type the wide space of their input method.
        rest = rest.trim_start();
        let start = text.len() - rest.len();
        let Some(first) = rest.chars().next() else {
            tokens.push(Token {
                kind: Kind::End,
                start,
            });
            return Ok(tokens);
        };
        let (kind, length) = match first {
            '(' => (Kind::Open, 1),
            ')' => (Kind::Close, 1),
            ',' => (Kind::Comma, 1),
            '"' => quoted(rest).ok_or_else(|| syntax(text, start))?,
            '=' | '!' | '<' | '>' => compare(rest).ok_or_else(|| syntax(text, start))?,
            _ => {
                let length = rest.find(ends_word).unwrap_or(rest.len());
                if length == 0 {
                    return Err(syntax(text, start));
                }
                (Kind::Word(rest[..length].to_owned()), length)
            }
        };
        tokens.push(Token { kind, start });
        rest = &rest[length..];
    }
}

/// An error at a byte, told in characters.
pub(super) fn syntax(text: &str, byte: usize) -> Error {
    Error::Syntax {
        at: text[..byte].chars().count(),
    }
}

fn ends_word(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '(' | ')' | ',' | '"' | '\'' | '=' | '!' | '<' | '>')
}

fn compare(rest: &str) -> Option<(Kind, usize)> {
    ["!=", "<=", ">=", "=", "<", ">"]
        .into_iter()
        .find(|sign| rest.starts_with(sign))
        .map(|sign| (Kind::Compare(sign), sign.len()))
}

/// The text and its length with quotes; `None` when it does not end.
fn quoted(rest: &str) -> Option<(Kind, usize)> {
    let mut text = String::new();
    let mut signs = rest.char_indices().skip(1);
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => return Some((Kind::Text(text), at + 1)),
            '\\' => match signs.next()?.1 {
                escaped @ ('"' | '\\') => text.push(escaped),
                // Stored as written: Kintone knows no other escape.
                other => text.extend(['\\', other]),
            },
            // A raw tab is refused by the real system too.
            '\t' => return None,
            other => text.push(other),
        }
    }
    None
}
