//! Limits the heads of the parts of a multipart body. The multipart parser buffers all input until
//! it finds the end of a part's head, and searches the whole buffer again for each new chunk.
//! Without a limit, a head that never ends would fill the memory and occupy a processor (T67).

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};

/// The number of bytes in which a part's head must end. It is far more than real heads need, and
/// more than one chunk of a body, because a chunk may also contain what follows the head.
const HEAD: u64 = 1024 * 1024;

/// A body and the number of bytes that may still be read from it.
#[derive(Clone)]
pub(crate) struct PartLimit(Arc<Mutex<Inner>>);

struct Inner {
    body: Body,
    left: u64,
}

impl PartLimit {
    /// Returns the limit and the limited body for the multipart parser. The parser first reads a
    /// head.
    pub(crate) fn of(body: Body) -> (Self, Body) {
        let limit = Self(Arc::new(Mutex::new(Inner { body, left: HEAD })));
        let limited = LimitedBody {
            limit: limit.clone(),
            gave: false,
        };
        (limit, Body::new(limited))
    }

    /// Starts the limit for a part's head.
    pub(crate) fn head(&self) {
        self.inner().left = HEAD;
    }

    /// Lifts the limit for a part's content, which the parser does not buffer.
    pub(crate) fn content(&self) {
        self.inner().left = u64::MAX;
    }

    /// Reads and discards the rest of the body.
    pub(crate) async fn rest(&self) {
        while let Some(Ok(_)) =
            poll_fn(|context| Pin::new(&mut self.inner().body).poll_frame(context)).await
        {}
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct LimitedBody {
    limit: PartLimit,
    gave: bool,
}

impl HttpBody for LimitedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        // Returns one chunk at a time, because the parser takes all available chunks before it
        // parses them.
        if std::mem::take(&mut self.gave) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let mut inner = self.limit.inner();
        let piece = ready!(Pin::new(&mut inner.body).poll_frame(context));
        let size = match &piece {
            Some(Ok(frame)) => frame.data_ref().map_or(0, Bytes::len),
            _ => 0,
        };
        let left = inner.left.checked_sub(size as u64);
        inner.left = left.unwrap_or_default();
        drop(inner);
        self.gave = true;
        if left.is_none() {
            let endless = io::Error::other("the head of a part in the form does not end");
            return Poll::Ready(Some(Err(axum::Error::new(endless))));
        }
        Poll::Ready(piece)
    }

    fn is_end_stream(&self) -> bool {
        self.limit.inner().body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.limit.inner().body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::StreamExt as _;
    use futures_util::stream;
    use http_body_util::BodyExt as _;

    use super::*;

    const PIECE: usize = 64 * 1024;

    fn endless() -> (PartLimit, Body) {
        let pieces = stream::repeat_with(|| Ok::<_, Infallible>(vec![b'y'; PIECE]));
        PartLimit::of(Body::from_stream(pieces))
    }

    #[tokio::test]
    async fn t67_the_head_of_a_part_is_limited_and_its_content_is_not() {
        let (limit, body) = endless();
        let mut pieces = body.into_data_stream();
        for _ in 0..HEAD / PIECE as u64 {
            assert_eq!(pieces.next().await.unwrap().unwrap().len(), PIECE);
        }
        assert!(pieces.next().await.unwrap().is_err());
        limit.content();
        for _ in 0..1_000 {
            pieces.next().await.unwrap().unwrap();
        }
        limit.head();
        let mut more = 0;
        while pieces.next().await.unwrap().is_ok() {
            more += PIECE as u64;
        }
        assert_eq!(more, HEAD);
    }

    #[tokio::test]
    async fn what_fits_passes_whole() {
        let (_, body) = PartLimit::of(Body::from("form"));
        assert_eq!(body.collect().await.unwrap().to_bytes(), "form");
    }
}
