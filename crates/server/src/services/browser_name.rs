//! The name of a browser, read from its `User-Agent` header. It helps users to recognise their
//! sessions; nothing depends on it.

use std::fmt;

/// The marks of browsers. The first one that a header contains decides, because each browser also
/// names those that it resembles.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// The marks of systems. The first one that a header contains decides.
const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];

/// The maximum length of the name of an unknown program, in characters.
const MAX_NAME: usize = 40;

/// A browser, or another program that signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Browser {
    /// The name, such as `Firefox`.
    pub(crate) name: String,
    /// The system, such as `Linux`, if it is known.
    pub(crate) system: Option<&'static str>,
}

impl Browser {
    /// Reads a `User-Agent` header. A program that is no known browser has the name at the beginning
    /// of its header. Returns `None` if the header names nothing.
    pub(crate) fn of(user_agent: &str) -> Option<Self> {
        let find = |marks: &[(&str, &'static str)]| {
            let found = marks.iter().find(|(mark, _)| user_agent.contains(mark));
            found.map(|(_, name)| *name)
        };
        let name = match find(BROWSERS) {
            Some(name) => name.to_owned(),
            None => product(user_agent)?,
        };
        Some(Self {
            name,
            system: find(SYSTEMS),
        })
    }
}

impl fmt::Display for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.system {
            Some(system) => write!(f, "{} on {system}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// Returns the first product of a header, such as `curl` for `curl/8.11`. Every browser calls itself
/// `Mozilla`, so that name says nothing.
fn product(user_agent: &str) -> Option<String> {
    let name = user_agent.split(['/', ' ', '(']).next().unwrap_or_default();
    let name: String = name.chars().take(MAX_NAME).collect();
    (!name.is_empty() && name != "Mozilla").then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_browsers_have_their_names() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (user_agent, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned(),
                "Firefox on Linux",
            ),
            (
                format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/140.0.0.0 Safari/537.36 Edg/140.0"),
                "Edge on Windows",
            ),
            (
                format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/140.0.0.0 Safari/537.36"),
                "Chrome on Windows",
            ),
            (
                format!("Mozilla/5.0 (Linux; Android 15; K) {webkit} Chrome/140.0.0.0 Mobile Safari/537.36"),
                "Chrome on Android",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15"
                    .to_owned(),
                "Safari on macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1"
                    .to_owned(),
                "Chrome on iPhone",
            ),
        ] {
            let found = Browser::of(&user_agent).map(|browser| browser.to_string());
            assert_eq!(found.as_deref(), Some(name), "{user_agent}");
        }
    }

    #[test]
    fn another_program_has_its_own_name_or_none() {
        let named = |text: &str| Browser::of(text).map(|browser| browser.to_string());
        assert_eq!(named("curl/8.11.0").as_deref(), Some("curl"));
        assert_eq!(named("Mozilla/5.0").as_deref(), None);
        assert_eq!(named("").as_deref(), None);
        assert_eq!(named(&"x".repeat(300)), Some("x".repeat(MAX_NAME)));
    }
}
