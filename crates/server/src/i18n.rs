//! The languages of the interface and their texts in `locales/{language}/{area}.json`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// The texts of a language by "area.key".
type Texts = HashMap<String, String>;

/// Reads all areas of the folder `$tag`.
macro_rules! texts {
    ($tag:literal: $($area:literal),+ $(,)?) => {{
        let mut all = Texts::new();
        $(
            let area: Texts = serde_json::from_str(include_str!(concat!(
                "../../../locales/", $tag, "/", $area, ".json"
            )))
            .expect("locales are checked by the tests of this module");
            all.extend(area.into_iter().map(|(key, text)| (format!(concat!($area, ".{}"), key), text)));
        )+
        all
    }};
}

/// Declares the languages. English comes first and is the default.
macro_rules! languages {
    ($($language:ident $tag:literal $name:literal $plural:path,)+) => {
        /// A language of the interface.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Locale {
            $(
                #[doc = $name]
                #[serde(rename = $tag)]
                $language,
            )+
        }

        impl Locale {
            /// All languages.
            pub const ALL: &[Self] = &[$(Self::$language),+];

            /// Returns the language tag, as in `<html lang>` and in the folders of `locales/`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$language => $tag,)+
                }
            }

            /// Returns the name of the language in the language itself.
            pub const fn own_name(self) -> &'static str {
                match self {
                    $(Self::$language => $name,)+
                }
            }

            /// Returns the plural category of `number` (a CLDR name, such as `one`), as
            /// `Intl.PluralRules` in the browser does.
            fn plural(self, number: &str) -> &'static str {
                match self {
                    $(Self::$language => $plural(number),)+
                }
            }

            fn texts(self) -> &'static Texts {
                match self {
                    $(Self::$language => {
                        static TEXTS: LazyLock<Texts> = LazyLock::new(|| texts!($tag:
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
                        ));
                        &TEXTS
                    })+
                }
            }
        }
    };
}

// A new language needs a folder in `locales/`, a line here, and its plural rule below.
languages! {
    En "en" "English" plural::one_and_other,
    Ja "ja" "日本語" plural::other,
}

/// The plural rules. Each takes a number as it is displayed and returns its category.
mod plural {
    pub(super) fn one_and_other(number: &str) -> &'static str {
        if number == "1" { "one" } else { "other" }
    }

    pub(super) fn other(_: &str) -> &'static str {
        "other"
    }
}

impl Default for Locale {
    /// Returns the default language.
    fn default() -> Self {
        Self::En
    }
}

impl Locale {
    /// Parses a user's setting or a `lang` parameter, in any case. Returns `None` for an
    /// unsupported language.
    pub fn parse(name: &str) -> Option<Self> {
        let primary = name.split(['-', '_']).next().unwrap_or_default();
        let spoken = |locale: &&Self| locale.as_str().eq_ignore_ascii_case(primary);
        Self::ALL.iter().find(spoken).copied()
    }

    /// Returns the supported language with the highest weight in an `Accept-Language` header. `*`
    /// counts as absent (B8.3).
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

/// The texts of the pages in a language.
#[derive(Clone, Copy)]
pub(crate) struct PageTexts(pub(crate) Locale);

impl PageTexts {
    /// Returns the text of `pages.{key}`.
    pub(crate) fn text(self, key: &str, params: &[(&str, &str)]) -> String {
        text(self.0, &format!("pages.{key}"), params)
    }

