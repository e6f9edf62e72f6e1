//! A connection that counts the header lines it reads (R22). hyper only reports that a head is too
//! large. It does not report which limit was exceeded, and does not know the length of a line.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper_util::client::legacy::connect::{Connected, Connection};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf, Take};

use super::tls::Stream;
use crate::config::Limits;
use crate::limits::HeadMeter;

/// The maximum number of bytes per read.
///
/// Without it, hyper reads up to a megabyte at a time, the size of its buffer for a head, and each
/// answer in progress holds two or three such buffers. Smaller reads cost more, because each piece is
/// passed between tasks: with 64 KB, an answer of 8 MB took twice as much CPU time.
const PIECE: u64 = 256 * 1024;

pub(crate) struct Metered {
    stream: Take<Stream>,
    is_h2: bool,
    is_reused: bool,
    /// The counter of header lines. `None` for HTTP/2, which has no lines. Its heads are checked
    /// after they are read.
    meter: Option<HeadMeter>,
}

impl Metered {
    /// Wraps a stream. `is_reused` means that it will serve more than one request.
    pub(super) fn new(stream: Stream, limits: &Limits, is_reused: bool) -> Self {
        let is_h2 = stream.is_h2();
        Self {
            stream: stream.take(PIECE),
            is_h2,
            is_reused,
            meter: (!is_h2).then(|| HeadMeter::new(limits)),
        }
    }

    /// Starts a new head when a request is written. There is no pipelining, so the next head
    /// belongs to that request. Data that is written after an early head, while a body is still
    /// being sent, is not a new request: it does not start with a method, and the connection of an
    /// upload has no second request at all.
    fn note_written(&mut self, bytes: &[u8]) {
        if let Some(meter) = &mut self.meter
            && self.is_reused
            && meter.is_past_head()
            && METHODS.iter().any(|method| bytes.starts_with(method))
        {
            meter.expect_head();
        }
    }
}

const METHODS: [&[u8]; 4] = [b"GET ", b"POST ", b"PUT ", b"DELETE "];

impl AsyncRead for Metered {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        self.stream.set_limit(PIECE);
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        if let Poll::Ready(Ok(())) = read
            && let Some(meter) = &mut self.meter
            && let Err(passed) = meter.feed(&buf.filled()[before..])
        {
            return Poll::Ready(Err(io::Error::other(passed)));
        }
        read
    }
}

impl AsyncWrite for Metered {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.note_written(buf);
        Pin::new(self.stream.get_mut()).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let Some(first) = bufs.first() {
            self.note_written(first);
        }
        Pin::new(self.stream.get_mut()).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.get_ref().is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.stream.get_mut()).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.stream.get_mut()).poll_shutdown(cx)
    }
}

impl Connection for Metered {
    fn connected(&self) -> Connected {
        if self.is_h2 {
            Connected::new().negotiated_h2()
        } else {
            Connected::new()
        }
    }
}
