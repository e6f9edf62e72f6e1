//! The limits for packages and their defaults (R33).

/// The limits for a package. The defaults are those of R33. All sizes are in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The maximum size of the package.
    pub package: u64,
    /// The maximum size of all inflated data, `contents.zip` and its files together (T44).
    pub inflated: u64,
    /// The maximum number of entries in the outer and the inner archive together (T44).
    pub entries: usize,
    /// The maximum size of one file of the contents, such as a script, a style sheet or the icon.
    pub file: u64,
    /// The maximum size of the settings page's HTML.
    pub config_html: u64,
    /// The maximum size of `manifest.json`. Parsed JSON takes many times as much memory as its
    /// text.
    pub manifest: u64,
    /// The maximum number of items in one `js` or `css` list.
    pub list: usize,
}

impl Default for Limits {
    fn default() -> Self {
        const MB: u64 = 1024 * 1024;
        Self {
            package: 100 * MB,
            inflated: 300 * MB,
            entries: 2_000,
            file: 20 * MB,
            config_html: 65_535,
            manifest: MB,
            list: 30,
        }
    }
}
