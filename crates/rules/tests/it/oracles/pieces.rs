//! Readers and slices that deliver bytes in pieces of uneven size, and not always immediately.

use std::future::Future;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use tokio::io::{AsyncBufRead, AsyncRead, ReadBuf};

/// A sequence of pseudorandom sizes. The same seed gives the same sizes.
pub(crate) struct Sizes(u32);

impl Sizes {
    pub(crate) fn new(seed: u8) -> Self {
        Self(u32::from(seed) + 1)
    }

    /// Returns a size from one up to `left`. Small sizes are frequent. With seed 0, all bytes are
    /// one piece.
    pub(crate) fn next(&mut self, left: usize) -> usize {
        if self.0 == 1 {
            return left;
        }
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let most = [1, 2, 3, 7, 64, 1_000, 40_000, usize::MAX][self.0 as usize >> 29];
        let size = (self.0 >> 8) as usize % left.max(1) + 1;
        size.min(most).min(left)
    }
}

/// Cuts `bytes` into pieces.
pub(crate) fn cut(bytes: &[u8], seed: u8) -> impl Iterator<Item = &[u8]> {
    let mut sizes = Sizes::new(seed);
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (piece, left) = rest.split_at(sizes.next(rest.len()));
        rest = left;
        (!piece.is_empty()).then_some(piece)
    })
}

/// A reader that delivers such pieces. It is pending every other time that a new piece is
/// requested.
pub(crate) struct Arriving {
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    sizes: Sizes,
    is_waiting: bool,
}

impl Arriving {
    pub(crate) fn new(bytes: Vec<u8>, seed: u8) -> Self {
        Self {
            bytes,
            start: 0,
            end: 0,
            sizes: Sizes::new(seed),
            is_waiting: seed % 2 == 1,
        }
    }
}

impl AsyncBufRead for Arriving {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        if this.start == this.end {
            if this.is_waiting {
                this.is_waiting = false;
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            this.is_waiting = this.sizes.0 % 2 == 1;
            this.end += this.sizes.next(this.bytes.len() - this.end);
        }
        Poll::Ready(Ok(&this.bytes[this.start..this.end]))
    }

    fn consume(mut self: Pin<&mut Self>, amount: usize) {
        self.start += amount;
        assert!(self.start <= self.end, "more taken than was given");
    }
}

impl AsyncRead for Arriving {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let piece = std::task::ready!(self.as_mut().poll_fill_buf(cx))?;
        let size = piece.len().min(buf.remaining());
        buf.put_slice(&piece[..size]);
        self.consume(size);
        Poll::Ready(Ok(()))
    }
}

/// Runs a future that waits for nothing except [`Arriving`].
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
    }
}
