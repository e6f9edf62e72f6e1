//! Tests the public interface of the package format. Each module has a `cfg(test)` attribute,
//! because clippy recognizes test code only by it.

#[cfg(test)]
#[path = "it/archives.rs"]
mod archives;
#[cfg(test)]
#[path = "it/entries.rs"]
mod entries;
#[cfg(test)]
#[path = "it/files.rs"]
mod files;
#[cfg(test)]
#[path = "it/manifests.rs"]
mod manifests;
#[cfg(test)]
#[path = "it/oracle.rs"]
mod oracle;
#[cfg(test)]
#[path = "it/packing.rs"]
mod packing;
#[cfg(test)]
#[path = "it/properties.rs"]
mod properties;
#[cfg(test)]
#[path = "../../../fuzz/replay.rs"]
mod replay;
#[cfg(test)]
#[path = "it/signatures.rs"]
mod signatures;
#[cfg(test)]
#[path = "it/support.rs"]
mod support;
#[cfg(test)]
#[path = "it/texts.rs"]
mod texts;
