//! All that is kept: the only SQL, blobs, sealed credentials.
//!
//! One SQL text serves SQLite and PostgreSQL; the rules for it stand in this crate's `README.md`.

mod access;
mod app_files;
mod app_plugins;
mod apps;
mod attachments;
mod audit;
mod backup;
mod blobs;
mod cache;
mod changes;
mod check;
mod commit;
pub mod db;
mod deploy;
mod dialect;
mod directory;
mod disk;
mod entries;
mod error;
mod feed;
mod kept_entries;
mod known_apps;
mod migrate;
mod open;
mod plugins;
pub mod records;
mod revisions;
mod s3;
mod script_reviews;
mod script_rights;
mod sealing;
mod server_settings;
mod sessions;
mod settings;
mod store;
mod sweep;
mod tokens;
mod topic;
mod tries;
mod uploads;
mod users;
mod versions;
mod writer;

pub use access::{Access, Actor};
pub use app_files::{
    AppFile, AppList, AppScripts, AppScriptsChange, AppSource, MAX_APP_FILE, MAX_APP_FILES,
    NewAppSource, ScriptScope,
};
pub use apps::{App, AppQuery, NewApp};
pub use attachments::Attachment;
pub use audit::{AUDIT_LIFE, AuditLine, AuditQuery, Audited};
pub use backup::{BackupError, Progress, Saved, backup, restore};
pub use blobs::{BadHash, Blobs, Sha256};
pub use cache::Cache;
pub use check::{Checked, Fault};
pub use db::{Pool, Tx};
pub use directory::{Circle, CircleChange, CircleKind, NewCircle, Person};
pub use disk::Trouble;
pub use entries::{Entry, NewEntry, OpenEntry};
pub use error::{Error, Result};
pub use kept_entries::KeptEntry;
pub use open::{OpenError, Options, Role};
pub use plugins::{Mode, Plugin, PluginFile, PluginQuery, PluginVersion, RequiredPlugin, UsingApp};
pub use script_reviews::{HeldScript, ScriptReview};
pub use sealing::{KeyError, KeyState, Resealed, Rotation};
pub use sessions::{Session, SignedIn, TokenHash};
pub use settings::{AppPlugin, Config, Settings};
pub use store::Store;
pub use sweep::{GRACE, Swept};
pub use tokens::{ApiToken, Permissions, TokenOwner};
pub use topic::Topic;
pub use tries::{Bucket, BucketName, PLACE_LIFE};
pub use uploads::{UPLOAD_LIFE, Upload};
pub use users::{NewUser, User, UserChange};
pub use versions::Reads;
