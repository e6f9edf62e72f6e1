//! All that is kept: the only SQL, blobs, sealed credentials.
//!
//! One SQL text serves SQLite and PostgreSQL; the rules for it stand in this crate's `README.md`.

mod access;
mod app_plugins;
mod apps;
mod attachments;
mod audit;
mod blobs;
mod changes;
pub mod db;
mod deploy;
mod entries;
mod error;
mod feed;
pub mod fields;
mod ids;
mod migrate;
mod open;
mod plugins;
pub mod query;
pub mod records;
mod revisions;
mod s3;
mod sealing;
mod server_settings;
mod sessions;
mod settings;
mod store;
mod sweep;
mod tokens;
mod uploads;
mod users;

pub use access::{Access, Actor};
pub use apps::{App, AppQuery, NewApp};
pub use attachments::Attachment;
pub use audit::{AUDIT_LIFE, AuditLine, AuditQuery};
pub use blobs::{BadHash, Blobs, Sha256};
pub use changes::{Change, Topic};
pub use db::{Pool, Tx};
pub use entries::{Entry, NewEntry, OpenEntry};
pub use error::{Error, Result};
pub use feed::{Event, Events};
pub use fields::Fields;
pub use ids::{ApiTokenId, AppId, EntryId, FileKey, Millis, RecordId, Revision, UserId};
pub use open::{OpenError, Options, Role};
pub use plugins::{Mode, Plugin, PluginFile, PluginQuery, PluginVersion, RequiredPlugin, UsingApp};
pub use sessions::{Session, TokenHash};
pub use settings::{AppPlugin, Config, Settings};
pub use store::Store;
pub use sweep::{GRACE, Swept};
pub use tokens::{ApiToken, Permissions};
pub use uploads::{UPLOAD_LIFE, Upload};
pub use users::{NewUser, User};
