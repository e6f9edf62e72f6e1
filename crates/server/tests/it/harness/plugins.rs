//! Small plug-ins that are packed and signed on demand.

use std::sync::LazyLock;

use plugdock_package::{PluginId, PrivateKey, pack};
use serde_json::{Value, json};

/// The keys of the plug-ins. They are created once, because this is slow in a debug build.
static KEYS: LazyLock<Vec<PrivateKey>> =
    LazyLock::new(|| (0..3).map(|_| PrivateKey::generate().unwrap()).collect());

/// A plug-in to pack.
#[derive(Clone)]
pub(crate) struct Plugin {
    key: PrivateKey,
    /// The manifest.
    pub(crate) manifest: Value,
}

impl Plugin {
    /// Creates a plug-in with one desktop script and one settings page. `key` selects one of three
    /// keys. The same `key` gives the same plug-in ID.
    pub(crate) fn new(key: usize, version: &str) -> Self {
        Self {
            key: KEYS[key].clone(),
            manifest: json!({
                "manifest_version": 1,
                "version": version,
                "type": "APP",
                "name": {"en": format!("Plugin {}", key + 1), "ja": format!("プラグイン{}", key + 1)},
                "description": {"en": format!("Description of Plugin {}", key + 1)},
                "icon": "icon.png",
                "desktop": {"js": ["desktop.js"]},
                "config": {"html": "config.html", "js": ["config.js"], "required_params": []},
            }),
        }
    }

    /// Replaces one part of the manifest.
    pub(crate) fn with(mut self, pointer: &str, value: Value) -> Self {
        *self
            .manifest
            .pointer_mut(pointer)
            .expect("a part of the manifest") = value;
        self
    }

    /// Returns the plug-in ID.
    pub(crate) fn id(&self) -> PluginId {
        self.key.id()
    }

    /// Returns the signed package.
    pub(crate) fn pack(&self) -> Vec<u8> {
        let manifest = self.manifest.to_string();
        let packed = pack(manifest.as_bytes(), |path| Some(file(path)), &self.key);
        packed.expect("a good plug-in").bytes
    }
}

fn file(path: &str) -> Vec<u8> {
    match path {
        "icon.png" => PNG.to_vec(),
        "config.html" => b"<p>settings</p>".to_vec(),
        // R45: authors should not submit a whole document, but they do.
        "whole.html" => b"<!DOCTYPE html><html><head><title>x</title><base href=\"/\"></head><body>\
            <p id=\"whole\"></p><script src=\"https://cdn.example.com/own.js\"></script></body></html>"
            .to_vec(),
        _ => format!("// {path}").into_bytes(),
    }
}

/// A PNG image of one pixel.
const PNG: [u8; 67] = [
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, b'I', b'D', b'A', b'T',
    0x78, 0xda, 0x63, 0x60, 0, 0, 0, 2, 0, 1, 0xe5, 0x27, 0xde, 0xfc, 0, 0, 0, 0, b'I', b'E', b'N',
    b'D', 0xae, 0x42, 0x60, 0x82,
];
