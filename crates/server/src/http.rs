//! The code around the routes. A request passes these steps in order:
//!
//! 1. `service` accepts the request and notes the language of the answer. `request_log` starts the
//!    clock.
//! 2. `guard` refuses foreign host names, requests from foreign pages, and protocol upgrades.
//! 3. `method_override` applies `X-HTTP-Method-Override`, maps addresses of guest spaces, and
//!    refuses addresses that are too long.
//! 4. `concurrency_limit` counts REST calls and refuses those over the limit.
//! 5. The route answers, inside a span that `request_log` opens. A panic in it becomes an answer with
//!    status 500.
//!
//! On the way back `concurrency_limit` adds its figures, `error::render` writes errors in the
//! caller's language, `request_log` logs the request, and `security_headers` adds the headers that
//! every answer has.
//!
//! The other modules serve single routes: `small_body` and `multipart_limit` limit bodies, and
//! `monitoring` answers probes and requests for metrics.

pub mod concurrency_limit;
pub mod guard;
pub mod method_override;
pub(crate) mod monitoring;
pub(crate) mod multipart_limit;
mod request_log;
mod security_headers;
mod service;
pub(crate) mod small_body;

pub(crate) use request_log::NoteRoute;
pub use service::HttpService;
