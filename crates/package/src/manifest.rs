//! `manifest.json` as read (B2).

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

/// A manifest that passed every rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// `1`, `1.2` or `1.2.3`; an integer of the manifest stands here as its digits.
    pub version: String,
    /// 1 to 64 characters a language.
    pub name: Localized,
    /// 1 to 200 characters a language.
    pub description: Option<Localized>,
    /// Path of the icon within the package; old packages have none (R32).
    pub icon: Option<String>,
    /// One page a language.
    pub homepage_url: Option<Localized>,
    /// What runs on desktop pages.
    pub desktop: Assets,
    /// What runs on mobile pages.
    pub mobile: Assets,
    /// The settings page.
    pub config: Option<ConfigPage>,
    /// Asks for the vendor's experimental sandbox; stored and shown (R32).
    pub sandbox: bool,
    /// `*` or URLs that the plug-in may call; enforced where present (R26).
    pub allowed_hosts: Option<Vec<String>>,
    /// In either of its known shapes, as written; stored and shown (R32).
    pub permissions: Option<Value>,
    /// The manifest as written, unknown keys included.
    pub raw: Value,
}

/// Scripts and styles, in load order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assets {
    /// At most 30 scripts.
    pub js: Vec<Source>,
    /// At most 30 styles.
    pub css: Vec<Source>,
}

/// The settings page of a plug-in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigPage {
    /// Path of the page's HTML. A plug-in without one has no settings page.
    pub html: Option<String>,
    /// Scripts of the settings page, in load order.
    pub js: Vec<Source>,
    /// Styles of the settings page, in load order.
    pub css: Vec<Source>,
    /// Keys of the saved settings without which the plug-in does not run (R44).
    pub required_params: Vec<String>,
}

/// Where a script or style comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An `https:` address that the browser loads.
    Url(String),
    /// The path of a file of the package.
    File(String),
}

impl Manifest {
    /// Whether there is a settings page to open.
    pub fn has_config_page(&self) -> bool {
        self.config
            .as_ref()
            .is_some_and(|config| config.html.is_some())
    }

    /// The files of the package that the manifest names, each once, in the order in which the
    /// vendor's packer puts them: scripts and styles, the settings page, the icon.
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

/// Reads the text of a manifest and holds it against every rule (R31). What comes back is only to
/// be used when `problems` stayed empty.
pub(crate) fn read(
    bytes: &[u8],
    limits: &Limits,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> Option<Manifest> {
    let raw = json::parse(bytes, problems)?;
    check::read(&raw, limits, problems, warnings)
}

/// The JSON pointer to `key` below `at`; a key that is long or does not print is shortened, as in
/// all messages.
fn pointer(at: &str, key: &str) -> String {
    format!("{at}/{}", shown(key).replace('~', "~0").replace('/', "~1"))
}
