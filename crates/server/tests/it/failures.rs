//! Tests that every failure under the API is JSON in the caller's language.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use plugdock_server::Config;
use plugdock_store::{By, UserChange};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;

use crate::harness::{Call, NOW, PASSWORD, Reply, TestApp, Way};

stories! {
    // B8.3: with a text or HTML body, the vendor's client loses the code and the message.
    async fn every_failure_under_the_api_is_json(test: &TestApp) {
        let nowhere = test.admin("GET", "/k/v1/nowhere.json").send().await;
        assert_eq!(nowhere.refusal(), (404, "PD_NOT_FOUND".to_owned()));
        assert_eq!(nowhere.header("content-type"), "application/json;charset=utf-8");

        let method = test.admin("PATCH", "/k/api/users.json").send().await;
        assert_eq!(method.refusal(), (405, "PD_METHOD_NOT_ALLOWED".to_owned()));
        assert!(method.header("allow").contains("GET"));

        let large = vec![b' '; 17 * 1024 * 1024];
        let large = test.admin("POST", "/k/api/users.json").body("application/json", large);
        assert_eq!(large.send().await.refusal(), (413, "PD_TOO_LARGE".to_owned()));

        let long = format!("/k/v1/preview/app/deploy.json?apps={}", "1".repeat(8 * 1024));
        let long = test.admin("GET", &long).send().await;
        assert_eq!(long.refusal(), (414, "PD_URL_TOO_LONG".to_owned()));

        let form = test.admin("POST", "/k/api/users.json").body("text/plain", "{}");
        assert_eq!(form.send().await.refusal(), (400, "CB_IL02".to_owned()));

        let broken = test.admin("POST", "/k/api/users.json").body("application/json", "{");
        assert_eq!(broken.send().await.refusal(), (400, "CB_IJ01".to_owned()));

        let list = test.admin("POST", "/k/api/users.json").body("application/json", "[]");
        assert_eq!(list.send().await.refusal(), (400, "CB_IL02".to_owned()));
    }

    // T67: each request is refused for its size before it is read or processed.
    async fn t67_what_is_too_large_is_refused_by_name(test: &TestApp) {
        let limit = 16 * 1024 * 1024;
        for path in ["/k/api/users.json", "/k/v1/preview/app.json", "/k/api/plugin/proxy/call.json"] {
            let session = test.sign_in("admin").await;
            let by = |size: usize| {
                let call = test.call("POST", path).session(&session).csrf(&session);
                call.body("application/json", vec![b' '; size])
            };
            assert_eq!(by(limit + 1).send().await.refusal(), (413, "PD_TOO_LARGE".to_owned()), "{path}");
            assert_ne!(by(limit).send().await.status, 413, "{path}");
        }
        // The maximum is sixteen parts, including the file.
        let token = ("a", "b");
        let few = test.admin("POST", "/k/v1/file.json").form("x", b"x", &[token; 15]);
        assert_eq!(few.send().await.status, 200);
        let line = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n";
        let file = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nb\r\n";
        let form = |body: String| {
            let call = test.admin("POST", "/k/v1/file.json");
            call.body("multipart/form-data; boundary=x", body)
        };
        assert_eq!(form(format!("{}{file}--x--", line.repeat(15))).send().await.status, 200);
        let many = form(format!("{}{file}--x--", line.repeat(16))).send().await;
        assert_eq!(many.refusal(), (400, "CB_VA01".to_owned()));
        // One form field is too long, and one part has a header that never ends.
        let long = "y".repeat(64 * 1024 + 1);
        let field = format!("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n{long}\r\n{file}--x--");
        assert_eq!(form(field).send().await.refusal(), (413, "PD_TOO_LARGE".to_owned()));
        let head = format!("--x\r\nContent-Disposition: form-data; name=\"{}", "y".repeat(3 << 20));
        assert_eq!(form(head).send().await.refusal(), (400, "CB_IL02".to_owned()));
        // The URL is too long, and then there are too many headers.
        let long = format!("/k/v1/apps.json?ids={}", "1".repeat(8 * 1024));
        let long = test.admin("GET", &long).send().await;
        assert_eq!(long.refusal(), (414, "PD_URL_TOO_LONG".to_owned()));
        let mut flood = test.admin("GET", "/k/v1/apps.json");
        for number in 0..200 {
            flood = flood.header(&format!("X-{number}"), "y");
        }
        assert_eq!(flood.send().await.status, 431);
    }

    // B3.3, B8.3: all invalid parameters are reported together.
    async fn all_that_is_wrong_is_told_at_once(test: &TestApp) {
        let body = json!({"login": "a:b", "locale": "tlh", "admin": "perhaps"});
        let reply = test.admin("POST", "/k/api/users.json").json(&body).send().await;
        assert_eq!(reply.refusal(), (400, "CB_VA01".to_owned()));
        shows!(reply.error(), @r#"
        {
          "code": "CB_VA01",
          "errors": {
            "login": {
              "messages": [
                "must not contain a colon"
              ]
            },
            "locale": {
              "messages": [
                "must be one of the enum value"
              ]
            },
            "admin": {
              "messages": [
                "must be a boolean"
              ]
            },
            "password": {
              "messages": [
                "Required field."
              ]
            }
          },
          "message": "Missing or invalid input."
        }
        "#);
    }

    // B8.3: the user's language comes before the browser's. `*` counts as absent.
    async fn the_language_is_the_users_then_the_browsers(test: &TestApp) {
        let nobody = |language: &str| {
            test.call("GET", "/k/api/users.json").header("Accept-Language", language)
        };
        let message = |reply: Reply| {
            reply.error()["message"].as_str().unwrap_or_default().to_owned()
        };
        assert_eq!(message(nobody("ja").send().await), "ログインしてください。");
        assert_eq!(message(nobody("*").send().await), "Please login.");

        let user = test.user("hanako").await;
        let japanese = UserChange { locale: Some(Some("ja".to_owned())), ..UserChange::default() };
        test.store().change_user(user.id, &japanese, By::server(), NOW).await.unwrap();
        let refused = test
            .call("GET", "/k/api/users.json")
            .password("hanako", PASSWORD)
            .header("Accept-Language", "en");
        assert_eq!(message(refused.send().await), "権限がありません。");
    }

    // B8.3
    async fn a_success_tells_how_many_calls_run(test: &TestApp) {
        let id = test.app("App 1").await;
        let path = format!("/k/v1/preview/app/deploy.json?apps={id}");
        let reply = test.admin("GET", &path).send().await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert_eq!(reply.header("x-concurrencylimit-limit"), "100");
        assert_eq!(reply.header("x-concurrencylimit-running"), "1");
    }
}

// B3.3, B8.3
#[tokio::test]
async fn calls_over_the_limit_are_told_so() {
    let config = Config {
        rest_calls: 0,
        ..Config::default()
    };
    let test = TestApp::with(config).await;
    let refused = test.admin("GET", "/k/v1/plugins.json").send().await;
    assert_eq!(refused.refusal(), (429, "GAIA_TO04".to_owned()));
}

#[tokio::test]
async fn over_tls_the_cookie_is_for_tls_only() {
    let config = Config {
        public_url: Some("https://plug.example/".to_owned()),
        ..Config::default()
    };
    let test = TestApp::with(config).await;
    let body = json!({"username": "admin", "password": PASSWORD});
    let reply = test
        .call("POST", "/k/api/session.json")
        .json(&body)
        .send()
        .await;
    assert!(reply.header("set-cookie").contains("Secure"));
}

/// The fields of an app whose records are searched.
fn memo() -> Value {
    json!({"memo": {"type": "MULTI_LINE_TEXT", "code": "memo", "label": "Memo"}})
}

/// Adds 500 records of 10 KB to a new app of the administrator. Returns a search that takes seconds.
async fn large_app(test: &TestApp) -> Value {
    let send = async |method: &str, path: &str, body: &Value| {
        let reply = test.admin(method, path).json(body).send().await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        reply.json()
    };
    let app = test.app("Large").await.to_string();
    let fields = json!({"app": app, "properties": memo()});
    send("POST", "/k/v1/preview/app/form/fields.json", &fields).await;
    let deploy = json!({"apps": [{"app": app}]});
    send("POST", "/k/v1/preview/app/deploy.json", &deploy).await;
    let record = json!({"memo": {"value": "abc ".repeat(2_500)}});
    let records = json!({"app": app, "records": vec![record; 100]});
    for _ in 0..5 {
        send("POST", "/k/v1/records.json", &records).await;
    }
    let terms: Vec<String> = (0..500)
        .map(|n| format!("memo like \"abc abc {n}\""))
        .collect();
    json!({"app": app, "query": terms.join(" or "), "totalCount": true})
}

fn search(test: &TestApp, search: &Value) -> Call {
    let call = test.admin("POST", "/k/v1/records.json");
    call.header("X-HTTP-Method-Override", "GET").json(search)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heavy_searches_are_stopped_and_say_when_to_try_again() {
    let config = Config {
        query_seconds: Duration::from_secs(1),
        ..Config::default()
    };
    let test = TestApp::with(config).await;
    let heavy = large_app(&test).await;
    let asked = (0..8).map(|_| search(&test, &heavy).send());
    let (mut overdue, mut refused) = (0, 0);
    for reply in futures_util::future::join_all(asked).await {
        let (status, code) = reply.refusal();
        match (status, code.as_str()) {
            (503, "PD_SEARCH_OVERDUE") => overdue += 1,
            (429 | 503, "PD_SEARCHES_BUSY") => {
                assert_eq!(reply.header("retry-after"), "5");
                refused += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(
        overdue > 0 && refused > 0,
        "{overdue} overdue, {refused} refused"
    );
    let light = json!({"app": heavy["app"], "query": "limit 1"});
    assert_eq!(search(&test, &light).send().await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(
    clippy::disallowed_methods,
    reason = "the test is a client that closes its connection"
)]
async fn searches_of_callers_who_left_are_stopped() {
    let test = TestApp::with(Config::default()).await;
    let heavy = large_app(&test).await;
    let body = heavy.to_string();
    let password = STANDARD.encode(format!("admin:{PASSWORD}"));
    let request = format!(
        "POST /k/v1/records.json HTTP/1.1\r\nHost: {}\r\nX-Cybozu-Authorization: {password}\r\n\
         X-HTTP-Method-Override: GET\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        test.state.config.listen,
        body.len()
    );
    let mut callers = Vec::new();
    for _ in 0..12 {
        let mut stream = tokio::net::TcpStream::connect(test.state.config.listen)
            .await
            .unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        callers.push(stream);
    }
    tokio::time::sleep(Duration::from_millis(600)).await;
    drop(callers);
    let began = Instant::now();
    let light = json!({"app": heavy["app"], "query": "limit 1", "totalCount": true});
    assert_eq!(search(&test, &light).send().await.status, 200);
    // Alone, one of the twelve takes several seconds.
    let waited = began.elapsed();
    assert!(waited < Duration::from_secs(1), "{waited:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_database_a_server_says_so_at_once_and_goes_on_afterwards() {
    let (test, relay) = TestApp::behind_relay().await;
    let apps = async || test.admin("GET", "/k/v1/apps.json").send().await;
    for way in [Way::Closed, Way::Silent] {
        assert_eq!(apps().await.status, 200);
        relay.set(way);
        until(async || test.store().is_silent()).await;
        let began = Instant::now();
        let reply = apps().await;
        assert!(
            began.elapsed() < Duration::from_millis(200),
            "{:?}",
            began.elapsed()
        );
        assert_eq!(reply.refusal(), (503, "PD_DATABASE_UNAVAILABLE".to_owned()));
        assert_eq!(reply.header("retry-after"), "2");
        let page = test
            .call("GET", "/k/")
            .header("Accept", "text/html")
            .send()
            .await;
        assert_eq!(page.status, 503);
        assert_eq!(test.call("GET", "/-/health").send().await.status, 200);
        relay.set(Way::Open);
        until(async || apps().await.status == 200).await;
    }
}

/// Waits until something is true.
async fn until(mut is_true: impl AsyncFnMut() -> bool) {
    for _ in 0..100 {
        if is_true().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it is still not true after ten seconds");
}
