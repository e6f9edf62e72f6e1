//! Updates conditions after fields of the form, or values that fields can have, were renamed.

use super::Error;
use super::lexer::{Kind, Token, tokens};
use crate::Fields;

/// The operators that are words. A word before one of them is a field.
const OPERATORS: [&str; 4] = ["in", "not", "like", "is"];

/// Returns a condition with other names. `field` returns the new code of a field, and `value` the
/// new text of a value that is compared with the field of the old code. All else stays as it was
/// written.
///
/// # Errors
/// [`Error::Syntax`] if the text is no sequence of tokens.
pub fn renamed(
    condition: &str,
    field: impl Fn(&str) -> String,
    value: impl Fn(&str, &str) -> String,
) -> Result<String, Error> {
    let tokens = tokens(condition)?;
    let mut text = String::with_capacity(condition.len());
    let (mut done, mut compared) = (0, None::<&str>);
    for (index, token) in tokens.iter().enumerate() {
        let new = match &token.kind {
            Kind::Word(word) if is_field(&tokens, index) => {
                compared = Some(word);
                field(word)
            }
            Kind::Text(old) => match compared.map(|code| value(code, old)) {
                Some(new) if new != *old => quoted(&new),
                _ => continue,
            },
            _ => continue,
        };
        text.push_str(&condition[done..token.start]);
        text.push_str(&new);
        done = end(condition, &tokens, index);
    }
    text.push_str(&condition[done..]);
    Ok(text)
}

/// Returns a condition with the new codes of renamed fields. It stays as it is if it cannot be read.
pub fn with_codes(condition: &str, before: &Fields, after: &Fields) -> String {
    let new = |code: &str| new_code(code, before, after).unwrap_or_else(|| code.to_owned());
    let renamed = renamed(condition, new, |_, text| text.to_owned());
    renamed.unwrap_or_else(|_| condition.to_owned())
}

/// Returns the new code of a field, or `None` if there is no such field any more.
pub(crate) fn new_code(code: &str, before: &Fields, after: &Fields) -> Option<String> {
    let (field, _) = before.find(code)?;
    let mut all = after.all();
    all.find_map(|(it, _)| (it.id == field.id).then(|| it.code.clone()))
}

/// Returns true if a word stands before an operator, and is not itself the first word of `not in`,
/// `not like` or `is not empty`.
fn is_field(tokens: &[Token], index: usize) -> bool {
    let is_operator = |token: &Token| match &token.kind {
        Kind::Compare(_) => true,
        Kind::Word(word) => OPERATORS.iter().any(|it| it.eq_ignore_ascii_case(word)),
        _ => false,
    };
    let follows_field = index > 0 && is_operator(&tokens[index]) && {
        let before = &tokens[index - 1].kind;
        matches!(before, Kind::Word(_)) && is_field(tokens, index - 1)
    };
    !follows_field && tokens.get(index + 1).is_some_and(is_operator)
}

/// Returns the byte offset behind a token.
fn end(condition: &str, tokens: &[Token], index: usize) -> usize {
    let next = tokens
        .get(index + 1)
        .map_or(condition.len(), |token| token.start);
    let start = tokens[index].start;
    start + condition[start..next].trim_end().len()
}

/// Returns a text in double quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn swap(condition: &str) -> String {
        let field = |code: &str| match code {
            "a" => "b".to_owned(),
            "b" => "a".to_owned(),
            "not" => "nicht".to_owned(),
            other => other.to_owned(),
        };
        let value = |code: &str, text: &str| match (code, text) {
            ("Status", "New") => "Brand \"new\"".to_owned(),
            _ => text.to_owned(),
        };
        renamed(condition, field, value).unwrap()
    }

    #[test]
    fn fields_and_values_get_their_new_names_and_all_else_stays() {
        for (before, after) in [
            ("", ""),
            ("a = \"a\"", "b = \"a\""),
            (
                "a>1 and (b  in (\"a\", \"b\") or a is not empty)",
                "b>1 and (a  in (\"a\", \"b\") or b is not empty)",
            ),
            (
                "a not in (LOGINUSER()) and b not like \"a\"",
                "b not in (LOGINUSER()) and a not like \"a\"",
            ),
            ("not not in (\"a\")", "nicht not in (\"a\")"),
            (
                "a = TODAY() or c = FROM_TODAY(5, DAYS)",
                "b = TODAY() or c = FROM_TODAY(5, DAYS)",
            ),
            (
                "Status in (\"New\", \"Old\") and a = \"New\"",
                "Status in (\"Brand \\\"new\\\"\", \"Old\") and b = \"New\"",
            ),
            (
                "a = 5 and b = 6 order by a asc",
                "b = 5 and a = 6 order by a asc",
            ),
        ] {
            assert_eq!(swap(before), after);
        }
        assert!(renamed("a = \"", str::to_owned, |_, text| text.to_owned()).is_err());
    }
}
