//! Texts that people read, in English and Japanese, from `locales/{language}/{area}.json`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English, what is spoken where nothing else is asked for.
    #[default]
    En,
    /// Japanese.
    Ja,
}

impl Locale {
    /// The two-letter name, as in `<html lang>` and in the folders of `locales/`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ja => "ja",
        }
    }

    /// Reads a user's setting or a `lang` parameter, in any case; `None` for a language we lack.
    pub fn parse(name: &str) -> Option<Self> {
        let primary = name.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "ja" => Some(Self::Ja),
            _ => None,
        }
    }

    /// The first language of an `Accept-Language` header that we speak, by weight; `*` counts as
    /// absent (B8.3).
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut wanted: Vec<(f32, Self)> = header
            .split(',')
            .filter_map(|part| {
                let mut pieces = part.trim().split(';');
                let locale = Self::parse(pieces.next()?.trim())?;
                let weight = pieces
                    .find_map(|piece| piece.trim().strip_prefix("q=")?.trim().parse().ok())
                    .unwrap_or(1.0);
                (weight > 0.0).then_some((weight, locale))
            })
            .collect();
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
        wanted.first().map(|(_, locale)| *locale)
    }
}

/// The texts of the pages in one language.
#[derive(Clone, Copy)]
pub(crate) struct PageTexts(pub(crate) Locale);

impl PageTexts {
    /// The text of `pages.{key}`.
    pub(crate) fn text(self, key: &str, params: &[(&str, &str)]) -> String {
        text(self.0, &format!("pages.{key}"), params)
    }

    /// The text of `pages.{key}`, which has no places.
    pub(crate) fn t(self, key: &str) -> String {
        self.text(key, &[])
    }
}

type Texts = HashMap<String, String>;

macro_rules! areas {
    ($lang:literal: $($area:literal),+ $(,)?) => {{
        let mut all = Texts::new();
        $(
            let area: Texts = serde_json::from_str(include_str!(concat!(
                "../../../locales/", $lang, "/", $area, ".json"
            )))
            .expect("locales are checked by the tests of this module");
            all.extend(area.into_iter().map(|(key, text)| (format!(concat!($area, ".{}"), key), text)));
        )+
        all
    }};
}

static EN: LazyLock<Texts> = LazyLock::new(|| {
    areas!("en":
        "package",
        "proxy",
        "errors",
        "records",
        "runtime",
        "pages",
        "record",
        "data",
        "admin",
        "form",
        "cli",
    )
});
static JA: LazyLock<Texts> = LazyLock::new(|| {
    areas!("ja":
        "package",
        "proxy",
        "errors",
        "records",
        "runtime",
        "pages",
        "record",
        "data",
        "admin",
        "form",
        "cli",
    )
});

/// The text of `key` ("area.key") with each `{name}` replaced by its parameter.
///
/// A key that no file has comes back as itself, so that a forgotten text is seen and not fatal.
pub fn text(locale: Locale, key: &str, params: &[(&str, &str)]) -> String {
    let texts = match locale {
        Locale::En => &EN,
        Locale::Ja => &JA,
    };
    let template = texts.get(key).map_or(key, String::as_str);
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    // One pass, so that a parameter's own braces are never read as a place.
    while let Some(open) = rest.find('{') {
        let (before, tail) = rest.split_at(open);
        out.push_str(before);
        let place = tail.find('}').map(|close| &tail[1..close]);
        let known = place.and_then(|name| params.iter().find(|(key, _)| *key == name));
        if let Some((name, value)) = known {
            out.push_str(value);
            rest = &tail[name.len() + 2..];
        } else {
            out.push('{');
            rest = &tail[1..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> = text
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}').map(|(name, _)| name))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    #[test]
    fn both_languages_have_the_same_keys_and_places() {
        for (key, english) in EN.iter() {
            let japanese = JA.get(key).unwrap_or_else(|| panic!("ja lacks {key}"));
            assert_eq!(places(english), places(japanese), "places of {key}");
        }
        for key in JA.keys() {
            assert!(EN.contains_key(key), "en lacks {key}");
        }
    }

    #[test]
    fn the_browser_decides_by_weight_and_a_star_counts_as_absent() {
        assert_eq!(
            Locale::from_accept_language("en;q=0.5, ja"),
            Some(Locale::Ja)
        );
        assert_eq!(
            Locale::from_accept_language("fr, en-GB;q=0.4"),
            Some(Locale::En)
        );
        assert_eq!(Locale::from_accept_language("*"), None);
        assert_eq!(Locale::from_accept_language("ja;q=0"), None);
    }

    #[test]
    fn a_parameter_with_braces_is_not_read_again() {
        assert_eq!(
            text(Locale::En, "{a}{b}", &[("a", "{b}"), ("b", "x")]),
            "{b}x"
        );
    }
}
