//! The answers of successful calls.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use plugdock_schema::Revision;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::error::render::JSON;

/// A JSON answer with the content type of Kintone's API (B8.3).
#[derive(Debug)]
pub struct Answer<T>(pub T);

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => ([(header::CONTENT_TYPE, JSON)], body).into_response(),
            Err(error) => Error::internal(&error).into_response(),
        }
    }
}

/// Builds an answer from JSON text. Records arrive as JSON, and parsing them again would cost as
/// much as writing them.
pub(super) fn written(body: String) -> Response {
    ([(header::CONTENT_TYPE, JSON)], body).into_response()
}

/// An empty object, `{}`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// The revision that a change created, as a string (B10.23).
#[derive(Debug, Serialize, ToSchema)]
pub struct Revised {
    /// The app's newest revision.
    pub revision: String,
}

impl From<Revision> for Answer<Revised> {
    fn from(revision: Revision) -> Self {
        Self(Revised {
            revision: revision.to_string(),
        })
    }
}
