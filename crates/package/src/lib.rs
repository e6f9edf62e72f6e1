//! The plug-in package format: open, verify, pack, sign.
//!
//! A package is a zip that holds `contents.zip`, `PUBKEY` and `SIGNATURE`; the contents hold a
//! `manifest.json` and the files it names. [`open()`] turns the bytes of one into a [`Package`] or
//! into every reason against it at once; [`pack()`] makes one.
//!
//! Invariants: no I/O, no clock, no async; nothing trusts a size, a count or a name that an
//! archive declares; no entry is ever written to a path (R33); memory stays within [`Limits`];
//! no input panics. The same checks serve opening and packing, so texts and rules are one (R31).

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
