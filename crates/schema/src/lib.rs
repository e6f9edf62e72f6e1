//! What an app is made of and what its records hold, as far as it is pure: fields and their values,
//! formulas, the query language, layout, views, process, rich text.
//!
//! No SQL, no HTTP, no files: the same input gives the same answer, and all of it can be fuzzed as it is.

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

pub use field::{Field, FieldId, FieldType, Fields};
pub use ids::{
    ApiTokenId, AppId, FileKey, GroupId, Millis, ProxyConfigId, RecordId, Revision, UserId,
};
pub use place::Place;
pub use problem::{Invalid, Problem, Wrong};
pub use process::Process;
pub use sent::Sent;
