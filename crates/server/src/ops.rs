//! The operator's commands. They can run while a server is running.

pub mod keys;
pub mod maintenance;
pub mod users;
