//! What came back.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::Stream;

use crate::failure::Failure;

/// An upstream's answer. Any status is success (R18).
#[derive(Debug)]
pub struct Answer {
    /// The upstream's status.
    pub status: u16,
    /// Names Title-Case, repeats joined with `, `, values as Latin-1 (R21), in order of arrival.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Text,
    /// The URL that was called, without its query.
    pub called: String,
    /// Which of the given proxy configs applied, by index, in the order they were merged.
    pub used: Vec<usize>,
}

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, Failure>> + Send>>;

/// A body as it arrives: each chunk is whole UTF-8 on its own. A failure found late is the last item.
pub struct Text {
    chunks: Chunks,
}

impl Text {
    pub(crate) fn new(chunks: Chunks) -> Self {
        Self { chunks }
    }

    /// Reads all of it. For tests and small answers.
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
