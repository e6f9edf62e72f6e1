//! Texts in several languages, such as the name in a manifest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A text in several languages. English is always one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Localized(BTreeMap<String, String>);

impl Localized {
    /// The languages that a manifest may use (B2).
    pub const LANGUAGES: [&'static str; 8] = ["ja", "en", "zh", "zh-TW", "es", "th", "pt-BR", "ms"];

    /// Returns the text in `lang`, or in English if there is none (B2.1), or the empty text.
    pub fn get(&self, lang: &str) -> &str {
        self.0
            .get(lang)
            .or_else(|| self.0.get("en"))
            .map_or("", String::as_str)
    }

    /// Returns true if the manifest contains the text in exactly this language.
    pub fn has(&self, lang: &str) -> bool {
        self.0.contains_key(lang)
    }

    /// Iterates over the languages and texts, sorted by language.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(lang, text)| (lang.as_str(), text.as_str()))
    }
}

impl FromIterator<(String, String)> for Localized {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(texts: I) -> Self {
        Self(texts.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_language_falls_back_to_english() {
        let name: Localized = serde_json::from_str(r#"{"en":"Map","ja":"地図"}"#).unwrap();
        assert_eq!(
            (name.get("ja"), name.get("zh"), name.get("en")),
            ("地図", "Map", "Map")
        );
        assert_eq!(Localized::default().get("ja"), "");
    }
}
