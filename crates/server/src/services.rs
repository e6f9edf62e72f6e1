//! Code that `api`, `pages` and `http` share: caches, settings by administrators, the writer of the
//! audit log, and packages. It does not depend on requests and responses.

pub(crate) mod app_makers;
pub(crate) mod app_settings;
pub mod audit_writer;
pub(crate) mod browser_name;
pub(crate) mod credential_policy;
pub(crate) mod egress_lock;
pub mod health;
pub mod metrics;
pub(crate) mod package_changes;
pub mod packages;
pub(crate) mod permission_rows;
pub(crate) mod plugin_limit;
pub(crate) mod script_scope;
pub(crate) mod shapes;
pub mod snapshot;
pub(crate) mod ttl_cache;
