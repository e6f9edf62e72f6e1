//! The embedded front: answers "bytes of this asset". Nothing else.
//!
//! `build.rs` makes the files; a release binary carries them, a debug one reads them from the build folder.
//! Names are hashed by content, so that every asset may be cached for ever.

use std::borrow::Cow;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/dist"]
struct Dist;

/// Logical names and their URLs, sorted by name.
static URLS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// One file of the front.
pub struct Asset {
    /// The file itself.
    pub bytes: Cow<'static, [u8]>,
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// Whether the name holds a hash of the content: then `Cache-Control: immutable` is right.
    pub immutable: bool,
}

/// The asset at `path`, the part of the URL behind `/-/assets/`; `None` where there is none.
pub fn asset(path: &str) -> Option<Asset> {
    let content_type = match path.rsplit_once('.')?.1 {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => return None,
    };
    Some(Asset {
        bytes: Dist::get(path)?.data,
        content_type,
        immutable: !path.starts_with("notice."),
    })
}

/// The URL of a bundle by its logical name: `runtime.js`, `page.js`, `admin.js`, `editor.js` or `ui.css`.
///
/// # Panics
/// On a name that the build did not make: the names are written in our own pages only.
pub fn url(logical: &str) -> &'static str {
    let Ok(at) = URLS.binary_search_by_key(&logical, |(name, _)| name) else {
        panic!("the front has no {logical}");
    };
    URLS[at].1
}

#[cfg(test)]
mod tests {
    use super::{asset, url};

    #[test]
    fn every_bundle_is_served_under_its_url() {
        for (logical, content_type) in [
            ("runtime.js", "text/javascript; charset=utf-8"),
            ("page.js", "text/javascript; charset=utf-8"),
            ("admin.js", "text/javascript; charset=utf-8"),
            ("editor.js", "text/javascript; charset=utf-8"),
            ("ui.css", "text/css; charset=utf-8"),
        ] {
            let path = url(logical).strip_prefix("/-/assets/").unwrap();
            let asset = asset(path).unwrap();
            assert_eq!(asset.content_type, content_type, "{logical}");
            assert_eq!(asset.immutable, path != "notice.js" && path != "notice.css");
        }
    }

    // B7.3, R46: it runs while the page is parsed, on every page.
    #[test]
    fn the_runtime_is_a_small_classic_script() {
        let path = url("runtime.js").strip_prefix("/-/assets/").unwrap();
        let script = String::from_utf8(asset(path).unwrap().bytes.into_owned()).unwrap();
        assert!(script.len() <= 28_000, "{} bytes", script.len());
        assert!(!script.contains("import(") && !script.contains("export{"));
    }

    #[test]
    fn other_paths_have_nothing() {
        for path in [
            "",
            "runtime.js",
            "manifest.json",
            "../assets.rs",
            "/etc/hosts",
            "..",
            "%2e%2e/assets.rs",
        ] {
            assert!(asset(path).is_none(), "{path}");
        }
    }
}
