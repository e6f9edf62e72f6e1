//! The connector of the HTTP client.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::Uri;
use hyper_util::rt::TokioIo;
use tower::Service;
use url::Url;

use super::metered::Metered;
use super::{DialError, Dialer};
use crate::origin::Origin;

#[derive(Clone)]
pub(crate) struct Connector {
    dialer: Arc<Dialer>,
    is_reused: bool,
}

impl Connector {
    /// Creates a connector whose connections serve several requests.
    pub(crate) fn new(dialer: Dialer) -> Self {
        Self {
            dialer: Arc::new(dialer),
            is_reused: true,
        }
    }

    /// Returns a connector whose connections serve only one request.
    pub(crate) fn for_one(&self) -> Self {
        Self {
            dialer: Arc::clone(&self.dialer),
            is_reused: false,
        }
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Metered>;
    type Error = DialError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, DialError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), DialError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let Self { dialer, is_reused } = self.clone();
        Box::pin(async move {
            let origin = Url::parse(&uri.to_string())
                .ok()
                .and_then(|url| Origin::of(&url))
                .ok_or_else(|| DialError::NoAddress(String::new(), "no host".to_owned()))?;
            let stream = dialer.dial(&origin, is_reused).await?;
            Ok(TokioIo::new(Metered::new(
                stream,
                &dialer.limits,
                is_reused,
            )))
        })
    }
}
