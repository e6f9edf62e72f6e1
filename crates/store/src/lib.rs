//! All that is kept: the only SQL, blobs, sealed credentials.

pub mod fields;

pub use fields::Fields;
