//! The embedded web frontend. This crate only returns the bytes of its files.
//!
//! `build.rs` creates the files. A release binary contains them, and a debug binary reads them from
//! the build folder. The names contain a hash of the content, so that browsers may cache the files
//! forever.

use std::borrow::Cow;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/dist"]
struct Dist;

/// The URLs of the bundles, one for each row of `web/bundles.json`.
pub mod url {
    include!(concat!(env!("OUT_DIR"), "/url.rs"));
}

/// A file of the frontend.
pub struct Asset {
    /// The content of the file.
    pub bytes: Cow<'static, [u8]>,
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// True if the name contains a hash of the content, so that `Cache-Control: immutable` is
    /// correct.
    pub immutable: bool,
}

/// Returns the asset at `path`, which is the part of the URL after `/-/assets/`, or `None` if it
/// does not exist.
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

#[cfg(test)]
#[path = "../build/bundles.rs"]
mod bundles;

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{asset, bundles, url};

    #[test]
    fn every_bundle_is_served_under_its_url() {
        assert!(url::ALL.contains(&("runtime.js", url::RUNTIME_JS)));
        for (logical, url) in url::ALL {
            let path = url.strip_prefix("/-/assets/").unwrap();
            let asset = asset(path).unwrap();
            let content_type = match logical.rsplit_once('.').unwrap().1 {
                "css" => "text/css; charset=utf-8",
                _ => "text/javascript; charset=utf-8",
            };
            assert_eq!(asset.content_type, content_type, "{logical}");
            assert_eq!(asset.immutable, path != "notice.js" && path != "notice.css");
        }
    }

    #[test]
    fn the_notice_of_a_build_without_npm_stands_in_for_every_bundle() {
        let list = include_str!("../../../web/bundles.json");
        let names = bundles::logical_names(list).unwrap();
        assert!(names.iter().eq(url::ALL.iter().map(|(logical, _)| logical)));
        let files = bundles::notice(&names, "npm \"was\" not found");
        let files: BTreeMap<&str, String> = files.into_iter().collect();
        let manifest: BTreeMap<String, String> =
            serde_json::from_str(&files["manifest.json"]).unwrap();
        assert_eq!(
            manifest.keys().collect::<BTreeSet<_>>(),
            names.iter().collect()
        );
        for (logical, file) in manifest {
            let ending = logical.rsplit_once('.').unwrap().1;
            assert!(file.ends_with(ending), "{logical}: {file}");
            let shown = &files[file.as_str()];
            assert_eq!(shown.contains(r#""npm \"was\" not found""#), ending == "js");
        }
    }

    // B7.3, R46: The runtime delays the parsing of every page, so it must be small.
    #[test]
    fn the_runtime_is_a_small_classic_script() {
        let path = url::RUNTIME_JS.strip_prefix("/-/assets/").unwrap();
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
