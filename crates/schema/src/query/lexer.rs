//! Splits a query into tokens.

use super::Error;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A field code, a keyword, a number, or the name of a function.
    Word(String),
    /// A text in double quotes, unescaped.
    Text(String),
    /// A comparison sign: `=`, `!=`, `<`, `>`, `<=`, `>=`.
    Compare(&'static str),
    Open,
    Close,
    Comma,
    End,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// The byte offset of the token.
    pub(super) start: usize,
}

/// Returns all tokens. The last one is [`Kind::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Error> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        // This also skips the ideographic space, which Japanese input methods produce.
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

/// Returns an error at a byte offset, converted to an offset in characters.
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

/// Reads a quoted text and returns it with its length in bytes, including the quotes. Returns
/// `None` if the text is not terminated.
fn quoted(rest: &str) -> Option<(Kind, usize)> {
    let mut text = String::new();
    let mut signs = rest.char_indices().skip(1);
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => return Some((Kind::Text(text), at + 1)),
            '\\' => match signs.next()?.1 {
                escaped @ ('"' | '\\') => text.push(escaped),
                // Kintone has no other escapes, so the backslash is part of the text.
                other => text.extend(['\\', other]),
            },
            // Kintone refuses a raw tab too.
            '\t' => return None,
            other => text.push(other),
        }
    }
    None
}
