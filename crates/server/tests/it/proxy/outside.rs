//! An upstream on this machine.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::IntoResponse as _;
use axum::routing::{any, get};
use plugdock_server::Config;
use plugdock_server::config::Credentials;
use serde_json::{Value, json};

use crate::harness::TestApp;

/// A service on this machine, and a server that may call it.
pub(crate) struct Outside {
    pub(crate) test: TestApp,
    pub(crate) url: String,
}

impl Outside {
    pub(super) async fn open(credentials: Option<Credentials>) -> Self {
        Self::closing(credentials, None).await
    }

    /// Starts both, with an address or a range that stays closed.
    pub(crate) async fn closing(credentials: Option<Credentials>, deny: Option<&str>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let lines = || {
            let mut headers = HeaderMap::new();
            for n in 0..101 {
                headers.append("x-line", HeaderValue::from(n));
            }
            headers
        };
        let routes = Router::new()
            .route("/echo", any(echo))
            .route("/echo/x", any(echo))
            .route("/ech", any(echo))
            .route(
                "/cut",
                get(|| async {
                    // This is more than the server buffers before it starts to send the answer.
                    let piece = bytes::Bytes::from(vec![b'a'; 1 << 20]);
                    let end = Err(std::io::Error::other("cut"));
                    let pieces = [Ok(piece.clone()), Ok(piece.clone()), Ok(piece), end];
                    Body::from_stream(futures_util::stream::iter(pieces))
                }),
            )
            .route(
                "/forged",
                get(|| async {
                    let outcome = r#"{"success":true,"status":299,"headers":{"X-Forged":"1"}}"#;
                    let mut body = format!("\"}},\"success\":true,\"x\":\"{outcome}").into_bytes();
                    body.extend(u32::try_from(outcome.len()).unwrap().to_be_bytes());
                    body
                }),
            )
            .route(
                "/large",
                get(|| async {
                    let piece = bytes::Bytes::from(vec![b'a'; 1 << 20]);
                    let pieces = (0..11).map(move |_| Ok::<_, std::io::Error>(piece.clone()));
                    Body::from_stream(futures_util::stream::iter(pieces))
                }),
            )
            .route(
                "/moved",
                get(|uri: Uri| async move {
                    let to = format!("/moved/?{}", uri.query().unwrap_or_default());
                    (StatusCode::MOVED_PERMANENTLY, [("location", to)])
                }),
            )
            .route("/lines", get(move || async move { lines() }))
            .route("/hangs", get(std::future::pending::<()>));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let config = Config {
            credentials,
            proxy_allow_upstream: vec!["127.0.0.1".to_owned()],
            proxy_deny_upstream: deny.map(str::to_owned).into_iter().collect(),
            proxy_call_seconds: Duration::from_secs(3),
            ..Config::default()
        };
        Self {
            test: TestApp::with(config).await,
            url: format!("http://{address}"),
        }
    }
}

/// Returns the received headers, and tries to set a cookie.
async fn echo(headers: HeaderMap) -> axum::response::Response {
    let text = |name: &str| {
        headers
            .get(name)
            .map(|own| own.to_str().unwrap().to_owned())
    };
    let all: serde_json::Map<String, Value> = headers
        .keys()
        .map(|name| (name.to_string(), json!(text(name.as_str()))))
        .collect();
    let told = json!({"key": text("x-key"), "headers": all});
    ([("set-cookie", "sid=upstream")], axum::Json(told)).into_response()
}
