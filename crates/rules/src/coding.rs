//! Removes the content codings of an answer's body as it arrives (R21, T60).

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use async_compression::tokio::bufread::{
    BrotliDecoder, DeflateDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder,
};
use async_compression::zstd::DParameter;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, BufReader, ReadBuf};

use crate::limits::Passed;

/// The number of bytes that are decoded at a time.
pub const PIECE: usize = 32 * 1024;
/// The base-2 logarithm of the largest zstd window that RFC 9659 permits on the web: 8 MB. The
/// format itself would let any server make us allocate 2 GB.
const ZSTD_WINDOW_LOG: u32 = 23;

/// A supported content coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// RFC 1952, with any number of members.
    Gzip,
    /// RFC 1950, or RFC 1951 without the zlib wrapper.
    Deflate,
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
}

/// A stream of bytes.
pub type Reader = Box<dyn AsyncBufRead + Send + Unpin>;

/// Returns the codings of an answer in the order in which they were applied. Unsupported names are
/// ignored, such as `identity` and charsets that servers send by mistake.
pub fn codings(headers: &HeaderMap, limit: usize) -> Result<Vec<Coding>, Passed> {
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

/// Removes `codings`. This waits for the first byte, because an empty body is empty in every
/// coding, and because only the first byte distinguishes the two kinds of deflate.
pub async fn take_off(codings: &[Coding], mut reader: Reader) -> io::Result<Reader> {
    for coding in codings.iter().rev() {
        let Some(first) = reader.fill_buf().await?.first().copied() else {
            break;
        };
        let yielding = Yielding { reader, read: 0 };
        reader = match coding {
            Coding::Gzip => {
                let mut decoder = GzipDecoder::new(yielding);
                decoder.multiple_members(true);
                buffered(decoder)
            }
            // The name means zlib, but many servers send raw deflate. No raw deflate block starts
            // with the method number of a zlib header.
            Coding::Deflate if first & 0x0F == 8 => buffered(ZlibDecoder::new(yielding)),
            Coding::Deflate => buffered(DeflateDecoder::new(yielding)),
            Coding::Brotli => buffered(BrotliDecoder::new(yielding)),
            Coding::Zstd => {
                let window = DParameter::window_log_max(ZSTD_WINDOW_LOG);
                buffered(ZstdDecoder::with_params(yielding, &[window]))
            }
        };
    }
    Ok(reader)
}

/// The input of a decoder, which yields to the scheduler after each piece. Coded bytes may decode
/// to nothing, such as empty members of gzip, and a decoder continues until it has output. If its
/// input is always ready, it would run forever and ignore every deadline (T60, T61).
struct Yielding {
    reader: Reader,
    /// The number of bytes since the last yield.
    read: usize,
}

impl AsyncRead for Yielding {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.reader).poll_read(context, buffer)
    }
}

impl AsyncBufRead for Yielding {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        if this.read >= PIECE {
            this.read = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Pin::new(&mut this.reader).poll_fill_buf(context)
    }

    fn consume(mut self: Pin<&mut Self>, amount: usize) {
        self.read += amount;
        Pin::new(&mut self.reader).consume(amount);
    }
}

fn buffered(decoder: impl AsyncRead + Send + Unpin + 'static) -> Reader {
    Box::new(BufReader::with_capacity(PIECE, decoder))
}
