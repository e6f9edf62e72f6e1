//! Normalizes texts for search, and serializes numbers as texts.

use std::fmt::Display;

use serde::Serializer;
use unicode_normalization::UnicodeNormalization as _;

/// Normalizes a text for `like`: differences of case and width are removed, so that both databases
/// find the same records.
pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

/// Serializes a number as a text, as the REST API does.
pub(crate) fn as_text<T: Display, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_whatever_its_case_and_width() {
        assert_eq!(fold("ＡＢＣ ｶﾞ"), fold("abc ガ"));
        assert_ne!(fold("a"), fold("b"));
    }
}
