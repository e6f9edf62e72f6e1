//! Calls out and saved credentials: who may, from which page, and what they get.

mod secrets;

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::IntoResponse as _;
use axum::routing::{any, get};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use plugdock_server::Config;
use plugdock_server::config::{Credentials, ProxyLimits};
use plugdock_store::{AppId, AuditLine, AuditQuery};
use serde_json::{Value, json};

use crate::harness::{PASSWORD, Plugin, Reply, Session, TestApp};

const SAVE: &str = "/k/api/plugin/proxy/config.json";
const READ: &str = "/k/api/plugin/proxy/config/get.json";
const DELETE: &str = "/k/api/plugin/proxy/config/delete.json";
const CALL: &str = "/k/api/plugin/proxy/call.json";
const UPLOAD: &str = "/k/api/plugin/proxy/upload.json";
const RAW: &str = "application/vnd.plugdock.raw";
const API: &str = "https://api.example.com/v1";

/// An app with a plug-in in operation, and the sessions of its administrator and of a user.
pub(crate) struct Stage<'t> {
    pub(crate) test: &'t TestApp,
    pub(crate) app: AppId,
    pub(crate) plugin: Plugin,
    pub(crate) admin: Session,
    pub(crate) member: Session,
}

impl<'t> Stage<'t> {
    pub(crate) async fn set(test: &'t TestApp) -> Self {
        Box::pin(Self::prepare(test)).await
    }

    async fn prepare(test: &'t TestApp) -> Self {
        let plugin = Plugin::new(0, "1");
        test.install(&plugin).await;
        let app = test.app("App 1").await;
        test.user("mia").await;
        let stage = Self {
            test,
            app,
            plugin,
            admin: test.sign_in("admin").await,
            member: test.sign_in("mia").await,
        };
        stage.add(&stage.plugin).await;
        stage.deploy().await;
        stage
    }

    async fn add(&self, plugin: &Plugin) {
        let body = json!({"app": self.app, "ids": [plugin.id()]});
        let call = self.test.admin("POST", "/k/v1/preview/app/plugins.json");
        assert_eq!(call.json(&body).send().await.status, 200);
    }

    pub(crate) async fn deploy(&self) {
        let body = json!({"apps": [{"app": self.app}]});
        let call = self.test.admin("POST", "/k/v1/preview/app/deploy.json");
        assert_eq!(call.json(&body).send().await.status, 200);
    }

    async fn post(&self, by: &Session, path: &str, body: &Value) -> Reply {
        let call = self.test.call("POST", path).session(by).csrf(by);
        call.json(body).send().await
    }

    /// The administrator saves headers and data for GET on a URL.
    pub(crate) async fn save(&self, url: &str, headers: Value, data: Value) {
        let body = json!({"app": self.app, "pluginId": self.plugin.id(), "url": url,
            "method": "get", "headers": headers, "data": data});
        let saved = self.post(&self.admin, SAVE, &body).await;
        assert_eq!(saved.status, 200, "{}", saved.text());
    }

    async fn read_of(&self, by: &Session, plugin: &Plugin, page: &str, url: &str) -> Reply {
        let body = json!({"app": self.app, "pluginId": plugin.id(), "page": page, "url": url,
            "method": "GET"});
        self.post(by, READ, &body).await
    }

    async fn read(&self, by: &Session, page: &str) -> Value {
        self.read_of(by, &self.plugin, page, API).await.json()
    }

    /// Calls by GET for the plug-in from a live page.
    pub(crate) async fn call(&self, by: &Session, url: &str, more: Value) -> Reply {
        let mut body = json!({"app": self.app, "pluginId": self.plugin.id(), "url": url,
            "method": "GET", "headers": {}, "data": {}});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        self.post(by, CALL, &body).await
    }

    pub(crate) async fn upload(&self, by: &Session, url: &str, more: Value) -> Reply {
        let mut envelope = json!({"app": self.app, "pluginId": self.plugin.id(), "url": url,
            "method": "POST", "headers": {}, "format": "RAW", "type": "text/plain"});
        envelope
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let envelope = URL_SAFE_NO_PAD.encode(envelope.to_string());
        let call = self.test.call("POST", UPLOAD).session(by).csrf(by);
        let call = call.header("X-Plugdock-Envelope", &envelope);
        call.body("application/octet-stream", "bytes").send().await
    }

