//! The body of an answer as a stream of bytes, without its content codings.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::Stream;
use http_body::Body;
use hyper::body::Incoming;
use tokio_util::io::{ReaderStream, StreamReader};

use crate::classify;
use crate::coding::{self, Coding, Reader};
use crate::failure::{Failure, Kind};

/// The decoded bytes of a body.
pub(crate) enum Source {
    Plain(Incoming),
    Decoded(Pin<Box<ReaderStream<Reader>>>),
}

impl Source {
    /// Removes `codings` from a body.
    pub(crate) async fn new(body: Incoming, codings: &[Coding]) -> Result<Self, Failure> {
        if codings.is_empty() || body.is_end_stream() {
            return Ok(Self::Plain(body));
        }
        let reader = coding::take_off(codings, Box::new(StreamReader::new(Frames(body))))
            .await
            .map_err(|error| failed(&error))?;
        let pieces = ReaderStream::with_capacity(reader, coding::PIECE);
        Ok(Self::Decoded(Box::pin(pieces)))
    }

    pub(crate) fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Failure>>> {
        match self {
            Self::Plain(body) => poll_data(body, cx).map_err(|error| classify::body(&error)),
            Self::Decoded(pieces) => pieces
                .as_mut()
                .poll_next(cx)
                .map_err(|error| failed(&error)),
        }
    }
}

/// Classifies an error. It comes either from the connection or from bytes that cannot be decoded.
fn failed(error: &io::Error) -> Failure {
    if let Some(inner) = error.get_ref()
        && inner.is::<hyper::Error>()
    {
        classify::body(error)
    } else {
        Failure::new(Kind::Unreachable, "proxy.undecodable").because(error)
    }
}

/// The data frames of a body. Trailers are dropped.
struct Frames(Incoming);

impl Stream for Frames {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        poll_data(&mut self.0, cx).map_err(io::Error::other)
    }
}

fn poll_data(body: &mut Incoming, cx: &mut Context<'_>) -> Poll<Option<hyper::Result<Bytes>>> {
    loop {
        match std::task::ready!(Pin::new(&mut *body).poll_frame(cx)) {
            None => return Poll::Ready(None),
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Poll::Ready(Some(Ok(data)));
                }
            }
        }
    }
}
