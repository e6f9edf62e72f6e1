//! The bytes of an upload (R15). They are counted and passed on without being collected.

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use http_body::{Body, Frame, SizeHint};

type BoxError = Box<dyn Error + Send + Sync>;
type Bytewise = dyn Body<Data = Bytes, Error = BoxError> + Send;

/// The body has a different length than announced, or was interrupted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    #[error("more bytes than announced")]
    More,
    #[error("{0} bytes fewer than announced")]
    Fewer(u64),
    #[error("the sender aborted the upload: {0}")]
    Off(BoxError),
}

/// A body with an exact number of bytes, so that the upstream receives a Content-Length (001.26).
pub(crate) struct Counted {
    inner: Pin<Box<Bytewise>>,
    left: u64,
}

impl Counted {
    pub(crate) fn new<B>(body: B, size: u64) -> Self
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        Self {
            inner: Box::pin(http_body_util::BodyExt::map_err(body, Into::into)),
            left: size,
        }
    }
}

impl Body for Counted {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        loop {
            let frame = ready!(self.inner.as_mut().poll_frame(cx));
            return Poll::Ready(match frame {
                None if self.left > 0 => Some(Err(Broken::Fewer(self.left))),
                None => None,
                Some(Err(error)) => Some(Err(Broken::Off(error))),
                Some(Ok(frame)) => match frame.into_data() {
                    // Trailers of the page's request are not passed on.
                    Err(_) => continue,
                    Ok(data) if data.remaining() as u64 > self.left => Some(Err(Broken::More)),
                    Ok(data) => {
                        self.left -= data.remaining() as u64;
                        Some(Ok(Frame::data(data)))
                    }
                },
            });
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0 && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
