//! Tests the request guard: the requests that it refuses before routing, and the headers of every
//! answer.

mod confirmation;
mod fixtures;
mod matrix;
mod names;
mod routes;
pub(crate) mod rows;
mod sessions;
mod sign_in_throttle;
