//! Tests the answer to a call, in both of its forms.

use plugdock_server::config::Credentials;
use serde_json::{Value, json};

use super::{CALL, Outside, PluginApp, RAW, READ, SAVE};
use crate::harness::Reply;

fn split_raw(body: &[u8]) -> (Vec<u8>, Value) {
    let (rest, length) = body.split_at(body.len() - 4);
    let length = u32::from_be_bytes(length.try_into().unwrap()) as usize;
    let (body, outcome) = rest.split_at(rest.len() - length);
    (body.to_vec(), serde_json::from_slice(outcome).unwrap())
}

// R25: both forms contain the same, and an upstream's output is always in the body.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upstream_cannot_write_its_own_outcome() {
    let out = Outside::open(None).await;
    let plugin_app = PluginApp::set(&out.test).await;
    let url = format!("{}/forged", out.url);
    let told = plugin_app
        .call(&plugin_app.member, &url, json!({}))
        .await
        .json();
    assert_eq!(
        (&told["success"], &told["result"]["status"]),
        (&json!(true), &json!(200))
    );
    assert_eq!(told["x"], Value::Null);
    let raw = raw_call(&plugin_app, &url).await;
    assert_eq!(raw.header("content-type"), RAW);
    let (body, outcome) = split_raw(&raw.body);
    assert_eq!(
        String::from_utf8(body).unwrap(),
        told["result"]["body"].as_str().unwrap()
    );
    assert_eq!(outcome["status"], 200);
    assert_eq!(outcome["headers"]["X-Forged"], Value::Null);
}

// R22, R25: if a limit is exceeded after the answer began, both forms end with the failure.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t65_a_late_failure_is_told_at_the_end_of_either_form() {
    let out = Outside::open(None).await;
    let plugin_app = PluginApp::set(&out.test).await;
    for (path, code) in [
        ("/large", "PD_PROXY_LIMIT"),
        ("/cut", "PD_PROXY_UNREACHABLE"),
    ] {
        let url = format!("{}{path}", out.url);
        let reply = plugin_app.call(&plugin_app.member, &url, json!({})).await;
        assert_eq!(reply.status, 200);
        let told = reply.json();
        assert_eq!(
            (&told["success"], &told["httpStatus"]),
            (&json!(false), &json!(502))
        );
        assert_eq!(told["error"]["code"], code);
        assert_eq!(told["error"]["id"].as_str().map(str::len), Some(20));
        let raw = raw_call(&plugin_app, &url).await;
        let (body, outcome) = split_raw(&raw.body);
        assert!(body.iter().all(|byte| *byte == b'a'));
        assert_eq!(
            (&outcome["success"], &outcome["httpStatus"]),
            (&json!(false), &json!(502))
        );
        assert_eq!(outcome["error"]["code"], code);
    }
}

pub(super) async fn raw_call(plugin_app: &PluginApp<'_>, url: &str) -> Reply {
    let body = json!({"app": plugin_app.app, "pluginId": plugin_app.plugin.id(), "url": url, "method": "GET"});
    let call = plugin_app
        .test
        .call("POST", CALL)
        .session(&plugin_app.member)
        .csrf(&plugin_app.member);
    call.header("Accept", RAW).json(&body).send().await
}

