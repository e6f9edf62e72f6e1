//! Tests the host names, origins and protocols of requests (T70–T72).

use axum::body::Body;
use http::Request;
use http_body_util::BodyExt as _;
use hyper_util::rt::{TokioExecutor, TokioIo};
use plugdock_server::Config;
use serde_json::json;

use crate::harness::{Call, PASSWORD, TestApp};

/// One address of each kind: a page, an endpoint for scripts, one for the vendor's clients, and a
/// file.
const ADDRESSES: [&str; 5] = [
    "/login",
    "/k/",
    "/k/api/session.json",
    "/k/v1/apps.json",
    "/-/assets/ui.css",
];

/// Sends a request over HTTP/2, which names its host in `:authority`.
#[expect(
    clippy::disallowed_methods,
    reason = "the test is the client of a server on the loopback address"
)]
async fn over_http2(test: &TestApp, uri: &str) -> (u16, String) {
    let stream = tokio::net::TcpStream::connect(test.state.config.listen)
        .await
        .unwrap();
    let (mut send, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    let serving = tokio::spawn(connection);
    let request = Request::get(uri).body(Body::empty()).unwrap();
    let reply = send.send_request(request).await.unwrap();
    let status = reply.status().as_u16();
    let body = reply.into_body().collect().await.unwrap().to_bytes();
    serving.abort();
    (status, String::from_utf8_lossy(&body).into_owned())
}

stories! {
    async fn t71_a_name_that_is_not_ours_is_refused_whatever_the_address(test: &TestApp) {
        let port = test.state.config.listen.port();
        let call = |path: &str, host: &str| test.call("GET", path).header("Host", host);
        for path in ADDRESSES {
            for host in ["evil.test", "evil.test:80", "127.0.0.1.evil.test", "localhost.evil.test", "192.168.7.7"] {
                let reply = call(path, host).password("admin", PASSWORD).send().await;
                assert_eq!(reply.status, 421, "{path} as {host}");
                assert_eq!(reply.header("x-cybozu-error"), "PD_HOST", "{path} as {host}");
                // The page tells people what to do. The name is escaped as text.
                assert!(reply.text().contains("PLUGDOCK_ALLOW_HOSTS"), "{}", reply.text());
            }
            for host in ["localhost".to_owned(), format!("LOCALHOST:{port}"), format!("[::1]:{port}"), "127.0.0.1:1".to_owned()] {
                let reply = call(path, &host).send().await;
                assert_ne!(reply.status, 421, "{path} as {host}");
            }
        }
        let ja = call("/k/", "evil.test").header("Accept-Language", "ja").send().await;
        assert!(ja.text().contains("「evil.test」") && ja.header("content-type").starts_with("text/html"));
        // Probes may use any address of the server. The answers reveal nothing.
        for path in ["/-/health", "/-/ready"] {
            assert_eq!(call(path, "10.1.2.3:8080").send().await.status, 200, "{path}");
        }
    }

    async fn t71_http2_names_its_host_elsewhere_and_is_judged_alike(test: &TestApp) {
        let port = test.state.config.listen.port();
        assert_eq!(over_http2(test, &format!("http://localhost:{port}/login")).await.0, 200);
        let (status, body) = over_http2(test, "http://evil.test/login").await;
        assert_eq!(status, 421, "{body}");
    }

    async fn t70_a_foreign_page_is_refused_on_every_method_and_gets_no_cors(test: &TestApp) {
        let session = test.sign_in("admin").await;
        let forms = ["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"];
        for path in ADDRESSES {
            for method in forms {
                for origin in ["https://evil.test", "null", "http://localhost:1", "http://127.0.0.1"] {
                    let by = |call: Call| call.header("Origin", origin).send();
                    let whole = test.call(method, path).session(&session).csrf(&session);
                    let replies = [
                        by(whole).await,
                        by(test.call(method, path).password("admin", PASSWORD)).await,
                        by(test.call(method, path).header("Access-Control-Request-Method", "PUT")).await,
                    ];
                    for reply in replies {
                        assert_eq!(reply.status, 403, "{method} {path} from {origin}");
                        let cors = reply.headers.keys().find(|name| name.as_str().starts_with("access-control-"));
                        assert!(cors.is_none(), "{method} {path}: {cors:?}");
                        assert_eq!(reply.header("cross-origin-resource-policy"), "same-origin");
                    }
                }
            }
        }
        let own = test.call("GET", "/k/api/session.json").session(&session).header("Origin", &test.url).send().await;
        assert_eq!(own.status, 200);
        let cors = own.headers.keys().find(|name| name.as_str().starts_with("access-control-"));
        assert!(cors.is_none(), "{cors:?}");
    }

    // To a browser, another port of this machine is the same site, so the browser sends the
    // cookies.
    async fn t70_what_another_page_embeds_is_refused_under_the_api(test: &TestApp) {
        let session = test.sign_in("admin").await;
        let ask = |site: &str, mode: &str, dest: &str| {
            test.call("GET", "/k/api/session.json")
                .session(&session)
                .header("Sec-Fetch-Site", site)
                .header("Sec-Fetch-Mode", mode)
                .header("Sec-Fetch-Dest", dest)
                .send()
        };
        assert_eq!(ask("same-site", "no-cors", "image").await.refusal(), (403, "PD_CSRF".to_owned()));
        assert_eq!(ask("cross-site", "navigate", "iframe").await.status, 403);
        assert_eq!(ask("same-origin", "cors", "empty").await.status, 200);
        assert_eq!(ask("cross-site", "navigate", "document").await.status, 200);
    }

    async fn t72_no_websocket_is_begun_on_any_address(test: &TestApp) {
        let session = test.sign_in("admin").await;
        for path in ADDRESSES.into_iter().chain(["/k/%61pi/session.json", "/%6b/", "/-/ready", "/nothing"]) {
            for origin in [Some(test.url.as_str()), None, Some("https://evil.test")] {
                let call = test
                    .call("GET", path)
                    .session(&session)
                    .header("Connection", "Upgrade")
                    .header("Upgrade", "websocket")
                    .header("Sec-WebSocket-Version", "13")
                    .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
                let call = match origin {
                    Some(origin) => call.header("Origin", origin),
                    None => call,
                };
                let reply = call.send().await;
                assert_eq!(reply.status, 400, "{path} from {origin:?}");
            }
        }
    }
}

#[tokio::test]
async fn t71_a_public_name_and_configured_ones_are_ours() {
    let test = TestApp::with(Config {
        public_url: Some("https://plug.example".to_owned()),
        allow_hosts: vec!["plug.internal".to_owned()],
        ..Config::default()
    })
    .await;
    let status = async |host: &str| {
        test.call("GET", "/login")
            .header("Host", host)
            .send()
            .await
            .status
    };
    for host in ["plug.example", "plug.example:443", "plug.internal:8080"] {
        assert_eq!(status(host).await, 200, "{host}");
    }
    assert_eq!(status("x.plug.example").await, 421);
    // A reverse proxy passes on the public host name and the public origin.
    let body = json!({"username": "admin", "password": PASSWORD});
    let sign_in = |origin: &str| {
        test.call("POST", "/k/api/session.json")
            .header("Host", "plug.example")
            .header("Origin", origin)
            .json(&body)
    };
    assert_eq!(sign_in("https://plug.example").send().await.status, 200);
    // A page with that name over plain HTTP may have been written by an attacker on the network.
    assert_eq!(sign_in("http://plug.example").send().await.status, 403);
}
