//! The engine: from a call to its answer.

use bytes::Bytes;

use crate::{Answer, Call, Caller, Config, ConfigError, Entry, Failure, Upload};

/// The outbound proxy. Cheap to clone; clones share connections and limits.
#[derive(Clone, Debug)]
pub struct Proxy {}

impl Proxy {
    /// Sets the engine up. Needs no runtime and opens no connection.
    pub fn new(_config: Config) -> Result<Self, ConfigError> {
        Ok(Self {})
    }

    /// Calls out. Entries are those saved for the same app and plug-in, of any method and URL; those
    /// that apply are found here (R10). Dropped midway it runs to its end by itself (R17).
    pub async fn call(
        &self,
        call: Call,
        _entries: &[Entry],
        _by: Caller,
    ) -> Result<Answer, Failure> {
        Err(Failure::unreachable(call.url))
    }

    /// Sends a body on as it comes. Saved headers of `entries` are merged, their data is not: hand it
    /// none where uploads merge nothing (R02, R03). Dropped midway it is cancelled upstream (R17).
    pub async fn upload<B>(
        &self,
        upload: Upload,
        _body: B,
        _entries: &[Entry],
        _by: Caller,
    ) -> Result<Answer, Failure>
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Err(Failure::unreachable(upload.url))
    }
}