    /// Where the audit lines of an action point.
    pub(crate) async fn audit(&self, action: &str) -> Vec<String> {
        let lines = self.lines(action).await.into_iter();
        lines.map(|line| line.detail).collect()
    }

    /// The audit lines of an action, the latest first.
    pub(crate) async fn lines(&self, action: &str) -> Vec<AuditLine> {
        self.test.app.usage.flush().await;
        let query = AuditQuery {
            app: Some(self.app),
            action: Some(action.to_owned()),
            limit: 100,
            ..AuditQuery::default()
        };
        let lines = self.test.store().audit(&query).await.unwrap();
        lines.into_iter().map(|audited| audited.line).collect()
    }
}

fn secret(value: &str) -> Value {
    json!({"headers": {"X-Key": value}, "data": {"n": 1}})
}

fn denied() -> (u16, String) {
    (403, "CB_NO02".to_owned())
}

stories! {
    // R01: stricter at once, for one plug-in in one app and for all; looser never by a user.
    async fn an_administrator_seals_credentials_while_the_server_runs(test: &TestApp) {
        let stage = Stage::set(test).await;
        stage.save(API, json!({"X-Key": "k"}), json!({"n": 1})).await;
        stage.deploy().await;
        let seal = |by: &'static str, body: Value| {
            test.call("PUT", "/k/api/credentials.json")
                .password(by, PASSWORD)
                .json(&body)
                .send()
        };
        let one = |sealed: bool| json!({"app": stage.app, "id": stage.plugin.id(), "sealed": sealed});

        assert_eq!(stage.read(&stage.member, "live").await, secret("k"));
        assert_eq!(seal("mia", one(true)).await.refusal(), denied());
        assert_eq!(seal("admin", one(true)).await.status, 200);
        assert_eq!(stage.read(&stage.member, "live").await, Value::Null);
        assert_eq!(stage.read(&stage.admin, "preview").await, Value::Null);
        assert_eq!(stage.read(&stage.admin, "settings").await, secret("k"));
        assert_eq!(seal("admin", one(false)).await.status, 200);
        assert_eq!(stage.read(&stage.member, "live").await, secret("k"));
        assert_eq!(seal("admin", json!({"sealed": true})).await.status, 200);
        assert_eq!(stage.read(&stage.member, "live").await, Value::Null);
        // One taken back is no hole in what is sealed for all.
        assert_eq!(seal("admin", one(false)).await.status, 200);
        assert_eq!(stage.read(&stage.member, "live").await, Value::Null);
    }

    // R01: each change reads and writes the whole; none may undo another.
    async fn seals_made_at_the_same_time_all_hold(test: &TestApp) {
        let stage = Stage::set(test).await;
        let others = [Plugin::new(1, "1"), Plugin::new(2, "1")];
        for plugin in &others {
            test.install(plugin).await;
            stage.add(plugin).await;
        }
        stage.save(API, json!({"X-Key": "k"}), json!({})).await;
        stage.deploy().await;
        let seal = |app: i64, plugin: &Plugin| {
            let body = json!({"app": app, "id": plugin.id()});
            test.admin("PUT", "/k/api/credentials.json").json(&body).send()
        };
        let replies = futures_util::future::join_all([
            seal(stage.app.0, &others[0]),
            seal(stage.app.0, &others[1]),
            seal(stage.app.0, &stage.plugin),
            seal(99, &others[0]),
            seal(99, &others[1]),
        ])
        .await;
        for reply in replies {
            assert_eq!(reply.status, 200, "{}", reply.text());
        }
        let kept = test.store().server_setting("credentials.sealed").await.unwrap().unwrap();
        let kept: Value = serde_json::from_str(&kept).unwrap();
        assert_eq!(kept["plugins"].as_array().unwrap().len(), 5, "{kept}");
        assert_eq!(stage.read(&stage.member, "live").await, Value::Null);
    }

    // R02, R04, T28, T30: by page, role and plug-in; live apart from preview.
    async fn t28_credentials_are_read_by_page_and_role(test: &TestApp) {
        let stage = Stage::set(test).await;
        stage.save(API, json!({"X-Key": "old"}), json!({"n": 1})).await;
        stage.deploy().await;
        stage.save(API, json!({"X-Key": "new"}), json!({"n": 1})).await;
        let pending = Plugin::new(1, "1");
        test.install(&pending).await;
        stage.add(&pending).await;

        assert_eq!(stage.read(&stage.member, "live").await, secret("old"));
        assert_eq!(stage.read(&stage.admin, "live").await, secret("old"));
        assert_eq!(stage.read(&stage.admin, "preview").await, secret("new"));
        assert_eq!(stage.read(&stage.admin, "settings").await, secret("new"));
        // A page may say what it likes: the role decides.
        for page in ["preview", "settings"] {
            let refused = stage.read_of(&stage.member, &stage.plugin, page, API).await;
            assert_eq!(refused.refusal(), denied(), "{page}");
        }
        // Only in the preview, and nowhere in this app.
        let refused = stage.read_of(&stage.admin, &pending, "live", API).await;
        assert_eq!(refused.refusal(), denied());
        let nothing = stage.read_of(&stage.admin, &pending, "settings", API).await;
        assert_eq!(nothing.json(), Value::Null, "another plug-in's entry (T29)");
        let elsewhere = stage.read_of(&stage.admin, &Plugin::new(2, "1"), "settings", API).await;
        assert_eq!(elsewhere.refusal(), denied());

        assert_eq!(stage.audit("entry.read.app").await, [API, API, API]);
        assert_eq!(stage.audit("entry.read.settings").await, [API]);
    }

    // R04, R44: a plug-in whose required settings are missing is not enabled.
    async fn a_plug_in_that_is_not_enabled_reads_and_calls_from_its_settings_page_only(test: &TestApp) {
        let stage = Stage::set(test).await;
        let needy = Plugin::new(1, "1").with("/config/required_params", json!(["key"]));
        test.install(&needy).await;
        stage.add(&needy).await;
        stage.deploy().await;
        let own = format!("{}/k/v1/apps.json", test.url);
        for (page, status) in [("live", 403), ("preview", 403), ("settings", 200)] {
            let more = json!({"pluginId": needy.id(), "page": page});
            let called = stage.call(&stage.admin, &own, more.clone()).await;
            assert_eq!(called.status, status, "call {page}: {}", called.text());
            let uploaded = stage.upload(&stage.admin, &own, more).await;
            assert_eq!(uploaded.status, status, "upload {page}: {}", uploaded.text());
            let read = stage.read_of(&stage.admin, &needy, page, API).await;
            assert_eq!(read.status, status, "read {page}: {}", read.text());
        }
    }

    // R06
    async fn nothing_saved_is_null_and_saved_empty_is_empty(test: &TestApp) {
        let stage = Stage::set(test).await;
        stage.save(API, json!({}), json!({})).await;
        stage.save(&format!("{API}/Case"), json!({"x-kEy": "v"}), json!({"a": "1", "b": 1, "c": true, "d": null})).await;
        stage.deploy().await;
        let of = |url: &'static str| stage.read_of(&stage.member, &stage.plugin, "live", url);
        assert_eq!(of("https://api.example.com/v1").await.json(), json!({"headers": {}, "data": {}}));
        assert_eq!(
            of("https://api.example.com/v1/Case").await.json(),
            json!({"headers": {"x-kEy": "v"}, "data": {"a": "1", "b": 1, "c": true, "d": null}})
        );
        for other in ["https://api.example.com/v1/", "https://api.example.com/v1/case", "https://API.example.com/v1", ""] {
            assert_eq!(of(other).await.json(), Value::Null, "{other:?}");
        }
        let post = json!({"app": stage.app, "pluginId": stage.plugin.id(), "page": "live", "url": API, "method": "POST"});
        assert_eq!(stage.post(&stage.member, READ, &post).await.json(), Value::Null);
        let nobody = json!({"app": stage.app, "pluginId": null, "page": "live", "url": API, "method": "GET"});
        assert_eq!(stage.post(&stage.member, READ, &nobody).await.json(), Value::Null, "R05");
    }

    // R24, R26: the same for calls and uploads.
    async fn who_may_call_out_is_decided_by_page_role_and_plug_in(test: &TestApp) {
        let stage = Stage::set(test).await;
        let pending = Plugin::new(1, "1");
        test.install(&pending).await;
        stage.add(&pending).await;
        // This server's own origin serves as the outside: an outsider there gets 401 (R23).
        let own = format!("{}/k/v1/apps.json", test.url);
        let (mine, added, foreign) =
            (json!(stage.plugin.id()), json!(pending.id()), json!(Plugin::new(2, "1").id()));
        let cases = [
            (&stage.member, "live", &mine, 200),
            (&stage.member, "live", &Value::Null, 200),
            (&stage.member, "live", &added, 403),
            (&stage.member, "live", &foreign, 403),
            (&stage.member, "preview", &mine, 403),
            (&stage.member, "settings", &mine, 403),
            (&stage.member, "settings", &Value::Null, 403),
            (&stage.admin, "preview", &added, 200),
            (&stage.admin, "settings", &added, 200),
            (&stage.admin, "settings", &foreign, 403),
            (&stage.admin, "settings", &Value::Null, 200),
        ];
        for (by, page, plugin, status) in cases {
            let more = json!({"page": page, "pluginId": plugin});
            let called = stage.call(by, &own, more.clone()).await;
            assert_eq!(called.status, status, "call {page} {plugin}: {}", called.text());
            let uploaded = stage.upload(by, &own, more).await;
            assert_eq!(uploaded.status, status, "upload {page} {plugin}: {}", uploaded.text());
            if status == 200 {
                // R17, T21: neither the cookie nor the token of this request went along.
                assert_eq!(called.json()["result"]["status"], 401);
            } else {
                assert_eq!(called.refusal(), denied());
            }
        }
        let nowhere = stage.call(&stage.member, &own, json!({"app": 999})).await;
        assert_eq!(nowhere.status, 404);
        // R23: what trusts the session alone is not called.
        for path in ["/k/api/session.json", "/-/health", "/k/v1/../api/session.json", "/%6b/api/x"] {
            let refused = stage.call(&stage.admin, &format!("{}{path}", test.url), json!({})).await;
            assert_eq!(refused.refusal(), denied(), "{path}");
        }
    }

    // T67: what a call may carry is what the refusal of more says, 16 MB.
    async fn t67_a_call_carries_megabytes(test: &TestApp) {
        let stage = Stage::set(test).await;
        // Where all of it is read before the answer: a server that answers sooner and closes may cut
        // off what is still being sent.
        let own = format!("{}/k/v1/records.json", test.url);
        let known = STANDARD.encode(format!("admin:{PASSWORD}"));
        let headers = json!({"X-Cybozu-Authorization": known});
        let more = json!({"method": "POST", "headers": headers, "data": "x".repeat(3 << 20)});
        let called = stage.call(&stage.member, &own, more).await;
        assert_eq!(called.status, 200, "{}", called.text());
        assert_eq!(called.json()["result"]["status"], 400);
    }

    // R25: password, token and a session without its token are refused, before anything is asked.
    async fn only_a_session_with_its_token_calls_out(test: &TestApp) {
        let stage = Stage::set(test).await;
        for path in [CALL, UPLOAD, READ, SAVE, DELETE] {
            let nobody = test.call("POST", path).json(&json!({})).send().await;
            assert_eq!(nobody.refusal(), (401, "CB_AU01".to_owned()), "{path}");
            let password = test.admin("POST", path).json(&json!({})).send().await;
            assert_eq!(password.refusal(), denied(), "{path}");
            let call = test.call("POST", path).session(&stage.admin).json(&json!({}));
            assert_eq!(call.send().await.status, 403, "{path}: no request token");
            // T70
            let call = test.call("POST", path).session(&stage.admin).csrf(&stage.admin);
            let call = call.header("Origin", "https://evil.example").json(&json!({}));
            assert_eq!(call.send().await.status, 403, "{path}: another site's page");
        }
    }

    // R07, T30: gone from the next read on, in live and preview; only an administrator's to delete.
    async fn a_deleted_entry_is_gone_at_once(test: &TestApp) {
        let stage = Stage::set(test).await;
        stage.save(API, json!({"X-Key": "k"}), json!({"n": 1})).await;
        stage.deploy().await;
        assert_eq!(stage.read(&stage.member, "live").await, secret("k"));
        let access = test.store().access(&test.actor(), stage.app).await.unwrap();
        let revision = test.store().app(stage.app).await.unwrap().unwrap().preview;
        let entries = test.store().entries(&access, revision).await.unwrap();
        let id = entries[0].id.to_string();
        let delete = |by: Session, app: AppId| {
            let body = json!({"app": app, "id": id});
            let stage = &stage;
            async move { stage.post(&by, DELETE, &body).await }
        };
        let other = test.app("App 2").await;
        assert_eq!(delete(stage.member.clone(), stage.app).await.refusal(), denied());
        let none = (404, "PD_ENTRY_NOT_FOUND".to_owned());
        assert_eq!(delete(stage.admin.clone(), other).await.refusal(), none);
        assert_eq!(stage.read(&stage.member, "live").await, secret("k"));
        assert_eq!(delete(stage.admin.clone(), stage.app).await.json(), json!({}));
        assert_eq!(stage.read(&stage.member, "live").await, Value::Null);
        assert_eq!(stage.read(&stage.admin, "settings").await, Value::Null);
        assert_eq!(delete(stage.admin.clone(), stage.app).await.refusal(), none);
    }

    // T78: what was remembered of a user ends with the user.
    async fn a_deactivated_users_session_calls_and_reads_nothing_more(test: &TestApp) {
        let stage = Stage::set(test).await;
        stage.save(API, json!({"X-Key": "k"}), json!({"n": 1})).await;
        stage.deploy().await;
        assert_eq!(stage.read(&stage.member, "live").await, secret("k"));
        let mia = test.store().user_by_login("mia").await.unwrap().unwrap();
        test.deactivate(mia.id).await;
        let refused = stage.read_of(&stage.member, &stage.plugin, "live", API).await;
        assert_eq!(refused.refusal(), (401, "CB_AU01".to_owned()));
        let refused = stage.call(&stage.member, API, json!({})).await;
        assert_eq!(refused.refusal(), (401, "CB_AU01".to_owned()));
    }
}

