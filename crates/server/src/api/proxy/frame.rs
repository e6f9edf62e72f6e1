//! Formats an upstream's answer for the page: as JSON, or raw with the outcome at the end.
//!
//! A failure can occur after the answer has begun, for example when the answer exceeds the size
//! limit or the upstream closes the connection. A page sees neither trailers nor the reason of an
//! incomplete body. So the outcome comes last in both formats. JSON:
//! `{"result":{"status":…,"headers":{…},"body":"…"},"success":true}`, or
//! `…,"success":false,"error":{…},"httpStatus":502}`. Raw: the body, the outcome as JSON, and the
//! length of that JSON as four bytes, big-endian.

use std::convert::Infallible;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header};
use bytes::{BufMut, Bytes, BytesMut};
use futures_util::{Stream, StreamExt, stream};
use plugdock_proxy::Secrets;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

/// The media type of the raw format in `Accept` and `Content-Type`.
const RAW_TYPE: &str = "application/vnd.plugdock.raw";

/// The size in bytes up to which answers are sent in one piece, with a length and with the correct
/// HTTP status for every failure. Longer answers are streamed.
const WHOLE: usize = 64 * 1024;

/// The two formats of an answer (R25).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    Raw,
}

impl Form {
    /// Returns the format that a request's `Accept` header asks for.
    pub(crate) fn asked(headers: &HeaderMap) -> Self {
        let accept = headers.get(header::ACCEPT);
        if accept.is_some_and(|accept| accept.as_bytes().starts_with(RAW_TYPE.as_bytes())) {
            Self::Raw
        } else {
            Self::Json
        }
    }

    pub(crate) fn content_type(self) -> HeaderValue {
        match self {
            Self::Raw => HeaderValue::from_static(RAW_TYPE),
            Self::Json => crate::error::render::JSON,
        }
    }
}

/// The status and headers of the upstream's answer, as the page receives them.
pub(crate) struct Head {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
}

/// A failure after the answer has begun: the HTTP status it would have had, and the error document.
pub(crate) struct Late {
    pub(crate) http_status: u16,
    pub(crate) error: Value,
}

/// An answer that is ready to be sent.
pub(crate) enum Framed<S> {
    /// The complete answer.
    Whole(Bytes),
    /// A stream of the answer. Its beginning was received without failure.
    Streamed(S),
}

/// Formats `body`. `Err` is a failure found before anything was sent. The `secrets` are removed from
/// the head, and from a body that is sent in one piece (R08.4).
pub(crate) async fn frame<S, E>(
    form: Form,
    mut head: Head,
    mut body: S,
    secrets: Option<Arc<Secrets>>,
    describe: impl Fn(E) -> Late + Send + 'static,
) -> Result<Framed<impl Stream<Item = Result<Bytes, Infallible>> + Send>, E>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin + 'static,
    E: Send + 'static,
{
    if let Some(secrets) = &secrets {
        secrets.blank_headers(&mut head.headers);
    }
    let mut kept = Vec::new();
    let mut size = 0;
    let over = loop {
        match body.next().await {
            None => break false,
            Some(Err(failure)) => return Err(failure),
            Some(Ok(chunk)) => {
                size += chunk.len();
                kept.push(chunk);
                if size > WHOLE {
                    break true;
                }
            }
        }
    };
    if !over {
        if let Some(secrets) = &secrets {
            blank(&mut kept, secrets);
        }
        let mut out = BytesMut::with_capacity(size + size / 8 + 512);
        put_opening(form, &head, &mut out);
        for chunk in &kept {
            put_body(form, chunk, &mut out);
        }
        put_outcome(form, &head, None, &mut out);
        return Ok(Framed::Whole(out.freeze()));
    }
    let mut opening = BytesMut::new();
    put_opening(form, &head, &mut opening);
    let begin = stream::iter((!opening.is_empty()).then(|| Ok(opening.freeze())));
    let pieces = stream::iter(kept)
        .map(Ok)
        .chain(body)
        .map(Some)
        .chain(stream::iter([None]));
    let rest = pieces.scan(Some((head, describe)), move |state, piece| {
        // Nothing follows the outcome, even if the upstream sends more.
        let next = state.take().map(|(head, describe)| match piece {
            Some(Ok(chunk)) => {
                let out = match form {
                    Form::Raw => chunk,
                    Form::Json => {
                        let mut out = BytesMut::with_capacity(chunk.len() + chunk.len() / 4);
                        put_escaped(&chunk, &mut out);
                        out.freeze()
                    }
                };
                *state = Some((head, describe));
                Ok(out)
            }
            end => {
                let late = end.and_then(Result::err).map(&describe);
                let mut out = BytesMut::new();
                put_outcome(form, &head, late, &mut out);
                Ok(out.freeze())
            }
        });
        std::future::ready(next)
    });
    Ok(Framed::Streamed(begin.chain(rest)))
}

/// Removes the secrets from a whole body, also those that two chunks share.
fn blank(kept: &mut Vec<Bytes>, secrets: &Secrets) {
    if kept.len() > 1 {
        *kept = vec![Bytes::from(kept.concat())];
    }
    if let Some(whole) = kept.first_mut()
        && let Some(changed) = secrets.without(whole)
    {
        *whole = Bytes::from(changed);
    }
}

fn put_opening(form: Form, head: &Head, out: &mut BytesMut) {
    if form == Form::Json {
        out.put_slice(b"{\"result\":{\"status\":");
        put_json(&head.status, out);
        out.put_slice(b",\"headers\":");
        put_json(&Headers(&head.headers), out);
        out.put_slice(b",\"body\":\"");
    }
}

