//! Texts as they are searched.

use unicode_normalization::UnicodeNormalization as _;

/// A text as `like` compares it: without case and width, so that both databases find the same.
pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).nfkc().collect()
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
