//! What stands around every route. A request passes, in this order:
//!
//! 1. `service` takes it, and notes the language to answer in;
//! 2. `guard` refuses foreign names, foreign pages and wishes to leave HTTP, as a page or as JSON;
//! 3. `method_override` puts method and address right, and refuses addresses that are too long;
//! 4. `concurrency_limit` counts REST calls, and refuses those over the limit;
//! 5. the route itself; a panic in it becomes an answer.
//!
//! On the way out `concurrency_limit` tells its figures, `error::render` writes errors in
//! the caller's language, and `security_headers` adds what every answer carries.
//!
//! The rest is for single routes: `small_body` and `multipart_limit` bound bodies, `probes` and
//! `metrics` answer those who watch the server.

pub mod concurrency_limit;
pub mod guard;
pub mod method_override;
pub(crate) mod metrics;
pub(crate) mod multipart_limit;
pub(crate) mod probes;
mod security_headers;
mod service;
pub(crate) mod small_body;

pub use service::HttpService;
