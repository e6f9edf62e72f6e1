//! The operator's commands, which can run beside a running server.

pub mod keys;
pub mod maintenance;
pub mod users;
