//! What an operator does from the command line, beside a server that may be running.

pub mod keys;
pub mod maintenance;
pub mod users;
