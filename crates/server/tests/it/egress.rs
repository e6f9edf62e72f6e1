//! Tests the lock on a plug-in's calls, and what administrators see about the allowed destinations.

use plugdock_server::Config;
use plugdock_server::config::Credentials;
use serde_json::{Value, json};

use crate::harness::{PASSWORD, Plugin, Reply, Session, TestApp};
use crate::proxy::{Outside, PluginApp};

const DAY: i64 = 24 * 3_600_000;

/// Sets the lock of the plug-in as the administrator.
async fn hold(plugin_app: &PluginApp<'_>, lock: &str) -> Reply {
    let body = json!({"app": plugin_app.app, "id": plugin_app.plugin.id(), "lock": lock});
    let call = plugin_app.test.admin("PUT", "/k/api/egress.json");
    call.json(&body).send().await
}

fn locked() -> (u16, String) {
    (403, "CB_NO02".to_owned())
}

async fn page(test: &TestApp, by: &Session, path: &str) -> String {
    let reply = test.call("GET", path).session(by).send().await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.text()
}

stories! {
    // R06, R26: the allowed destinations are those of the saved proxy configs, and an empty proxy
    // config does not count. Two names of this server's own origin act as two outside services
    // (R23).
    async fn a_plug_in_is_held_to_where_something_is_saved(test: &TestApp) {
        let plugin_app = PluginApp::set(test).await;
        let saved = format!("{}/k/v1/apps.json", test.url);
        let other = saved.replace("127.0.0.1", "localhost");
        let call = async |url: &str, more: Value| plugin_app.call(&plugin_app.member, url, more).await;
        for url in [&saved, &other] {
            assert_eq!(call(url, json!({})).await.status, 200, "{url}: not held");
        }

        // A proxy config that adds nothing allows nothing.
        plugin_app.save(&saved, json!({}), json!({})).await;
        plugin_app.deploy().await;
        assert_eq!(hold(&plugin_app, "enforce").await.status, 200);
        for _ in 0..2 {
            for url in [&saved, &other] {
                assert_eq!(call(url, json!({})).await.refusal(), locked(), "{url}");
            }
        }
        let told = call(&other, json!({})).await;
        let origin = other.strip_suffix("/k/v1/apps.json").unwrap();
        assert!(told.json()["message"].as_str().unwrap().contains(origin), "{}", told.text());
        // Repeated calls to one origin are one line in the audit log.
        assert_eq!(plugin_app.audit("egress.refuse").await, [origin, &test.url]);

        // A proxy config that adds something allows its destination, once it is deployed (R08.5).
        plugin_app.save(&test.url, json!({"X-Key": "k"}), json!({})).await;
        assert_eq!(call(&saved, json!({})).await.refusal(), locked());
        for page in ["preview", "settings"] {
            let early = plugin_app.call(&plugin_app.admin, &saved, json!({"page": page})).await;
            assert_eq!(early.refusal(), locked(), "{page}");
            assert!(early.text().contains("update the app first"), "{}", early.text());
        }
        plugin_app.deploy().await;
        assert_eq!(call(&saved, json!({})).await.status, 200);
        assert_eq!(call(&other, json!({})).await.refusal(), locked());
        assert_eq!(call(&other, json!({"method": "DELETE"})).await.refusal(), locked());
        let uploaded = plugin_app.upload(&plugin_app.member, &other, json!({})).await;
        assert_eq!(uploaded.refusal(), locked());
        let uploaded = plugin_app.upload(&plugin_app.member, &saved, json!({})).await;
        assert_eq!(uploaded.status, 200, "{}", uploaded.text());
        // A call without a plug-in ID does not bypass the lock.
        let nameless = json!({"pluginId": null});
        assert_eq!(call(&saved, nameless.clone()).await.status, 200);
        assert_eq!(call(&other, nameless).await.refusal(), locked());
        assert_eq!(plugin_app.audit("egress.refuse").await, [origin, origin, &test.url]);

        // A lock applies only to one app.
        assert_eq!(hold(&plugin_app, "off").await.status, 200);
        assert_eq!(call(&other, json!({})).await.status, 200);
        assert_eq!(plugin_app.audit("egress.lock").await, ["off", "enforce"]);
    }

    // A lock that only reports changes no answer and does not flood the audit log.
    async fn a_watched_plug_in_calls_on_and_is_on_record_once_a_day(test: &TestApp) {
        let plugin_app = PluginApp::set(test).await;
        plugin_app.save(&test.url, json!({"X-Key": "k"}), json!({})).await;
        plugin_app.deploy().await;
        assert_eq!(hold(&plugin_app, "report").await.status, 200);
        let saved = format!("{}/k/v1/apps.json?secret=1", test.url);
        let other = saved.replace("127.0.0.1", "localhost");
        for _ in 0..3 {
            for url in [&saved, &other] {
                assert_eq!(plugin_app.call(&plugin_app.member, url, json!({})).await.status, 200, "{url}");
            }
        }
        let origin = test.url.replace("127.0.0.1", "localhost");
        assert_eq!(plugin_app.audit("egress.report").await, [&*origin]);
        test.state.clock.advance(DAY);
        let admin = test.sign_in("admin").await;
        assert_eq!(plugin_app.call(&admin, &other, json!({})).await.status, 200);
        assert_eq!(plugin_app.audit("egress.report").await, [&*origin, &origin]);
        assert_eq!(plugin_app.audit("egress.refuse").await, [""; 0]);
    }

    async fn only_administrators_set_a_lock_and_only_one_that_holds(test: &TestApp) {
        let plugin_app = PluginApp::set(test).await;
        let set = |body: Value| test.admin("PUT", "/k/api/egress.json").json(&body).send();
        let (app, id) = (plugin_app.app, plugin_app.plugin.id().to_string());
        let mine = json!({"app": app, "id": id, "lock": "enforce"});
        let by_member = test.call("PUT", "/k/api/egress.json").password("mia", PASSWORD).json(&mine);
        assert_eq!(by_member.send().await.refusal(), locked());
        // A lock for a misspelled ID would have no effect, so it is refused.
        let stranger = Plugin::new(1, "1");
        for (id, app) in [(stranger.id().to_string(), app.0), ("nothing".to_owned(), app.0), (id.clone(), 99)] {
            let refused = set(json!({"app": app, "id": id, "lock": "enforce"})).await;
            assert_eq!(refused.refusal().1, "PD_PLUGIN_NOT_FOUND", "{id} {app}");
        }
        for lock in [json!("on"), json!(""), json!(null), json!(1)] {
            let refused = set(json!({"app": app, "id": id, "lock": lock})).await;
            assert_eq!(refused.refusal(), (400, "CB_VA01".to_owned()), "{lock}");
        }
        assert_eq!(plugin_app.audit("egress.lock").await, [""; 0]);

        plugin_app.save("https://api.example.com/v1", json!({"X-Key": "s3cr3t"}), json!({})).await;
        plugin_app.save("https://empty.example.com/", json!({}), json!({})).await;
        plugin_app.deploy().await;
        plugin_app.save("https://preview.example.com/", json!({"X-Key": "k"}), json!({})).await;
        assert_eq!(set(mine).await.status, 200);
        let html = page(test, &plugin_app.admin, &format!("/k/admin/system/plugin/{id}/")).await;
        assert!(html.contains("<option value=\"enforce\" selected>"), "{html}");
        assert!(html.contains("Known services: https://api.example.com<"), "{html}");
        assert!(!html.contains("s3cr3t"));
    }
}

