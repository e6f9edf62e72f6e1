//! The JSON body of a request: how large it may be, and how much may be in it.
//!
//! A tree of values takes up to fifty times the bytes that it is written with. So a body is counted
//! before it is read, and one that is not small is read off the connection's thread, few at a time.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Method, header};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::{Map, Value};

use crate::error::Error;

/// Bytes of a JSON body (T67); a hundred records with long texts fit.
pub const BODY_LIMIT: u64 = 16 * 1024 * 1024;

/// Values of a JSON body: a hundred records of 500 fields are 100,000, and their tables may have as
/// many cells again. As a tree they take some 50 MB.
const MAX_VALUES: usize = 250_000;

/// How deep values may lie in each other. The parser itself gives up at 128.
const MAX_DEPTH: usize = 100;

/// The bytes of a request's body; none where it is empty.
pub(super) async fn read(parts: &Parts, body: Body) -> Result<Bytes, Error> {
    let bytes = collect(body).await?;
    if !bytes.iter().all(u8::is_ascii_whitespace) {
        if !is_json(parts) {
            return Err(Error::illegal_request());
        }
        return Ok(bytes);
    }
    if is_json(parts) && parts.method != Method::GET && parts.method != Method::DELETE {
        // A GET that names the type and has no body is let through (B10.22).
        return Err(Error::invalid_json());
    }
    Ok(Bytes::new())
}

/// The members of a JSON object.
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

/// Refuses JSON with too many values or too deep ones. Counts an empty list or object twice; what is
/// no JSON at all is left to the parser.
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
        // The caller went away or broke the framing: nobody is left to tell.
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
        // The object and the list are values too.
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
        // Side by side is not deep.
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
