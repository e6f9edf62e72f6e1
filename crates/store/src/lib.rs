//! All that is kept: the only SQL, blobs, sealed credentials.
//!
//! One SQL text serves SQLite and PostgreSQL; the rules for it stand in this crate's `README.md`.

mod changes;
pub mod db;
mod error;
pub mod fields;
mod ids;
mod migrate;
mod open;
pub mod query;
mod store;

pub use changes::{Change, Topic};
pub use db::{Pool, Tx};
pub use error::{Error, Result};
pub use fields::Fields;
pub use ids::{ApiTokenId, AppId, EntryId, FileKey, Millis, RecordId, Revision, UserId};
pub use open::{OpenError, Options, Role};
pub use store::Store;