/// A service on this machine, and a server that may call it.
pub(crate) struct Outside {
    pub(crate) test: TestApp,
    pub(crate) url: String,
}

impl Outside {
    async fn open(credentials: Option<Credentials>) -> Self {
        Self::closing(credentials, None).await
    }

    /// With an address or a range closed all the same.
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
                    // More than is kept before an answer begins to leave.
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
            .route("/lines", get(move || async move { lines() }))
            .route("/hangs", get(std::future::pending::<()>));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let config = Config {
            credentials,
            proxy_allow_upstream: vec!["127.0.0.1".to_owned()],
            proxy_deny_upstream: deny.map(str::to_owned).into_iter().collect(),
            proxy_limits: ProxyLimits {
                call_seconds: 3,
                ..ProxyLimits::default()
            },
            ..Config::default()
        };
        Self {
            test: TestApp::with(config).await,
            url: format!("http://{address}"),
        }
    }
}

/// Says what came, and tries to set a cookie.
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

fn split_raw(body: &[u8]) -> (Vec<u8>, Value) {
    let (rest, length) = body.split_at(body.len() - 4);
    let length = u32::from_be_bytes(length.try_into().unwrap()) as usize;
    let (body, outcome) = rest.split_at(rest.len() - length);
    (body.to_vec(), serde_json::from_slice(outcome).unwrap())
}

