//! The body of an answer while it is read. It is decoded, counted and converted to UTF-8, within
//! the time limit.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::Stream;
use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::task::TaskTracker;

use crate::charset::Charset;
use crate::classify;
use crate::failure::Failure;
use crate::limiter::Permit;
use crate::limits::BodyMeter;
use crate::source::Source;

/// A body that is being read. It holds the call's permit until its end.
pub(crate) struct Reading {
    /// The rest of the body. `None` after the end or after a failure.
    open: Option<Open>,
    charset: Charset,
    ready: VecDeque<Bytes>,
    meter: BodyMeter,
    deadline: Pin<Box<Sleep>>,
}

struct Open {
    source: Source,
    _permit: Permit,
}

impl Reading {
    pub(crate) fn new(
        source: Source,
        charset: Charset,
        meter: BodyMeter,
        deadline: Instant,
        permit: Permit,
    ) -> Self {
        Self {
            open: Some(Open {
                source,
                _permit: permit,
            }),
            charset,
            ready: VecDeque::new(),
            meter,
            deadline: Box::pin(sleep_until(deadline)),
        }
    }

    fn fail(&mut self, failure: impl Into<Failure>) -> Poll<Option<Result<Bytes, Failure>>> {
        self.open = None;
        Poll::Ready(Some(Err(failure.into())))
    }
}

impl Stream for Reading {
    type Item = Result<Bytes, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(chunk) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(chunk)));
            }
            let Some(open) = &mut this.open else {
                return Poll::Ready(None);
            };
            // The deadline is checked first, so that an upstream which always has data ends too
            // (T61).
            if this.deadline.as_mut().poll(cx).is_ready() {
                return this.fail(classify::timeout());
            }
            match std::task::ready!(open.source.poll_next(cx)) {
                Some(Ok(bytes)) => match this.meter.feed(bytes.len()) {
                    Ok(()) => {
                        this.charset.push(bytes, &mut this.ready);
                        // There is no output yet. Without yielding, an upstream that sends nothing
                        // but empty data as fast as it can would prevent the deadline from being
                        // noticed (T61).
                        if this.ready.is_empty() {
                            cx.waker().wake_by_ref();
                            return Poll::Pending;
                        }
                    }
                    Err(passed) => return this.fail(passed),
                },
                Some(Err(failure)) => return this.fail(failure),
                None => {
                    this.charset.finish(&mut this.ready);
                    this.open = None;
                }
            }
        }
    }
}

/// A wrapper that finishes its inner value in the background if it is dropped early (R17).
pub(crate) struct ToEnd<T: Ended> {
    inner: Option<T>,
    tasks: TaskTracker,
}

/// A value that can be finished in the background.
pub(crate) trait Ended: Sized + Send + Unpin + 'static {
    /// Returns true if there is nothing left to do.
    fn has_ended(&self) -> bool;
    /// Finishes the rest.
    fn end(self) -> impl Future<Output = ()> + Send;
}

impl<T: Ended> ToEnd<T> {
    pub(crate) fn new(inner: T, tasks: &TaskTracker) -> Self {
        Self {
            inner: Some(inner),
            tasks: tasks.clone(),
        }
    }
}

impl<T: Ended> Drop for ToEnd<T> {
    fn drop(&mut self) {
        if let Some(inner) = self.inner.take()
            && !inner.has_ended()
            && let Ok(runtime) = Handle::try_current()
        {
            self.tasks.spawn_on(inner.end(), &runtime);
        }
    }
}

impl Ended for Reading {
    fn has_ended(&self) -> bool {
        self.open.is_none()
    }

    async fn end(mut self) {
        while std::future::poll_fn(|cx| Pin::new(&mut self).poll_next(cx))
            .await
            .is_some()
        {}
    }
}

impl Stream for ToEnd<Reading> {
    type Item = Result<Bytes, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.inner {
            Some(reading) => Pin::new(reading).poll_next(cx),
            None => Poll::Ready(None),
        }
    }
}

/// A future that records whether it is done.
pub(crate) struct Running<F> {
    future: F,
    is_done: bool,
}

impl<F> Running<F> {
    pub(crate) fn new(future: F) -> Self {
        Self {
            future,
            is_done: false,
        }
    }
}

impl<F> Ended for Running<Pin<Box<F>>>
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    fn has_ended(&self) -> bool {
        self.is_done
    }

    async fn end(mut self) {
        // Dropping the answer starts the background reading of its body.
        drop(self.future.as_mut().await);
    }
}

impl<F> Future for ToEnd<Running<Pin<Box<F>>>>
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let running = self
            .inner
            .as_mut()
            .expect("only Drop takes the inner value");
        let polled = running.future.as_mut().poll(cx);
        running.is_done = polled.is_ready();
        polled
    }
}
