//! Reads the JSON body of a request and limits its size and its number of values.
//!
//! A tree of values takes up to fifty times the bytes of its text. So the values of a body are
//! counted before it is parsed, and a large body is parsed off the connection's thread, few at a
//! time.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Method, header};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::{Map, Value};

use crate::error::Error;

/// The maximum size of a JSON body in bytes (T67). A hundred records with long texts fit.
pub const BODY_LIMIT: u64 = 16 * 1024 * 1024;

/// The maximum number of values in a JSON body. A hundred records of 500 fields have 100,000, and
/// their tables may have as many cells again. As a tree they take about 50 MB.
const MAX_VALUES: usize = 250_000;

/// The maximum nesting depth of values. The parser itself stops at 128.
const MAX_DEPTH: usize = 100;

/// Returns the bytes of a request's body. A body of white space counts as empty.
pub(super) async fn read(parts: &Parts, body: Body) -> Result<Bytes, Error> {
    let bytes = collect(body).await?;
    if !bytes.iter().all(u8::is_ascii_whitespace) {
        if !is_json(parts) {
            return Err(Error::illegal_request());
        }
        return Ok(bytes);
    }
    if is_json(parts) && parts.method != Method::GET && parts.method != Method::DELETE {
        // A GET with this content type and without a body is allowed (B10.22).
        return Err(Error::invalid_json());
    }
    Ok(Bytes::new())
}

/// Returns the members of a JSON object.
pub(super) fn parse(bytes: &[u8]) -> Result<Map<String, Value>, Error> {
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    measure(bytes)?;
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(Error::illegal_request()),
        Err(_) => Err(Error::invalid_json()),
    }
}

/// Refuses JSON with too many or too deeply nested values. It counts an empty list or object twice.
/// Invalid JSON is left to the parser.
fn measure(json: &[u8]) -> Result<(), Error> {
    let (mut values, mut depth) = (1, 0_usize);
    let mut bytes = json.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => skip_string(&mut bytes),
            b'[' | b'{' => {
                values += 1;
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(Error::json_too_deep(MAX_DEPTH));
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            _ => {}
        }
        if values > MAX_VALUES {
            return Err(Error::json_too_many(MAX_VALUES));
        }
    }
    Ok(())
}

fn skip_string<'a>(bytes: &mut impl Iterator<Item = &'a u8>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'"' => return,
            _ => {}
        }
    }
}

fn is_json(parts: &Parts) -> bool {
    parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

async fn collect(body: Body) -> Result<Bytes, Error> {
    let limit = usize::try_from(BODY_LIMIT).unwrap_or(usize::MAX);
    match Limited::new(body, limit).collect().await {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(cause) if cause.is::<LengthLimitError>() => Err(Error::too_large(BODY_LIMIT)),
        // The client disconnected or broke the framing, so nobody reads the answer.
        Err(_) => Err(Error::illegal_request()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(json: &str) -> Option<&'static str> {
        parse(json.as_bytes()).err().map(|error| error.code)
    }

    #[test]
    fn values_are_counted_and_not_the_commas_of_texts() {
        let list = |count: usize| format!(r#"{{"a":[{}]}}"#, vec!["1"; count].join(","));
        // The object and the list also count as values.
        assert_eq!(refusal(&list(MAX_VALUES - 2)), None);
        assert_eq!(refusal(&list(MAX_VALUES - 1)), Some("PD_JSON_TOO_MANY"));
        let text = format!(r#"{{"a":"{}"}}"#, r#",[{\",\\"#.repeat(MAX_VALUES));
        assert_eq!(refusal(&text), None);
    }

    #[test]
    fn depth_is_bounded() {
        let nested =
            |depth: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
        assert_eq!(refusal(&nested(MAX_DEPTH - 1)), None);
        assert_eq!(refusal(&nested(MAX_DEPTH)), Some("PD_JSON_TOO_DEEP"));
        // Lists next to each other do not add to the depth.
        let wide = format!(r#"{{"a":[{}]}}"#, vec!["[]"; 1_000].join(","));
        assert_eq!(refusal(&wide), None);
    }

    #[test]
    fn what_is_no_object_is_refused() {
        assert_eq!(refusal("[1]"), Some("CB_IL02"));
        assert_eq!(refusal("{"), Some("CB_IJ01"));
        assert_eq!(refusal(r#"{"a":"#), Some("CB_IJ01"));
    }
}
