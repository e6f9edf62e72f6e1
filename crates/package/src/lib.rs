//! The plug-in package format: opens, verifies, packs and signs packages.
//!
//! A package is a zip archive with `contents.zip`, `PUBKEY` and `SIGNATURE`. The contents are a
//! `manifest.json` and the files to which it refers. [`open()`] turns the bytes of a package into a
//! [`Package`], or reports all reasons against it at once. [`pack()`] creates a package.
//!
//! Invariants: This crate uses no I/O, no clock and no async code. Sizes, counts and names in an
//! archive are never trusted. No entry is ever written to a path (R33). Memory use stays within
//! [`Limits`]. No input causes a panic. Opening and packing use the same checks, so that both have
//! the same rules and messages (R31).

mod archive;
mod id;
mod key;
mod limits;
mod localized;
mod manifest;
mod open;
pub mod pack;
mod package;
mod problem;
mod problems;

pub use id::{BadId, PluginId};
pub use limits::Limits;
pub use localized::Localized;
pub use manifest::{Assets, ConfigPage, Manifest, Source, image_type};
pub use open::open;
pub use pack::{Packed, PrivateKey, pack};
pub use package::{File, Package};
pub use problem::{Code, Invalid, Problem};