fn put_body(form: Form, chunk: &[u8], out: &mut BytesMut) {
    match form {
        Form::Json => put_escaped(chunk, out),
        Form::Raw => out.put_slice(chunk),
    }
}

fn put_outcome(form: Form, head: &Head, late: Option<Late>, out: &mut BytesMut) {
    match (form, late) {
        (Form::Json, None) => out.put_slice(b"\"},\"success\":true}"),
        (Form::Json, Some(late)) => {
            out.put_slice(b"\"},\"success\":false,\"error\":");
            put_json(&late.error, out);
            out.put_slice(format!(",\"httpStatus\":{}}}", late.http_status).as_bytes());
        }
        (Form::Raw, late) => {
            let before = out.len();
            match late {
                None => {
                    out.put_slice(b"{\"success\":true,\"status\":");
                    put_json(&head.status, out);
                    out.put_slice(b",\"headers\":");
                    put_json(&Headers(&head.headers), out);
                    out.put_u8(b'}');
                }
                Some(late) => put_json(
                    &json!({"success": false, "httpStatus": late.http_status, "error": late.error}),
                    out,
                ),
            }
            out.put_u32(u32::try_from(out.len() - before).unwrap_or(u32::MAX));
        }
    }
}

/// Names and values as a JSON object, in their order.
struct Headers<'a>(&'a [(String, String)]);

impl Serialize for Headers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

fn put_json(value: &impl Serialize, out: &mut BytesMut) {
    serde_json::to_writer(out.writer(), value)
        .expect("texts and numbers are valid JSON, and writing to memory does not fail");
}

/// Escapes UTF-8 text for a JSON string. Only ASCII characters need escapes, so a character that is
/// split between two chunks passes unchanged.
fn put_escaped(text: &[u8], out: &mut BytesMut) {
    let mut clean = 0;
    for (at, byte) in text.iter().copied().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.put_slice(&text[clean..at]);
        clean = at + 1;
        match byte {
            b'"' => out.put_slice(b"\\\""),
            b'\\' => out.put_slice(b"\\\\"),
            b'\n' => out.put_slice(b"\\n"),
            b'\r' => out.put_slice(b"\\r"),
            b'\t' => out.put_slice(b"\\t"),
            _ => out.put_slice(format!("\\u{byte:04x}").as_bytes()),
        }
    }
    out.put_slice(&text[clean..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> Head {
        Head {
            status: 201,
            headers: vec![("X-A".to_owned(), "\"q\"".to_owned())],
        }
    }

    fn late(reason: &'static str) -> Late {
        Late {
            http_status: 502,
            error: json!({"code": "PD_PROXY_LIMIT", "message": reason}),
        }
    }

    async fn run(
        form: Form,
        pieces: Vec<Result<Bytes, &'static str>>,
    ) -> Result<Vec<u8>, &'static str> {
        Ok(
            match frame(form, head(), stream::iter(pieces), None, late).await? {
                Framed::Whole(bytes) => bytes.to_vec(),
                Framed::Streamed(rest) => {
                    rest.map(|piece| piece.expect("infallible").to_vec())
                        .concat()
                        .await
                }
            },
        )
    }

    fn split_raw(answer: &[u8]) -> (&[u8], Value) {
        let (rest, length) = answer.split_at(answer.len() - 4);
        let length = u32::from_be_bytes(length.try_into().unwrap()) as usize;
        let (body, outcome) = rest.split_at(rest.len() - length);
        (body, serde_json::from_slice(outcome).unwrap())
    }

    // R25
    #[tokio::test]
    async fn small_and_large_answers_carry_the_same_document() {
        for size in [0, 10, WHOLE, WHOLE + 1, 5 * WHOLE] {
            let text = "\u{1}\"日\\\n".repeat(size / 8 + 1);
            let pieces = || {
                text.as_bytes()
                    .chunks(7_001)
                    .map(|c| Ok(Bytes::copy_from_slice(c)))
                    .collect()
            };
            let json: Value =
                serde_json::from_slice(&run(Form::Json, pieces()).await.ok().unwrap()).unwrap();
            assert_eq!(json["result"]["body"], text);
            assert_eq!(json["result"]["status"], 201);
            assert_eq!(json["result"]["headers"]["X-A"], "\"q\"");
            assert_eq!(json["success"], true);
            let raw = run(Form::Raw, pieces()).await.ok().unwrap();
            let (body, outcome) = split_raw(&raw);
            assert_eq!(body, text.as_bytes());
            assert_eq!(outcome["status"], 201);
            assert_eq!(outcome["success"], true);
        }
    }

    #[tokio::test]
    async fn an_early_failure_is_no_answer_and_a_late_one_ends_the_answer() {
        let early = run(Form::Json, vec![Ok(Bytes::from_static(b"abc")), Err("cut")]).await;
        assert_eq!(early, Err("cut"));
        let big = Bytes::from(vec![b'x'; WHOLE + 1]);
        let pieces = || {
            vec![
                Ok(big.clone()),
                Err("cut"),
                Ok(Bytes::from_static(b"never")),
            ]
        };
        let json: Value =
            serde_json::from_slice(&run(Form::Json, pieces()).await.ok().unwrap()).unwrap();
        assert_eq!(json["success"], false);
        assert_eq!(json["httpStatus"], 502);
        assert_eq!(json["error"]["code"], "PD_PROXY_LIMIT");
        let raw = run(Form::Raw, pieces()).await.ok().unwrap();
        let (body, outcome) = split_raw(&raw);
        assert_eq!(body.len(), WHOLE + 1);
        assert_eq!(outcome["error"]["message"], "cut");
    }
}
