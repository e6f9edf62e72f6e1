//! `/-/openapi.json`: the API as a document, made from the handlers themselves.

mod assemble;

use std::sync::{Arc, LazyLock};

use axum::http::header;
use axum::response::IntoResponse;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, Info, OpenApi, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::config;
use crate::error::render::{ErrorBody, ErrorPlace, JSON};
use crate::state::AppState;

/// What holds for every request (R38).
const HOW_TO_ASK: &str = "A request is a query, a JSON body, or a POST with X-HTTP-Method-Override; GET \
    and DELETE take a body too. Whole numbers and yes or no may be written as texts, and a text of digits \
    as a number. A list with one value may be written as the value. Null counts as absent. A member that \
    is not named here is refused.";

static DOCUMENT: LazyLock<String> = LazyLock::new(document);

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(openapi))
}

/// The document's head: what it is of, and the three ways to say who calls (B8.1).
pub(super) fn about() -> OpenApi {
    let header = |name, text| SecurityScheme::ApiKey(ApiKey::Header(key(name, text)));
    let cookie = ApiKey::Cookie(key(
        config::COOKIE,
        "A browser's session. Under /k/v1 with X-Requested-With; state changes with the request token \
         in X-Plugdock-Csrf or as __REQUEST_TOKEN__ in body, form or query.",
    ));
    let components = ComponentsBuilder::new()
        .schema_from::<ErrorBody>()
        .schema_from::<ErrorPlace>()
        .security_scheme(
            "password",
            header("X-Cybozu-Authorization", "Base64 of login:password."),
        )
        .security_scheme(
            "token",
            header(
                "X-Cybozu-API-Token",
                "API tokens of apps, up to nine, divided by commas.",
            ),
        )
        .security_scheme("session", SecurityScheme::ApiKey(cookie));
    let none: [&str; 0] = [];
    let mut info = Info::new("Plugdock", env!("CARGO_PKG_VERSION"));
    info.description = Some(HOW_TO_ASK.to_owned());
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components.build()))
        .security(Some(
            ["password", "token", "session"].map(|name| SecurityRequirement::new(name, none)),
        ))
        .build()
}

fn key(name: &str, text: &str) -> ApiKeyValue {
    ApiKeyValue::with_description(name, text)
}

/// The whole document as indented JSON, as `docs/openapi.json` has it.
pub fn document() -> String {
    let made = serde_json::to_value(super::routes().into_openapi());
    let mut document = made.unwrap_or_default();
    assemble::assemble(&mut document);
    format!("{document:#}\n")
}

/// This document.
#[utoipa::path(get, path = "/-/openapi.json", tag = "system", security(()),
    responses((status = 200, description = "OpenAPI 3.1", body = Object)))]
async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, JSON)], DOCUMENT.as_str())
}
