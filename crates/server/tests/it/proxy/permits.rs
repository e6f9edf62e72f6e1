//! Tests who may read and save proxy configs and make calls, by page and role.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use plugdock_schema::AppId;
use serde_json::{Value, json};

use super::{API, CALL, DELETE, PluginApp, READ, SAVE, UPLOAD, denied};
use crate::harness::{PASSWORD, Plugin, Session, TestApp};

fn secret(value: &str) -> Value {
    json!({"headers": {"X-Key": value}, "data": {"n": 1}})
}

stories! {
    // R01: an administrator can make access stricter immediately, for one plug-in in one app or for
    // all. No user can make it weaker.
    async fn an_administrator_seals_credentials_while_the_server_runs(test: &TestApp) {
        let plugin_app = PluginApp::set(test).await;
        plugin_app.save(API, json!({"X-Key": "k"}), json!({"n": 1})).await;
        plugin_app.deploy().await;
        let seal = |by: &'static str, body: Value| {
            test.call("PUT", "/k/api/credentials.json")
                .password(by, PASSWORD)
                .json(&body)
                .send()
        };
        let one = |sealed: bool| json!({"app": plugin_app.app, "id": plugin_app.plugin.id(), "sealed": sealed});

        assert_eq!(plugin_app.read(&plugin_app.member, "live").await, secret("k"));
        assert_eq!(seal("mia", one(true)).await.refusal(), denied());
        assert_eq!(seal("admin", one(true)).await.status, 200);
        assert_eq!(plugin_app.read(&plugin_app.member, "live").await, Value::Null);
        assert_eq!(plugin_app.read(&plugin_app.admin, "preview").await, Value::Null);
        // The settings page reads masks (R08).
        let masked = plugin_app.read(&plugin_app.admin, "settings").await;
        assert!(masked["headers"]["X-Key"].as_str().unwrap().starts_with("masked"), "{masked}");
        assert_eq!(seal("admin", one(false)).await.status, 200);
        assert_eq!(plugin_app.read(&plugin_app.member, "live").await, secret("k"));
        assert_eq!(seal("admin", json!({"sealed": true})).await.status, 200);
        assert_eq!(plugin_app.read(&plugin_app.member, "live").await, Value::Null);
        // Taking back one seal does not weaken the seal for all plug-ins.
        assert_eq!(seal("admin", one(false)).await.status, 200);
        assert_eq!(plugin_app.read(&plugin_app.member, "live").await, Value::Null);
    }

    // R01: each change reads and writes the whole setting. Concurrent changes must not undo each
    // other.
    async fn seals_made_at_the_same_time_all_hold(test: &TestApp) {
        let plugin_app = PluginApp::set(test).await;
        let others = [Plugin::new(1, "1"), Plugin::new(2, "1")];
        for plugin in &others {
            test.install(plugin).await;
            plugin_app.add(plugin).await;
        }
        plugin_app.save(API, json!({"X-Key": "k"}), json!({})).await;
        plugin_app.deploy().await;
        let seal = |app: i64, plugin: &Plugin| {
            let body = json!({"app": app, "id": plugin.id()});
            test.admin("PUT", "/k/api/credentials.json").json(&body).send()
        };
        let replies = futures_util::future::join_all([
            seal(plugin_app.app.0, &others[0]),
            seal(plugin_app.app.0, &others[1]),
            seal(plugin_app.app.0, &plugin_app.plugin),
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
        assert_eq!(plugin_app.read(&plugin_app.member, "live").await, Value::Null);
    }

    // R02, R04, T28, T30: access depends on the page, the role and the plug-in. Live and preview
    // are separate.
    async fn t28_credentials_are_read_by_page_and_role(test: &TestApp) {
        let plugin_app = PluginApp::set(test).await;
        plugin_app.save(API, json!({"X-Key": "old"}), json!({"n": 1})).await;
        plugin_app.deploy().await;
        plugin_app.save(API, json!({"X-Key": "new"}), json!({"n": 1})).await;
        let pending = Plugin::new(1, "1");
        test.install(&pending).await;
        plugin_app.add(&pending).await;

        assert_eq!(plugin_app.read(&plugin_app.member, "live").await, secret("old"));
        assert_eq!(plugin_app.read(&plugin_app.admin, "live").await, secret("old"));
        assert_eq!(plugin_app.read(&plugin_app.admin, "preview").await, secret("new"));
        assert_eq!(plugin_app.read(&plugin_app.admin, "settings").await, secret("new"));
        // The page that a caller claims is not trusted. The role decides.
        for page in ["preview", "settings"] {
            let refused = plugin_app.read_of(&plugin_app.member, &plugin_app.plugin, page, API).await;
            assert_eq!(refused.refusal(), denied(), "{page}");
        }
        // One plug-in is only in the preview and has no proxy config. Another is not in the app.
        let refused = plugin_app.read_of(&plugin_app.admin, &pending, "live", API).await;
        assert_eq!(refused.refusal(), denied());
        let nothing = plugin_app.read_of(&plugin_app.admin, &pending, "settings", API).await;
        assert_eq!(nothing.json(), Value::Null, "another plug-in's proxy_config (T29)");
        let elsewhere = plugin_app.read_of(&plugin_app.admin, &Plugin::new(2, "1"), "settings", API).await;
        assert_eq!(elsewhere.refusal(), denied());

        assert_eq!(plugin_app.audit("proxy_config.read.app").await, [API, API, API]);
        assert_eq!(plugin_app.audit("proxy_config.read.settings").await, [API]);
    }

    // R04, R44: a plug-in whose required settings are missing is not enabled.
    async fn a_plug_in_that_is_not_enabled_reads_and_calls_from_its_settings_page_only(test: &TestApp) {
        let plugin_app = PluginApp::set(test).await;
        let needy = Plugin::new(1, "1").with("/config/required_params", json!(["key"]));
        test.install(&needy).await;
        plugin_app.add(&needy).await;
        plugin_app.deploy().await;
        let own = format!("{}/k/v1/apps.json", test.url);
        for (page, status) in [("live", 403), ("preview", 403), ("settings", 200)] {
            let more = json!({"pluginId": needy.id(), "page": page});
            let called = plugin_app.call(&plugin_app.admin, &own, more.clone()).await;
            assert_eq!(called.status, status, "call {page}: {}", called.text());
            let uploaded = plugin_app.upload(&plugin_app.admin, &own, more).await;
            assert_eq!(uploaded.status, status, "upload {page}: {}", uploaded.text());
            let read = plugin_app.read_of(&plugin_app.admin, &needy, page, API).await;
            assert_eq!(read.status, status, "read {page}: {}", read.text());
        }
    }

    // R06
    async fn nothing_saved_is_null_and_saved_empty_is_empty(test: &TestApp) {
        let plugin_app = PluginApp::set(test).await;
        plugin_app.save(API, json!({}), json!({})).await;
        plugin_app.save(&format!("{API}/Case"), json!({"x-kEy": "v"}), json!({"a": "1", "b": 1, "c": true, "d": null})).await;
        plugin_app.deploy().await;
        let of = |url: &'static str| plugin_app.read_of(&plugin_app.member, &plugin_app.plugin, "live", url);
        assert_eq!(of("https://api.example.com/v1").await.json(), json!({"headers": {}, "data": {}}));
        assert_eq!(
            of("https://api.example.com/v1/Case").await.json(),
            json!({"headers": {"x-kEy": "v"}, "data": {"a": "1", "b": 1, "c": true, "d": null}})
        );
        for other in ["https://api.example.com/v1/", "https://api.example.com/v1/case", "https://API.example.com/v1", ""] {
            assert_eq!(of(other).await.json(), Value::Null, "{other:?}");
        }
        let post = json!({"app": plugin_app.app, "pluginId": plugin_app.plugin.id(), "page": "live", "url": API, "method": "POST"});
        assert_eq!(plugin_app.post(&plugin_app.member, READ, &post).await.json(), Value::Null);
        let nobody = json!({"app": plugin_app.app, "pluginId": null, "page": "live", "url": API, "method": "GET"});
        assert_eq!(plugin_app.post(&plugin_app.member, READ, &nobody).await.json(), Value::Null, "R05");
    }

    // R24, R26: the rules are the same for calls and uploads.
    async fn who_may_call_out_is_decided_by_page_role_and_plug_in(test: &TestApp) {
        let plugin_app = PluginApp::set(test).await;
        let pending = Plugin::new(1, "1");
        test.install(&pending).await;
        plugin_app.add(&pending).await;
        // This server's own origin acts as the outside. A call without authentication gets 401
        // there (R23).
        let own = format!("{}/k/v1/apps.json", test.url);
        let (mine, added, foreign) =
            (json!(plugin_app.plugin.id()), json!(pending.id()), json!(Plugin::new(2, "1").id()));
        let cases = [
            (&plugin_app.member, "live", &mine, 200),
            (&plugin_app.member, "live", &Value::Null, 200),
            (&plugin_app.member, "live", &added, 403),
            (&plugin_app.member, "live", &foreign, 403),
            (&plugin_app.member, "preview", &mine, 403),
            (&plugin_app.member, "settings", &mine, 403),
            (&plugin_app.member, "settings", &Value::Null, 403),
            (&plugin_app.admin, "preview", &added, 200),
            (&plugin_app.admin, "settings", &added, 200),
            (&plugin_app.admin, "settings", &foreign, 403),
            (&plugin_app.admin, "settings", &Value::Null, 200),
        ];
        for (by, page, plugin, status) in cases {
            let more = json!({"page": page, "pluginId": plugin});
            let called = plugin_app.call(by, &own, more.clone()).await;
            assert_eq!(called.status, status, "call {page} {plugin}: {}", called.text());
            let uploaded = plugin_app.upload(by, &own, more).await;
            assert_eq!(uploaded.status, status, "upload {page} {plugin}: {}", uploaded.text());
            if status == 200 {
                // R17, T21: neither the cookie nor the token of this request was forwarded.
                assert_eq!(called.json()["result"]["status"], 401);
            } else {
                assert_eq!(called.refusal(), denied());
            }
        }
        let nowhere = plugin_app.call(&plugin_app.member, &own, json!({"app": 999})).await;
        assert_eq!(nowhere.status, 404);
        // R23: addresses that trust only the session cannot be called.
        for path in ["/k/api/session.json", "/-/health", "/k/v1/../api/session.json", "/%6b/api/x"] {
            let refused = plugin_app.call(&plugin_app.admin, &format!("{}{path}", test.url), json!({})).await;
            assert_eq!(refused.refusal(), denied(), "{path}");
        }
    }

    // T67: a call may be as large as the limit in the refusal, which is 16 MB.
    async fn t67_a_call_carries_megabytes(test: &TestApp) {
        let plugin_app = PluginApp::set(test).await;
        // This endpoint reads the whole body before it answers. If a server answers earlier and
        // closes the connection, the rest of the upload may be cut off.
        let own = format!("{}/k/v1/records.json", test.url);
        let known = STANDARD.encode(format!("admin:{PASSWORD}"));
        let headers = json!({"X-Cybozu-Authorization": known});
        let more = json!({"method": "POST", "headers": headers, "data": "x".repeat(3 << 20)});
        let called = plugin_app.call(&plugin_app.member, &own, more).await;
        assert_eq!(called.status, 200, "{}", called.text());
        assert_eq!(called.json()["result"]["status"], 400);
    }

    // R25: a password, an API token, or a session without its request token is refused before
    // anything else is checked.
    async fn only_a_session_with_its_token_calls_out(test: &TestApp) {
        let plugin_app = PluginApp::set(test).await;
        for path in [CALL, UPLOAD, READ, SAVE, DELETE] {
            let nobody = test.call("POST", path).json(&json!({})).send().await;
            assert_eq!(nobody.refusal(), (401, "CB_AU01".to_owned()), "{path}");
            let password = test.admin("POST", path).json(&json!({})).send().await;
            assert_eq!(password.refusal(), denied(), "{path}");
            let call = test.call("POST", path).session(&plugin_app.admin).json(&json!({}));
            assert_eq!(call.send().await.status, 403, "{path}: no request token");
            // T70
            let call = test.call("POST", path).session(&plugin_app.admin).csrf(&plugin_app.admin);
            let call = call.header("Origin", "https://evil.example").json(&json!({}));
            assert_eq!(call.send().await.status, 403, "{path}: another site's page");
        }
    }

    // R07, T30: a deleted config is gone at the next read, in live and preview. Only administrators
    // may delete it.
    async fn a_deleted_proxy_config_is_gone_at_once(test: &TestApp) {
        let plugin_app = PluginApp::set(test).await;
        plugin_app.save(API, json!({"X-Key": "k"}), json!({"n": 1})).await;
        plugin_app.deploy().await;
        assert_eq!(plugin_app.read(&plugin_app.member, "live").await, secret("k"));
        let access = test.store().access(&test.actor(), plugin_app.app).await.unwrap();
        let revision = test.store().app(plugin_app.app).await.unwrap().unwrap().preview;
        let proxy_configs = test.store().proxy_configs(&access, revision).await.unwrap();
        let id = proxy_configs[0].id.to_string();
        let delete = |by: Session, app: AppId| {
            let body = json!({"app": app, "id": id});
            let plugin_app = &plugin_app;
            async move { plugin_app.post(&by, DELETE, &body).await }
        };
        let other = test.app("App 2").await;
        assert_eq!(delete(plugin_app.member.clone(), plugin_app.app).await.refusal(), denied());
        let none = (404, "PD_PROXY_CONFIG_NOT_FOUND".to_owned());
        assert_eq!(delete(plugin_app.admin.clone(), other).await.refusal(), none);
        assert_eq!(plugin_app.read(&plugin_app.member, "live").await, secret("k"));
        assert_eq!(delete(plugin_app.admin.clone(), plugin_app.app).await.json(), json!({}));
        assert_eq!(plugin_app.read(&plugin_app.member, "live").await, Value::Null);
        assert_eq!(plugin_app.read(&plugin_app.admin, "settings").await, Value::Null);
        assert_eq!(delete(plugin_app.admin.clone(), plugin_app.app).await.refusal(), none);
    }

    // T78: deactivating a user also removes everything that is cached about the user.
    async fn a_deactivated_users_session_calls_and_reads_nothing_more(test: &TestApp) {
        let plugin_app = PluginApp::set(test).await;
        plugin_app.save(API, json!({"X-Key": "k"}), json!({"n": 1})).await;
        plugin_app.deploy().await;
        assert_eq!(plugin_app.read(&plugin_app.member, "live").await, secret("k"));
        let mia = test.store().user_by_login("mia").await.unwrap().unwrap();
        test.deactivate(mia.id).await;
        let refused = plugin_app.read_of(&plugin_app.member, &plugin_app.plugin, "live", API).await;
        assert_eq!(refused.refusal(), (401, "CB_AU01".to_owned()));
        let refused = plugin_app.call(&plugin_app.member, API, json!({})).await;
        assert_eq!(refused.refusal(), (401, "CB_AU01".to_owned()));
    }
}
