//! The URL prefix of a saved proxy config (R10).

use crate::target::Target;

/// The URL of a proxy config, parsed once for all calls.
#[derive(Clone, Debug)]
pub struct Prefix {
    text: String,
    /// The parsed URL. `None` if it is not a valid URL, so that the config applies to no call.
    target: Option<Target>,
}

impl Prefix {
    /// Returns the URL, as it was saved.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns true if a proxy config with this URL applies to the call (R10). The URL must be a
    /// case-sensitive prefix of the called URL, both must have the same origin (T14, T15), and the
    /// called path must be under the saved one (T13).
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