// R19, R17 (the timeout is configurable), R16, T16: each failure has its code and status, as plain
// JSON.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_failure_has_its_code_and_status() {
    let out = Outside::open(None).await;
    let plugin_app = PluginApp::set(&out.test).await;
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = format!("http://{}/", closed.local_addr().unwrap());
    drop(closed);
    let tls = out.url.replace("http:", "https:");
    let at = |path: &str| format!("{}{path}", out.url);
    let cases = [
        ("no url".to_owned(), json!({}), 400, "PD_PROXY_BAD_REQUEST"),
        (
            "file:///etc/passwd".to_owned(),
            json!({}),
            400,
            "PD_PROXY_BAD_REQUEST",
        ),
        (
            at("/echo"),
            json!({"method": "PATCH"}),
            400,
            "PD_PROXY_BAD_REQUEST",
        ),
        (
            at("/echo"),
            json!({"headers": {"content-LENGTH": "1"}}),
            400,
            "PD_PROXY_BAD_REQUEST",
        ),
        (
            at("/echo"),
            json!({"headers": {"X-A": "a\r\nHost: b"}}),
            400,
            "PD_PROXY_BAD_REQUEST",
        ),
        (
            format!("{}/k/api/x", out.test.url),
            json!({}),
            403,
            "CB_NO02",
        ),
        (tls, json!({}), 502, "PD_PROXY_TLS"),
        (at("/lines"), json!({}), 502, "PD_PROXY_LIMIT"),
        (at("/hangs"), json!({}), 504, "PD_PROXY_TIMEOUT"),
    ];
    for (url, more, status, code) in cases {
        let failed = plugin_app.call(&plugin_app.member, &url, more).await;
        assert_eq!(failed.refusal(), (status, code.to_owned()), "{url}");
    }
    let (refused, forbidden) = tokio::join!(
        plugin_app.call(&plugin_app.member, &nobody, json!({})),
        plugin_app.call(&plugin_app.member, "http://10.0.0.1/", json!({}))
    );
    assert_eq!(refused.refusal(), (502, "PD_PROXY_UNREACHABLE".to_owned()));
    assert_eq!(refused.error(), forbidden.error());
    let named = plugin_app
        .call(
            &plugin_app.member,
            &at("/echo"),
            json!({"headers": {"Host": "b"}}),
        )
        .await;
    assert!(
        named.json()["message"].as_str().unwrap().contains("Host"),
        "{}",
        named.text()
    );
}

// R07, T27: the audit log records credentials that were sent even if no answer came, but not the
// query.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t27_a_call_without_an_answer_is_on_record() {
    let out = Outside::open(None).await;
    let plugin_app = PluginApp::set(&out.test).await;
    plugin_app
        .save(&out.url, json!({"X-Key": "k"}), json!({"q": "secret"}))
        .await;
    plugin_app.deploy().await;
    let url = format!("{}/hangs", out.url);
    let failed = plugin_app
        .call(&plugin_app.member, &format!("{url}?a=secret"), json!({}))
        .await;
    assert_eq!(failed.status, 504);
    assert_eq!(plugin_app.audit("proxy_config.use").await, [&*url]);
    // An answered call is one use. A call that the server refused is none.
    let echo = format!("{}/echo", out.url);
    assert_eq!(
        plugin_app
            .call(&plugin_app.member, &echo, json!({}))
            .await
            .status,
        200
    );
    let more = json!({"headers": {"Host": "b"}});
    assert_eq!(
        plugin_app
            .call(&plugin_app.member, &echo, more)
            .await
            .status,
        400
    );
    assert_eq!(plugin_app.audit("proxy_config.use").await, [echo, url]);
}

// R02, R03, 000.41: uploads include saved headers only if pages cannot read them, and never saved
// data.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn uploads_merge_saved_headers_only_where_credentials_are_sealed() {
    for (profile, key, read) in [
        (Credentials::Readable, Value::Null, true),
        (Credentials::Sealed, json!("k"), false),
    ] {
        let out = Outside::open(Some(profile)).await;
        let plugin_app = PluginApp::set(&out.test).await;
        let body = json!({"app": plugin_app.app, "pluginId": plugin_app.plugin.id(), "url": out.url,
            "method": "POST", "headers": {"X-Key": "k"}, "data": {"q": "d"}});
        assert_eq!(
            plugin_app.post(&plugin_app.admin, SAVE, &body).await.status,
            200
        );
        plugin_app.deploy().await;
        let reply = plugin_app
            .upload(&plugin_app.member, &format!("{}/echo", out.url), json!({}))
            .await;
        let echoed = reply.json()["result"]["body"].as_str().unwrap().to_owned();
        let echoed: Value = serde_json::from_str(&echoed).unwrap();
        assert_eq!(echoed["key"], key, "{profile:?}");
        let asked = json!({"app": plugin_app.app, "pluginId": plugin_app.plugin.id(), "url": out.url, "method": "POST"});
        let answer = plugin_app
            .post(&plugin_app.member, READ, &asked)
            .await
            .json();
        assert_eq!(answer != Value::Null, read, "{profile:?}: {answer}");
        // R01: an administrator cannot choose a weaker profile than the configured one.
        let looser = out
            .test
            .admin("PUT", "/k/api/credentials.json")
            .json(&json!({"sealed": false}));
        assert_eq!(looser.send().await.status, 200);
        let answer = plugin_app
            .post(&plugin_app.member, READ, &asked)
            .await
            .json();
        assert_eq!(answer != Value::Null, read, "{profile:?}: {answer}");
    }
}
