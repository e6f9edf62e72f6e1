//! `/-/openapi.json`: the API as a document, made from the handlers themselves.

use std::sync::{Arc, LazyLock};

use axum::http::header;
use axum::response::IntoResponse;
use utoipa::openapi::{Info, OpenApi, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::error::render::JSON;

static DOCUMENT: LazyLock<String> = LazyLock::new(document);

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(openapi))
}

/// The document's head.
pub(super) fn about() -> OpenApi {
    OpenApiBuilder::new()
        .info(Info::new("Plugdock", env!("CARGO_PKG_VERSION")))
        .build()
}

/// The whole document as indented JSON, as `docs/openapi.json` has it.
pub fn document() -> String {
    let mut text = super::routes()
        .into_openapi()
        .to_pretty_json()
        .unwrap_or_default();
    text.push('\n');
    text
}

/// This document.
#[utoipa::path(get, path = "/-/openapi.json", tag = "system",
    responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json")))]
async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, JSON)], DOCUMENT.as_str())
}
