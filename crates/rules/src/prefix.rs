//! The URL under which a proxy config was saved (R10).

use crate::target::Target;

/// The URL of a proxy config, read once for all calls.
#[derive(Clone, Debug)]
pub struct Prefix {
    text: String,
    /// `None`: it is no URL, and applies to none.
    target: Option<Target>,
}

impl Prefix {
    /// As it was saved.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a proxy config saved under it applies to the call (R10): it is a case-sensitive beginning
    /// of the called text, and of the same origin (T14, T15), and the path stays under it (T13).
    pub fn applies(&self, called: &Target) -> bool {
        let saved = self.target.as_ref();
        called.given().starts_with(&self.text)
            && saved.is_some_and(|own| own.origin() == called.origin() && called.is_under(own))
    }
}

impl From<String> for Prefix {
    fn from(text: String) -> Self {
        let target = Target::parse(&text).ok();
        Self { text, target }
    }
}

impl From<&str> for Prefix {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}