// R25: both forms tell the same, and what an upstream writes is body in both.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upstream_cannot_write_its_own_outcome() {
    let out = Outside::open(None).await;
    let stage = Stage::set(&out.test).await;
    let url = format!("{}/forged", out.url);
    let told = stage.call(&stage.member, &url, json!({})).await.json();
    assert_eq!(
        (&told["success"], &told["result"]["status"]),
        (&json!(true), &json!(200))
    );
    assert_eq!(told["x"], Value::Null);
    let raw = raw_call(&stage, &url).await;
    assert_eq!(raw.header("content-type"), RAW);
    let (body, outcome) = split_raw(&raw.body);
    assert_eq!(
        String::from_utf8(body).unwrap(),
        told["result"]["body"].as_str().unwrap()
    );
    assert_eq!(outcome["status"], 200);
    assert_eq!(outcome["headers"]["X-Forged"], Value::Null);
}

// R22, R25: a limit passed after the answer began ends both forms with the failure.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t65_a_late_failure_is_told_at_the_end_of_either_form() {
    let out = Outside::open(None).await;
    let stage = Stage::set(&out.test).await;
    for (path, code) in [
        ("/large", "PD_PROXY_LIMIT"),
        ("/cut", "PD_PROXY_UNREACHABLE"),
    ] {
        let url = format!("{}{path}", out.url);
        let reply = stage.call(&stage.member, &url, json!({})).await;
        assert_eq!(reply.status, 200);
        let told = reply.json();
        assert_eq!(
            (&told["success"], &told["httpStatus"]),
            (&json!(false), &json!(502))
        );
        assert_eq!(told["error"]["code"], code);
        assert_eq!(told["error"]["id"].as_str().map(str::len), Some(20));
        let raw = raw_call(&stage, &url).await;
        let (body, outcome) = split_raw(&raw.body);
        assert!(body.iter().all(|byte| *byte == b'a'));
        assert_eq!(
            (&outcome["success"], &outcome["httpStatus"]),
            (&json!(false), &json!(502))
        );
        assert_eq!(outcome["error"]["code"], code);
    }
}

