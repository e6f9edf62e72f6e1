//! The storage of Plugdock: all SQL, the blobs, and the sealed credentials.
//!
//! One SQL text works with SQLite and PostgreSQL. This crate's `README.md` lists the rules for it.

mod access;
mod app_files;
mod app_plugins;
mod app_settings;
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
mod error;
mod feed;
mod group_kind;
mod known_apps;
mod lanes;
mod migrate;
mod open;
mod plugins;
mod proxy_config_list;
mod proxy_configs;
pub mod records;
mod revisions;
mod s3;
mod script_reviews;
mod script_rights;
mod sealing;
mod server_settings;
mod sessions;
mod sign_in_throttle;
mod stoppable;
mod store;
mod sweep;
mod tokens;
mod topic;
mod uploads;
mod users;
mod versions;
mod writer;

pub use access::{Access, Actor};
pub use app_files::{
    AppFile, AppList, AppScripts, AppScriptsChange, AppSource, MAX_APP_FILE, MAX_APP_FILES,
    NewAppSource, ScriptScope,
};
pub use app_settings::{AppPlugin, AppSettings, Config};
pub use apps::{App, AppQuery, NewApp};
pub use attachments::Attachment;
pub use audit::{AUDIT_LIFE, AuditLine, AuditQuery, Audited, By};
pub use backup::{BackupError, Progress, Saved, backup, restore};
pub use blobs::{BadHash, Blobs, Sha256};
pub use cache::Cache;
pub use check::{Checked, Fault};
pub use db::{Pool, Tx};
pub use directory::{DirectoryEntry, Group, GroupChange, Membership, NewGroup};
pub use disk::Trouble;
pub use error::{Error, Result};
pub use group_kind::GroupKind;
pub use open::{OpenError, Options, QUERY_LIMIT, Role};
pub use plugins::{Mode, Plugin, PluginFile, PluginQuery, PluginVersion, RequiredPlugin, UsingApp};
pub use proxy_config_list::{ListedProxyConfig, ProxyConfig};
pub use proxy_configs::{MaskPlace, Member, NewProxyConfig, OpenProxyConfig};
pub use script_reviews::{HeldScript, ScriptReview};
pub use sealing::{KeyError, KeyState, Resealed, Rotation};
pub use sessions::{MAX_SESSIONS, Session, SignedIn, TokenHash};
pub use sign_in_throttle::{LimitName, PLACE_LIFE, SignInLimit};
pub use store::Store;
pub use sweep::{GRACE, Swept};
pub use tokens::{ApiToken, Permissions, TokenOwner};
pub use topic::Topic;
pub use uploads::{UPLOAD_LIFE, Upload};
pub use users::{NewUser, User, UserChange};
pub use versions::Reads;
