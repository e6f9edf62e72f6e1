//! The contents of a `manifest.json` (B2).

mod check;
mod files;
mod json;
mod sandbox;
mod version;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::problems::{Problems, shown};
use crate::{Limits, Localized};

pub use files::image_type;
pub(crate) use files::{Found, check_files};

/// A manifest that satisfies all rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version: `1`, `1.2` or `1.2.3`. An integer in the manifest is converted to its digits.
    pub version: String,
    /// The name, with 1 to 64 characters per language.
    pub name: Localized,
    /// The description, with 1 to 200 characters per language.
    pub description: Option<Localized>,
    /// The path of the icon in the package. Old packages have none (R32).
    pub icon: Option<String>,
    /// The home page, with one URL per language.
    pub homepage_url: Option<Localized>,
    /// The scripts and styles for desktop pages.
    pub desktop: Assets,
    /// The scripts and styles for mobile pages.
    pub mobile: Assets,
    /// The settings page.
    pub config: Option<ConfigPage>,
    /// True if the plug-in requests Kintone's experimental sandbox. It is stored and shown, but has
    /// no effect (R32).
    pub sandbox: bool,
    /// The URLs that the plug-in may call, or `*`. If present, the list is enforced (R26).
    pub allowed_hosts: Option<Vec<String>>,
    /// The permissions in either of their known shapes, unchanged. They are stored and shown (R32).
    pub permissions: Option<Value>,
    /// The whole manifest as it is written, including unknown keys.
    pub raw: Value,
}

/// Scripts and styles, in the order of loading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assets {
    /// The scripts, at most 30.
    pub js: Vec<Source>,
    /// The styles, at most 30.
    pub css: Vec<Source>,
}

/// The settings page of a plug-in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigPage {
    /// The path of the page's HTML. A plug-in without one has no settings page.
    pub html: Option<String>,
    /// The scripts of the settings page, in the order of loading.
    pub js: Vec<Source>,
    /// The styles of the settings page, in the order of loading.
    pub css: Vec<Source>,
    /// The keys of the settings that must be saved before the plug-in runs (R44).
    pub required_params: Vec<String>,
}

/// The source of a script or style.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An `https:` URL that the browser loads.
    Url(String),
    /// The path of a file in the package.
    File(String),
}

impl Manifest {
    /// Returns true if the plug-in has a settings page.
    pub fn has_config_page(&self) -> bool {
        self.config
            .as_ref()
            .is_some_and(|config| config.html.is_some())
    }

    /// Returns the paths of all files to which the manifest refers, without duplicates. They are in
    /// the order in which Kintone's packer stores them: scripts and styles, the settings page, the
    /// icon.
    pub fn files(&self) -> Vec<&str> {
        let config = self.config.as_ref();
        let lists = [
            &self.desktop.js,
            &self.desktop.css,
            &self.mobile.js,
            &self.mobile.css,
        ];
        let lists = lists
            .into_iter()
            .chain(config.into_iter().flat_map(|page| [&page.js, &page.css]));
        let sources = lists.flatten().filter_map(|source| match source {
            Source::File(path) => Some(path.as_str()),
            Source::Url(_) => None,
        });
        let html = config.and_then(|page| page.html.as_deref());
        let mut files: Vec<&str> = Vec::new();
        for path in sources.chain(html).chain(self.icon.as_deref()) {
            if !files.contains(&path) {
                files.push(path);
            }
        }
        files
    }
}

/// Parses the text of a manifest and checks all rules (R31). The result is only valid if `problems`
/// stays empty.
pub(crate) fn read(
    bytes: &[u8],
    limits: &Limits,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> Option<Manifest> {
    let raw = json::parse(bytes, problems)?;
    check::read(&raw, limits, problems, warnings)
}

/// Returns the JSON pointer to `key` under `at`. As in all messages, a long or unprintable key is
/// shortened.
fn pointer(at: &str, key: &str) -> String {
    format!("{at}/{}", shown(key).replace('~', "~0").replace('/', "~1"))
}