async fn raw_call(stage: &Stage<'_>, url: &str) -> Reply {
    let body =
        json!({"app": stage.app, "pluginId": stage.plugin.id(), "url": url, "method": "GET"});
    let call = stage
        .test
        .call("POST", CALL)
        .session(&stage.member)
        .csrf(&stage.member);
    call.header("Accept", RAW).json(&body).send().await
}

// R19, R17 (the time is settable), R16, T16: each failure has its code and status, as plain JSON.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_failure_has_its_code_and_status() {
    let out = Outside::open(None).await;
    let stage = Stage::set(&out.test).await;
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
        let failed = stage.call(&stage.member, &url, more).await;
        assert_eq!(failed.refusal(), (status, code.to_owned()), "{url}");
    }
    let (refused, forbidden) = tokio::join!(
        stage.call(&stage.member, &nobody, json!({})),
        stage.call(&stage.member, "http://10.0.0.1/", json!({}))
    );
    assert_eq!(refused.refusal(), (502, "PD_PROXY_UNREACHABLE".to_owned()));
    assert_eq!(refused.error(), forbidden.error());
    let named = stage
        .call(
            &stage.member,
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

// R07, T27: credentials that went out are on record though no answer came; their query is not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t27_a_call_without_an_answer_is_on_record() {
    let out = Outside::open(None).await;
    let stage = Stage::set(&out.test).await;
    stage
        .save(&out.url, json!({"X-Key": "k"}), json!({"q": "secret"}))
        .await;
    stage.deploy().await;
    let url = format!("{}/hangs", out.url);
    let failed = stage
        .call(&stage.member, &format!("{url}?a=secret"), json!({}))
        .await;
    assert_eq!(failed.status, 504);
    assert_eq!(stage.audit("entry.use").await, [&*url]);
    // An answer is one use, and what was refused here is none.
    let echo = format!("{}/echo", out.url);
    assert_eq!(
        stage.call(&stage.member, &echo, json!({})).await.status,
        200
    );
    let more = json!({"headers": {"Host": "b"}});
    assert_eq!(stage.call(&stage.member, &echo, more).await.status, 400);
    assert_eq!(stage.audit("entry.use").await, [echo, url]);
}

