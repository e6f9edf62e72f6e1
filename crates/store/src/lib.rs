//! All that is kept: the only SQL, blobs, sealed credentials.
//!
//! One SQL text serves SQLite and PostgreSQL; the rules for it stand in this crate's `README.md`.

mod access;
mod app_plugins;
mod apps;
mod changes;
pub mod db;
mod deploy;
mod error;
pub mod fields;
mod ids;
mod migrate;
mod open;
pub mod query;
mod revisions;
mod sessions;
mod settings;
mod store;
mod tokens;
mod users;

pub use access::{Access, Actor};
pub use apps::{App, AppQuery, NewApp};
pub use changes::{Change, Topic};
pub use db::{Pool, Tx};
pub use error::{Error, Result};
pub use fields::Fields;
pub use ids::{ApiTokenId, AppId, EntryId, FileKey, Millis, RecordId, Revision, UserId};
pub use open::{OpenError, Options, Role};
pub use sessions::{Session, TokenHash};
pub use settings::{AppPlugin, Config, Settings};
pub use store::Store;
pub use tokens::{ApiToken, Permissions};
pub use users::{NewUser, User};
