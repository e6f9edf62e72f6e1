//! An opened package and its files.

use crate::{Manifest, PluginId, Problem};

/// A package with a valid signature, archive and manifest.
#[derive(Debug, Clone)]
pub struct Package {
    /// The ID, which depends on the public key.
    pub id: PluginId,
    /// The parsed manifest.
    pub manifest: Manifest,
    /// The files to which the manifest refers. Only these may be served (R30, T50).
    pub files: Vec<File>,
    /// The warnings about unusual but accepted parts (R32).
    pub warnings: Vec<Problem>,
    /// The SHA-256 hash of the package. Use it to pin a package, because the signature uses SHA-1
    /// (T48).
    pub sha256: [u8; 32],
}

/// A file of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The path relative to the manifest. Its segments are separated by `/`, and none is empty, `.`
    /// or `..`.
    pub path: String,
    /// The bytes, as they were signed (T45).
    pub bytes: Vec<u8>,
    /// The SHA-256 hash of `bytes`.
    pub sha256: [u8; 32],
}

impl Package {
    /// Returns the file at `path`.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}
