//! The package format as its users meet it.

#[path = "it/archives.rs"]
mod archives;
#[path = "it/files.rs"]
mod files;
#[path = "it/manifests.rs"]
mod manifests;
#[path = "it/packing.rs"]
mod packing;
#[path = "it/properties.rs"]
mod properties;
#[path = "it/signatures.rs"]
mod signatures;
#[cfg(test)]
#[path = "it/support.rs"]
mod support;
#[path = "it/texts.rs"]
mod texts;
