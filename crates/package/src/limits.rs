/// What a package may cost. The defaults are R33's; all sizes are bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The package itself.
    pub package: u64,
    /// Everything inflated, `contents.zip` and what is in it together (T44).
    pub inflated: u64,
    /// Entries of the outer and the inner archive together (T44).
    pub entries: usize,
    /// One file of the contents: scripts, styles, the icon.
    pub file: u64,
    /// The settings page's HTML.
    pub config_html: u64,
    /// `manifest.json`: parsed JSON takes many times the memory of its text.
    pub manifest: u64,
    /// Entries of one `js` or `css` list.
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
