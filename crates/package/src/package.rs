use crate::{Manifest, PluginId, Problem};

/// A package whose signature, archive and manifest are sound.
#[derive(Debug, Clone)]
pub struct Package {
    /// From its public key.
    pub id: PluginId,
    /// As read.
    pub manifest: Manifest,
    /// Exactly the files that the manifest names: what may be served (R30, T50).
    pub files: Vec<File>,
    /// What is odd but accepted (R32).
    pub warnings: Vec<Problem>,
    /// SHA-256 of the package's bytes; the signature itself is SHA-1, so this is what to pin (T48).
    pub sha256: [u8; 32],
}

/// A file of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Relative to the manifest, `/` between segments, never with `.`, `..` or an empty segment.
    pub path: String,
    /// As signed (T45).
    pub bytes: Vec<u8>,
    /// Of `bytes`.
    pub sha256: [u8; 32],
}

impl Package {
    /// The file at `path`.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}
