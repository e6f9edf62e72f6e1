//! Splits a formula into tokens.

use super::fault::{Fault, What};
use crate::field::is_of_code;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number as it is written: digits with at most one decimal point.
    Number(String),
    /// A text in double quotes, unescaped.
    Text(String),
    /// The code of a field or the name of a function.
    Name(String),
    /// An operator: `+ - * / ^ & = != <> < <= > >=`.
    Sign(&'static str),
    Open,
    Close,
    Comma,
    End,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// The byte offsets of the start and the end of the token.
    pub(super) span: (usize, usize),
}

/// The operators. Longer ones come first, because the first match wins.
const SIGNS: [&str; 13] = [
    "!=", "<>", "<=", ">=", "=", "<", ">", "+", "-", "*", "/", "^", "&",
];

/// Returns all tokens. The last one is [`Kind::End`]. The error is the byte offset at which no
/// token begins.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, usize> {
    let mut tokens = Vec::new();
    let mut at = 0;
    loop {
        let rest = text[at..].trim_start();
        at = text.len() - rest.len();
        let Some(first) = rest.chars().next() else {
            tokens.push(Token {
                kind: Kind::End,
                span: (at, at),
            });
            return Ok(tokens);
        };
        let (kind, length) = match first {
            '(' => (Kind::Open, 1),
            ')' => (Kind::Close, 1),
            ',' => (Kind::Comma, 1),
            '"' => quoted(rest).ok_or(at)?,
            '.' | '0'..='9' => {
                let length = run(rest, |sign| sign.is_ascii_digit() || sign == '.');
                (Kind::Number(rest[..length].to_owned()), length)
            }
            _ => {
                if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
                    (Kind::Sign(sign), sign.len())
                } else {
                    let length = run(rest, is_of_code);
                    if length == 0 {
                        return Err(at);
                    }
                    (Kind::Name(rest[..length].to_owned()), length)
                }
            }
        };
        tokens.push(Token {
            kind,
            span: (at, at + length),
        });
        at += length;
    }
}

/// Returns an error at a byte offset, converted to an offset in characters.
pub(super) fn fault(text: &str, byte: usize, what: What) -> Fault {
    Fault {
        at: text[..byte].chars().count(),
        what,
    }
}

fn run(text: &str, fits: impl Fn(char) -> bool) -> usize {
    text.find(|sign| !fits(sign)).unwrap_or(text.len())
}

/// Reads a quoted text and returns it with its length in bytes, including the quotes. Returns
/// `None` if the text is not terminated or contains a character that no record may contain.
fn quoted(rest: &str) -> Option<(Kind, usize)> {
    let mut text = String::new();
    let mut signs = rest.char_indices().skip(1);
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => return Some((Kind::Text(text), at + 1)),
            '\\' => match signs.next()?.1 {
                'n' => text.push('\n'),
                escaped @ ('"' | '\\') => text.push(escaped),
                other => text.extend(['\\', other]),
            },
            '\0' | '\u{1f}' => return None,
            other => text.push(other),
        }
    }
    None
}
