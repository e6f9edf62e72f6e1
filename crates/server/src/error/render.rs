//! Writes errors as JSON in the caller's language. All other failures of the API become such JSON
//! too.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::{Error, Reason, say};
use crate::i18n::Locale;
use crate::request_context::RequestContext;

/// The content type of every JSON answer (B8.3).
pub const JSON: HeaderValue = HeaderValue::from_static("application/json;charset=utf-8");

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = (self.status, json_of(&self, Locale::default())).into_response();
        if let Some(seconds) = self.retry_after {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds.get()));
        }
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Writes an error in the caller's language.
///
/// Clients only understand errors in JSON (B8.3). So if `api` is true, other failures (no route,
/// wrong method, a panic) are rewritten as JSON too.
pub(crate) fn errors(mut response: Response, api: bool, context: &RequestContext) -> Response {
    if let Some(error) = response.extensions().get::<Arc<Error>>().cloned() {
        return written(&error, context, &response);
    }
    let status = response.status();
    if !api || !(status.is_client_error() || status.is_server_error()) || is_json(&response) {
        return response;
    }
    let error = match status {
        StatusCode::NOT_FOUND => Error::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => Error::method_not_allowed(),
        StatusCode::PAYLOAD_TOO_LARGE => Error::too_large(crate::params::BODY_LIMIT),
        _ if status.is_client_error() => Error {
            status,
            ..Error::illegal_request()
        },
        _ => Error::internal(&format_args!(
            "an error response without a reason: {status}"
        )),
    };
    response.headers_mut().remove(header::CONTENT_LENGTH);
    written(&error, context, &response)
}

/// Builds the answer for a panic. The panic's message goes only to the log.
pub(crate) fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let cause = cause
        .downcast::<String>()
        .map(|text| *text)
        .or_else(|cause| {
            cause
                .downcast::<&'static str>()
                .map(|text| (*text).to_owned())
        })
        .unwrap_or_else(|_| "a panic without a message".to_owned());
    Error::internal(&cause).into_response()
}

/// Writes `error` over `response` and keeps the other headers of `response` (Allow, Set-Cookie).
fn written(error: &Error, context: &RequestContext, response: &Response) -> Response {
    let mut answer = (error.status, json_of(error, context.locale())).into_response();
    let ours = answer.headers().clone();
    for (name, value) in response.headers() {
        if !ours.contains_key(name) && name != header::CONTENT_LENGTH {
            answer.headers_mut().append(name, value.clone());
        }
    }
    answer
}

fn is_json(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/json"))
}

fn json_of(error: &Error, locale: Locale) -> Response {
    let body = Json(body(error, locale));
    let code = HeaderValue::from_static(error.code);
    let mut response = body.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    response.headers_mut().insert("x-cybozu-error", code);
    response
}

/// An error, as the caller reads it (B8.3).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Error)]
pub struct ErrorBody {
    /// The code that programs can compare.
    pub code: &'static str,
    /// The ID of this error. The server's log has the same ID next to the cause.
    pub id: String,
    /// The message in the caller's language.
    pub message: String,
    /// The faults of parameters or parts of a package by their places, in order.
    #[serde(serialize_with = "as_object", skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = HashMap<String, ErrorPlace>, required = false)]
    pub errors: Vec<(String, ErrorPlace)>,
}

/// The faults at one place.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct ErrorPlace {
    /// The messages in the caller's language.
    pub messages: Vec<String>,
    /// For packages, a code that programs can compare (R31).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub code: Option<String>,
}

fn as_object<S: Serializer>(
    errors: &[(String, ErrorPlace)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(errors.iter().map(|(at, place)| (at, place)))
}

/// Returns the error in the caller's language.
pub fn body(error: &Error, locale: Locale) -> ErrorBody {
    ErrorBody {
        code: error.code,
        id: error.id.clone(),
        message: error.message(locale),
        errors: places(&error.errors, locale),
    }
}

/// Groups reasons by place. Several reasons at one place share an entry, and the first one's code
/// is used (R31).
fn places(errors: &[Reason], locale: Locale) -> Vec<(String, ErrorPlace)> {
    let mut places: Vec<(String, ErrorPlace)> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for reason in errors {
        let index = *known.entry(&reason.at).or_insert_with(|| {
            places.push((reason.at.clone(), ErrorPlace::default()));
            places.len() - 1
        });
        let place = &mut places[index].1;
        place
            .messages
            .push(say(locale, &reason.key, &reason.params));
        if place.code.is_none() {
            place.code.clone_from(&reason.code);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use crate::site::Site;
    use axum::body::Body;
    use axum::extract::Request;
    use http_body_util::BodyExt as _;
    use serde_json::{Value, json};

    use super::*;

    // B8.3
    #[test]
    fn reasons_at_one_place_share_an_entry() {
        let error = Error::invalid(vec![
            Reason::new("limit", "errors.required", Vec::new()),
            Reason::new("limit", "errors.minimum", vec![("minimum", "1".to_owned())]),
        ]);
        assert_eq!(
            serde_json::to_value(body(&error, Locale::En)).unwrap()["errors"],
            json!({"limit": {"messages": [
                "Required field.",
                "must be greater than or equal to 1",
            ]}})
        );
    }

    async fn rendered(response: Response, language: &'static str) -> Value {
        let request = Request::get("/k/v1/x.json").header(header::ACCEPT_LANGUAGE, language);
        let context = RequestContext::of(&request.body(Body::empty()).unwrap(), Site::default());
        let response = errors(response, true, &context);
        assert_eq!(response.headers()[header::CONTENT_TYPE], JSON);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        serde_json::from_slice(&body).unwrap()
    }

    #[tokio::test]
    async fn a_panic_is_told_blandly_in_the_callers_language() {
        let body = rendered(panicked(Box::new("details for only the log")), "ja").await;
        assert_eq!(body["code"], "PD_INTERNAL");
        assert!(body["message"].as_str().unwrap().starts_with("サーバーで"));
        assert!(!body.to_string().contains("only the log"));
    }

    #[tokio::test]
    async fn any_other_failure_under_the_api_is_json_too() {
        let response = StatusCode::IM_A_TEAPOT.into_response();
        assert_eq!(
            rendered(response, "en").await["message"],
            "Illegal request."
        );
    }

    #[test]
    fn an_id_has_twenty_characters() {
        assert_eq!(Error::please_login().id.len(), 20);
    }
}
