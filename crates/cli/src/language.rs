//! The language of the terminal.

use std::sync::LazyLock;

use plugdock_server::i18n::{self, Locale};

static LOCALE: LazyLock<Locale> = LazyLock::new(|| {
    locale_of(["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| std::env::var(name).ok()))
});

/// Returns the language that the environment of this process selects.
pub(crate) fn locale() -> Locale {
    *LOCALE
}

/// Returns a text of the area `cli`, or of `package` for the problems of packages.
pub(crate) fn text(key: &str, params: &[(&str, &str)]) -> String {
    i18n::text(locale(), key, params)
}

/// Selects the language. As in POSIX, the first variable that is set decides, even if Plugdock does
/// not support its language.
fn locale_of(variables: [Option<String>; 3]) -> Locale {
    variables
        .into_iter()
        .flatten()
        .find(|value| !value.is_empty())
        .and_then(|value| Locale::parse(value.split('.').next().unwrap_or_default()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides_the_language() {
        let of = |all: Option<&str>, messages: Option<&str>, lang: Option<&str>| {
            locale_of([all, messages, lang].map(|value| value.map(str::to_owned)))
        };
        assert_eq!(of(None, None, Some("ja_JP.UTF-8")), Locale::Ja);
        assert_eq!(of(Some(""), Some("ja"), Some("en_US.UTF-8")), Locale::Ja);
        assert_eq!(of(Some("C.UTF-8"), None, Some("ja_JP")), Locale::En);
        assert_eq!(of(None, None, None), Locale::En);
    }
}
