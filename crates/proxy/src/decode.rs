//! Content codings of an answer's body taken off as it arrives (R21, T60).

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use async_compression::tokio::bufread::{
    BrotliDecoder, DeflateDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder,
};
use async_compression::zstd::DParameter;
use bytes::Bytes;
use futures_util::Stream;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use http_body::Body;
use hyper::body::Incoming;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, BufReader};
use tokio_util::io::{ReaderStream, StreamReader};

use crate::classify;
use crate::failure::{Failure, Kind};
use crate::limits::Passed;

/// What is decoded at a time.
const PIECE: usize = 32 * 1024;
/// The largest window of zstd that RFC 9659 lets a server use on the web: 8 MB. The format itself
/// would have us set 2 GB aside at a stranger's word.
const ZSTD_WINDOW_LOG: u32 = 23;

/// A coding that we take off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

type Reader = Box<dyn AsyncBufRead + Send + Unpin>;

/// A body's bytes after decoding.
pub(crate) enum Source {
    Plain(Incoming),
    Decoded(Pin<Box<ReaderStream<Reader>>>),
}

/// The codings of an answer in the order they were put on. Names that stand for no coding of ours
/// (`identity`, and charsets that servers put there by mistake) are passed over.
pub(crate) fn codings(headers: &HeaderMap, limit: usize) -> Result<Vec<Coding>, Passed> {
    let mut codings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        for name in value.to_str().unwrap_or_default().split(',') {
            let coding = match name.trim().to_ascii_lowercase().as_str() {
                "gzip" | "x-gzip" => Coding::Gzip,
                "deflate" => Coding::Deflate,
                "br" => Coding::Brotli,
                "zstd" => Coding::Zstd,
                _ => continue,
            };
            if codings.len() == limit {
                return Err(Passed::Encodings(limit));
            }
            codings.push(coding);
        }
    }
    Ok(codings)
}

impl Source {
    /// Takes `codings` off a body. Waits for its first byte: an empty body is empty in any coding,
    /// and only the first byte tells the two kinds of deflate apart.
    pub(crate) async fn new(body: Incoming, codings: &[Coding]) -> Result<Self, Failure> {
        if codings.is_empty() || body.is_end_stream() {
            return Ok(Self::Plain(body));
        }
        let mut reader: Reader = Box::new(StreamReader::new(Frames(body)));
        for coding in codings.iter().rev() {
            let first = reader.fill_buf().await.map_err(|error| failed(&error))?;
            let Some(first) = first.first().copied() else {
                break;
            };
            reader = match coding {
                Coding::Gzip => {
                    let mut decoder = GzipDecoder::new(reader);
                    decoder.multiple_members(true);
                    buffered(decoder)
                }
                // The name means zlib; many servers send what is inside zlib only. No stored or
                // compressed block begins with the method number of a zlib head.
                Coding::Deflate if first & 0x0F == 8 => buffered(ZlibDecoder::new(reader)),
                Coding::Deflate => buffered(DeflateDecoder::new(reader)),
                Coding::Brotli => buffered(BrotliDecoder::new(reader)),
                Coding::Zstd => {
                    let window = DParameter::window_log_max(ZSTD_WINDOW_LOG);
                    buffered(ZstdDecoder::with_params(reader, &[window]))
                }
            };
        }
        let pieces = ReaderStream::with_capacity(reader, PIECE);
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

fn buffered(decoder: impl tokio::io::AsyncRead + Send + Unpin + 'static) -> Reader {
    Box::new(BufReader::with_capacity(PIECE, decoder))
}

/// Either the connection broke, which says so itself, or the bytes are not what they claim to be.
fn failed(error: &io::Error) -> Failure {
    if let Some(inner) = error.get_ref()
        && inner.is::<hyper::Error>()
    {
        classify::body(error)
    } else {
        Failure::new(Kind::Unreachable, "proxy.undecodable").because(error)
    }
}

/// The data of a body; trailers are not handed over.
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
