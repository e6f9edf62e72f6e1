//! The answer of an upstream.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::Stream;

use crate::failure::Failure;

/// An answer of an upstream. Every status is a success (R18).
#[derive(Debug)]
pub struct Answer {
    /// The status of the upstream's answer.
    pub status: u16,
    /// The headers in order of arrival. Names are in Title-Case, repeated headers are joined with
    /// `, `, and values are decoded as Latin-1 (R21).
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Text,
    /// The URL that was called, without its query.
    pub called: String,
    /// The indexes of the proxy configs that applied, in the order in which they were merged.
    pub used: Vec<usize>,
}

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, Failure>> + Send>>;

/// A body as it arrives. Each chunk is valid UTF-8. If the body fails, the failure is the last
/// item.
pub struct Text {
    chunks: Chunks,
}

impl Text {
    pub(crate) fn new(chunks: Chunks) -> Self {
        Self { chunks }
    }

    /// Reads the whole body. For tests and small answers.
    pub async fn collect(mut self) -> Result<Vec<u8>, Failure> {
        let mut whole = Vec::new();
        while let Some(chunk) = std::future::poll_fn(|cx| self.chunks.as_mut().poll_next(cx)).await
        {
            whole.extend_from_slice(&chunk?);
        }
        Ok(whole)
    }
}

impl Stream for Text {
    type Item = Result<Bytes, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.chunks.as_mut().poll_next(cx)
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Text")
    }
}
