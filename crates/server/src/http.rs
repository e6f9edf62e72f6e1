//! The service and the middleware around the routes. A request passes through them in this order:
//!
//! 1. `service` receives it and reads the language to answer in.
//! 2. `guard` refuses unknown host names, pages of other sites and protocol upgrades. The refusal
//!    is a page or JSON.
//! 3. `method_override` sets the real method and address, and refuses URLs that are too long.
//! 4. `concurrency_limit` counts REST calls, and refuses those over the limit.
//! 5. The route handles it. A panic in the route becomes an error response.
//!
//! On the way out, `concurrency_limit` adds its numbers, `error::render` writes errors in the
//! caller's language, and `security_headers` adds the headers of every response.
//!
//! The other modules are for single routes: `small_body` and `multipart_limit` limit bodies, and
//! `probes` and `metrics` serve monitoring.

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
