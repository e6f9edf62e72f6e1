//! The demo's upstream: a weather service on the loopback address. It answers only calls with the
//! right key, and its answer repeats the headers of the call.

use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Json, Response};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

/// Starts the upstream on a free port of the loopback address. It runs until the process ends.
///
/// # Errors
/// Fails if no port of 127.0.0.1 is available.
pub(super) async fn start(key: String) -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let router = Router::new()
        .fallback(answer)
        .with_state(std::sync::Arc::<str>::from(key));
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "the demo's upstream stopped");
        }
    });
    Ok(address)
}

async fn answer(
    State(key): State<std::sync::Arc<str>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    if given.and_then(|value| value.strip_prefix("Bearer ")) != Some(&*key) {
        let problem =
            json!({"error": "no key", "hint": "save a key on the plug-in's settings page"});
        return (StatusCode::UNAUTHORIZED, Json(problem)).into_response();
    }
    let seen: Map<String, Value> = headers
        .iter()
        .map(|(name, value)| (name.to_string(), Value::String(shown(name, value))))
        .collect();
    Json(json!({
        "city": "Kyoto",
        "celsius": 21.5,
        "method": method.as_str(),
        "path": uri.to_string(),
        "headers": seen,
    }))
    .into_response()
}

/// Returns a header's value for the answer. A credential is never repeated in full.
fn shown(name: &header::HeaderName, value: &header::HeaderValue) -> String {
    let text = String::from_utf8_lossy(value.as_bytes());
    if name != header::AUTHORIZATION {
        return text.into_owned();
    }
    let tail: Vec<char> = text.chars().rev().take(4).collect();
    format!("Bearer ****{}", tail.into_iter().rev().collect::<String>())
}
