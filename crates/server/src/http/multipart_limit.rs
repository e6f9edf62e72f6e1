//! A form's body in rations. The reader of forms holds all that comes until it has found the end of a
//! part's head, and looks through it anew with each piece: without a bound, a head that never ends
//! fills the memory and takes a processor with it (T67).

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};

/// Bytes in which a part's head must end: far more than any has, and more than one piece of a body,
/// since what is behind the head may come with it.
const HEAD: u64 = 1024 * 1024;

/// A body, and how much of it may be read.
#[derive(Clone)]
pub(crate) struct PartLimit(Arc<Mutex<Inner>>);

struct Inner {
    body: Body,
    left: u64,
}

impl PartLimit {
    /// What rations the body, and the body for the reader of the form; a head is next.
    pub(crate) fn of(body: Body) -> (Self, Body) {
        let limit = Self(Arc::new(Mutex::new(Inner { body, left: HEAD })));
        let limited = LimitedBody {
            limit: limit.clone(),
            gave: false,
        };
        (limit, Body::new(limited))
    }

    /// A part's head is next.
    pub(crate) fn head(&self) {
        self.inner().left = HEAD;
    }

    /// A part's content is next, which is not held.
    pub(crate) fn content(&self) {
        self.inner().left = u64::MAX;
    }

    /// Reads what is left, past the reader of the form, and holds none of it.
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
        // One piece at a time: the reader takes what is there before it looks at any of it.
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
            let endless = io::Error::other("the head of a form's part does not end");
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