// T17: administrators see everything that is open besides public addresses. Nothing is open by
// default.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t17_what_is_open_is_shown_to_administrators() {
    let server = "/k/admin/system/server/";
    let plain = TestApp::with(Config::default()).await;
    let admin = plain.sign_in("admin").await;
    let html = page(&plain, &admin, server).await;
    assert!(html.contains("None (public addresses only)"), "{html}");

    let open = TestApp::with(Config {
        proxy_allow_upstream: vec!["10.1.0.0/16".to_owned(), "intra.example".to_owned()],
        proxy_deny_upstream: vec!["10.1.0.5".to_owned()],
        ..Config::default()
    })
    .await;
    let admin = open.sign_in("admin").await;
    for path in [server, "/k/admin/"] {
        let html = page(&open, &admin, path).await;
        assert!(
            html.contains("10.1.0.0/16, intra.example"),
            "{path}: {html}"
        );
    }
    assert!(page(&open, &admin, server).await.contains("10.1.0.5"));
}

// T18, R23: the lists that the operator configures take effect in the server.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t18_what_the_operator_closes_is_closed_though_it_is_open() {
    for (deny, status) in [(None, 200), (Some("127.0.0.0/8"), 502)] {
        let out = Outside::closing(Some(Credentials::Sealed), deny).await;
        let plugin_app = PluginApp::set(&out.test).await;
        let reply = plugin_app
            .call(&plugin_app.member, &format!("{}/echo", out.url), json!({}))
            .await;
        assert_eq!(reply.status, status, "{}", reply.text());
    }
}
