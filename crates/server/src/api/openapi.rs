//! `/-/openapi.json`: the OpenAPI document, generated from the handlers.

mod assemble;

use std::sync::{Arc, LazyLock};

use axum::http::header;
use axum::response::IntoResponse;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, Info, OpenApi, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::render::{ErrorBody, ErrorPlace, JSON};
use crate::site;
use crate::state::AppState;

/// The rules for every request (R38).
const HOW_TO_ASK: &str = "A request is a query string, a JSON body, or a POST with \
    X-HTTP-Method-Override. GET and DELETE also accept a body. Integers and booleans may be sent as \
    strings, and a string of digits may be sent as a number. A list with one value may be sent as \
    the value. Null counts as absent. A request with a member that is not listed here is refused.";

static DOCUMENT: LazyLock<String> = LazyLock::new(document);

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(openapi))
}

/// Returns the start of the document: its description and the three ways to authenticate (B8.1).
pub(super) fn about() -> OpenApi {
    let header = |name, text| SecurityScheme::ApiKey(ApiKey::Header(key(name, text)));
    let cookie = ApiKey::Cookie(key(
        site::COOKIE,
        "The session of a browser. Requests under /k/v1 also need X-Requested-With. Requests that \
         change data also need the request token, in X-Plugdock-Csrf or as __REQUEST_TOKEN__ in the \
         body, the form or the query. A request that gives somebody more power may also need the \
         user's password, as Base64 in X-Plugdock-Password (PD_CONFIRMATION_NEEDED).",
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
                "Up to nine API tokens of apps, separated by commas.",
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

/// Returns the whole document as indented JSON, the content of `docs/openapi.json`.
pub fn document() -> String {
    let made = serde_json::to_value(super::routes().into_openapi());
    let mut document = made.unwrap_or_default();
    assemble::assemble(&mut document);
    format!("{document:#}\n")
}

/// Returns this document.
#[utoipa::path(get, path = "/-/openapi.json", tag = "system", security(()),
    responses((status = 200, description = "OpenAPI 3.1", body = Object)))]
async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, JSON)], DOCUMENT.as_str())
}