// R02, R03, 000.41: uploads take saved headers where pages cannot read them, and never saved data.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn uploads_merge_saved_headers_only_where_credentials_are_sealed() {
    for (profile, key, read) in [
        (Credentials::Readable, Value::Null, true),
        (Credentials::Sealed, json!("k"), false),
    ] {
        let out = Outside::open(Some(profile)).await;
        let stage = Stage::set(&out.test).await;
        let body = json!({"app": stage.app, "pluginId": stage.plugin.id(), "url": out.url,
            "method": "POST", "headers": {"X-Key": "k"}, "data": {"q": "d"}});
        assert_eq!(stage.post(&stage.admin, SAVE, &body).await.status, 200);
        stage.deploy().await;
        let reply = stage
            .upload(&stage.member, &format!("{}/echo", out.url), json!({}))
            .await;
        let echoed = reply.json()["result"]["body"].as_str().unwrap().to_owned();
        let echoed: Value = serde_json::from_str(&echoed).unwrap();
        assert_eq!(echoed["key"], key, "{profile:?}");
        let asked = json!({"app": stage.app, "pluginId": stage.plugin.id(), "url": out.url, "method": "POST"});
        let answer = stage.post(&stage.member, READ, &asked).await.json();
        assert_eq!(answer != Value::Null, read, "{profile:?}: {answer}");
        // R01: nothing makes it looser than configured.
        let looser = out
            .test
            .admin("PUT", "/k/api/credentials.json")
            .json(&json!({"sealed": false}));
        assert_eq!(looser.send().await.status, 200);
        let answer = stage.post(&stage.member, READ, &asked).await.json();
        assert_eq!(answer != Value::Null, read, "{profile:?}: {answer}");
    }
}