    /// Returns the text of `pages.{key}`, which has no parameters.
    pub(crate) fn t(self, key: &str) -> String {
        self.text(key, &[])
    }
}

/// Returns the text of `key` ("area.key") with its placeholders replaced by `params`.
///
/// A placeholder is `{name}`, or `{name:one=app|other=apps}` for a word that depends on a number.
/// The second kind is replaced by the form for the number's plural category. If there is no such
/// form, the form `other` is used.
///
/// An unknown key is returned as the text, so that a missing text is visible but not fatal.
pub fn text(locale: Locale, key: &str, params: &[(&str, &str)]) -> String {
    let template = locale.texts().get(key).map_or(key, String::as_str);
    filled(locale, template, params)
}

fn filled(locale: Locale, template: &str, params: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    // A single pass ensures that braces in a parameter are never read as a placeholder.
    while let Some(open) = rest.find('{') {
        let (before, tail) = rest.split_at(open);
        out.push_str(before);
        let place = tail.find('}').map(|close| &tail[1..close]);
        let value = place.and_then(|place| value(locale, place, params));
        if let (Some(place), Some(value)) = (place, value) {
            out.push_str(value);
            rest = &tail[place.len() + 2..];
        } else {
            out.push('{');
            rest = &tail[1..];
        }
    }
    out.push_str(rest);
    out
}

/// Returns the value of a placeholder, which is given without its braces. Returns `None` if there
/// is no such parameter.
fn value<'a>(locale: Locale, place: &'a str, params: &[(&str, &'a str)]) -> Option<&'a str> {
    let (name, forms) = match place.split_once(':') {
        Some((name, forms)) => (name, Some(forms)),
        None => (place, None),
    };
    let (_, value) = params.iter().find(|(key, _)| *key == name)?;
    match forms {
        None => Some(value),
        Some(forms) => form(forms, locale.plural(value)),
    }
}

/// Returns the form for a plural category in a list such as `one=app|other=apps`.
fn form<'a>(forms: &'a str, category: &str) -> Option<&'a str> {
    let of = |wanted: &str| {
        let mut forms = forms.split('|').filter_map(|form| form.split_once('='));
        forms.find(|(category, _)| *category == wanted)
    };
    let (_, text) = of(category).or_else(|| of("other"))?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// Returns the placeholders of a text, without their braces.
    fn whole_places(text: &str) -> impl Iterator<Item = &str> {
        let parts = text.split('{').skip(1);
        parts.filter_map(|part| part.split_once('}').map(|(place, _)| place))
    }

    fn places(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> = whole_places(text)
            .map(|place| place.split_once(':').map_or(place, |(name, _)| name))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    #[test]
    fn every_language_has_the_same_keys_and_places() {
        let english = Locale::En.texts();
        for locale in Locale::ALL {
            let texts = locale.texts();
            for (key, text) in english {
                let translated = texts
                    .get(key)
                    .unwrap_or_else(|| panic!("{locale:?} lacks {key}"));
                assert_eq!(
                    places(text),
                    places(translated),
                    "places of {key} in {locale:?}"
                );
            }
            assert_eq!(texts.len(), english.len(), "{locale:?} has additional keys");
        }
    }

    #[test]
    fn every_plural_has_the_form_other_and_no_unknown_one() {
        let known = ["zero", "one", "two", "few", "many", "other"];
        for locale in Locale::ALL {
            for (key, text) in locale.texts() {
                for forms in whole_places(text).filter_map(|place| place.split_once(':')) {
                    let forms: Vec<&str> = forms
                        .1
                        .split('|')
                        .map(|form| form.split_once('=').map_or(form, |(category, _)| category))
                        .collect();
                    assert!(forms.contains(&"other"), "{key} in {locale:?}");
                    for form in forms {
                        assert!(known.contains(&form), "{form} of {key} in {locale:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_word_follows_its_number() {
        let template = "{count} {count:one=app uses|other=apps use} it";
        let told = |locale, count| filled(locale, template, &[("count", count)]);
        assert_eq!(told(Locale::En, "1"), "1 app uses it");
        for count in ["0", "2", "11", "1,000"] {
            assert_eq!(told(Locale::En, count), format!("{count} apps use it"));
        }
        // Japanese has one form for all numbers.
        assert_eq!(told(Locale::Ja, "1"), "1 apps use it");
        assert_eq!(filled(Locale::En, "{n:other=all}", &[("n", "1")]), "all");
        assert_eq!(filled(Locale::En, "{n:one=x}", &[("n", "2")]), "{n:one=x}");
        assert_eq!(filled(Locale::En, "{n:other=x}", &[]), "{n:other=x}");
    }

    #[test]
    fn every_folder_of_locales_is_a_language_and_every_file_of_it_is_read() {
        let names = |folder: &Path| -> BTreeSet<String> {
            let entries = std::fs::read_dir(folder).unwrap();
            entries
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect()
        };
        let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales");
        let languages = Locale::ALL.iter().map(|locale| locale.as_str().to_owned());
        assert_eq!(names(&locales), languages.collect());
        for locale in Locale::ALL {
            let areas = locale.texts().keys().map(|key| {
                let (area, _) = key.split_once('.').unwrap();
                format!("{area}.json")
            });
            assert_eq!(names(&locales.join(locale.as_str())), areas.collect());
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
