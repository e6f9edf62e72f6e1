//! A connection that counts the header lines of what it reads (R22): hyper tells only that a head
//! was too large, not which limit it passed, and it keeps no line's length.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper_util::client::legacy::connect::{Connected, Connection};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf, Take};

use super::tls::Stream;
use crate::config::Limits;
use crate::limits::HeadMeter;

/// Bytes read at once. hyper asks for up to what it sets aside for a head, a megabyte, and each answer
/// on its way would hold two or three of those. Each piece is handed from task to task: at 64 KB an
/// answer of 8 MB took twice the CPU.
const PIECE: u64 = 256 * 1024;

pub(crate) struct Metered {
    stream: Take<Stream>,
    is_h2: bool,
    is_reused: bool,
    /// `None` over HTTP/2, whose heads are no lines: they are counted when read.
    meter: Option<HeadMeter>,
}

impl Metered {
    /// `is_reused`: more than one request will be written to it.
    pub(super) fn new(stream: Stream, limits: &Limits, is_reused: bool) -> Self {
        let is_h2 = stream.is_h2();
        Self {
            stream: stream.take(PIECE),
            is_h2,
            is_reused,
            meter: (!is_h2).then(|| HeadMeter::new(limits)),
        }
    }

    /// Without pipelining, a head is expected from when the next request is written. What is
    /// written behind a head that came early, while a body is still being sent, is no new request:
    /// it begins with no method, and on an upload's connection there is no second request at all.
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
