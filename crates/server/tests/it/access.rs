//! The door: who is turned away before anything is routed, and what every answer carries.

mod fixtures;
mod matrix;
mod names;
mod routes;
pub(crate) mod rows;
mod sessions;
mod sign_in_throttle;
