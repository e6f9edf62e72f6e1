//! The definition of an app and the contents of its records, as far as they are pure: fields and
//! their values, formulas, the query language, layout, views, process, permissions and rich text.
//!
//! This crate uses no SQL, no HTTP and no files. The same input always gives the same result, so
//! all of it can be fuzzed directly.

pub mod acl;
pub mod decimal;
pub mod field;
pub mod formula;
pub mod ids;
pub mod layout;
pub mod place;
pub mod problem;
pub mod process;
pub mod query;
pub mod rich;
pub mod sent;
pub mod text;
pub mod value;
pub mod views;

pub use acl::Acl;
pub use field::{Field, FieldId, FieldType, Fields};
pub use ids::{
    ApiTokenId, AppId, FileKey, GroupId, Millis, ProxyConfigId, RecordId, Revision, UserId,
};
pub use place::Place;
pub use problem::{Invalid, Problem, Wrong};
pub use process::Process;
pub use sent::Sent;
