//! Tests T21 to T32, as far as the server decides: which credentials a call gets, and what answers
//! reveal.

use plugdock_server::config::Credentials;
use plugdock_store::AuditQuery;
use serde_json::{Value, json};

use super::answers::raw_call;
use super::{CALL, Outside, PluginApp, SAVE, denied};
use crate::harness::{Plugin, Reply};

/// Returns what the upstream received in a call.
fn seen(reply: &Reply) -> Value {
    assert_eq!(reply.status, 200, "{}", reply.text());
    let told = reply.json();
    assert_eq!(told["success"], true, "{told}");
    serde_json::from_str(told["result"]["body"].as_str().unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t21_nothing_of_the_browsers_request_goes_out_and_no_cookie_comes_in() {
    let out = Outside::open(None).await;
    let plugin_app = PluginApp::set(&out.test).await;
    let body = json!({"app": plugin_app.app, "pluginId": plugin_app.plugin.id(), "method": "GET",
        "url": format!("{}/echo", out.url), "headers": {"X-Own": "1"}});
    let call = plugin_app.test.call("POST", CALL);
    let call = call
        .session(&plugin_app.member)
        .csrf(&plugin_app.member)
        .json(&body);
    let reply = call
        .header("X-Cybozu-Other", "secret")
        .header("X-Requested-With", "XMLHttpRequest")
        .header("Referer", &format!("{}/k/1/", plugin_app.test.url))
        .header("Accept-Language", "tlh")
        .send()
        .await;
    let headers = &seen(&reply)["headers"];
    let mut names: Vec<&String> = headers.as_object().unwrap().keys().collect();
    names.sort();
    // The server adds the last header, because the upstream is on the same host (R23).
    let sent = [
        "accept-encoding",
        "host",
        "user-agent",
        "x-own",
        "x-plugdock-hop",
    ];
    assert_eq!(names, sent);
    // The upstream's cookie is text for the plug-in and is not set in the browser.
    assert_eq!(reply.header("set-cookie"), "");
    let told = reply.json();
    assert_eq!(told["result"]["headers"]["Set-Cookie"], "sid=upstream");
    let raw = raw_call(&plugin_app, &format!("{}/echo", out.url)).await;
    assert_eq!(raw.header("set-cookie"), "");
    let url = format!("{}/echo", out.url);
    let again = plugin_app.call(&plugin_app.member, &url, json!({})).await;
    assert_eq!(seen(&again)["headers"]["cookie"], Value::Null);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t29_a_plug_in_that_the_app_has_not_gets_nothing_and_one_that_it_has_is_on_record() {
    let out = Outside::open(None).await;
    let plugin_app = PluginApp::set(&out.test).await;
    plugin_app
        .save(&out.url, json!({"X-Key": "k"}), json!({}))
        .await;
    let (other, absent) = (Plugin::new(1, "1"), Plugin::new(2, "1"));
    for plugin in [&other, &absent] {
        out.test.install(plugin).await;
    }
    plugin_app.add(&other).await;
    plugin_app.deploy().await;
    let url = format!("{}/echo", out.url);
    let call = |id: Value| plugin_app.call(&plugin_app.member, &url, json!({"pluginId": id}));
    // All scripts of a page share it. A script that names another plug-in acts as that plug-in, and
    // the audit log records it.
    assert_eq!(seen(&call(json!(plugin_app.plugin.id())).await)["key"], "k");
    assert_eq!(seen(&call(json!(other.id())).await)["key"], Value::Null);
    assert_eq!(seen(&call(Value::Null).await)["key"], Value::Null);
    let refused = call(json!(absent.id())).await;
    assert_eq!(refused.refusal(), denied());
    let lines = plugin_app.lines("proxy_config.use").await;
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].plugin, Some(plugin_app.plugin.id()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t30_a_credential_stays_in_its_app_its_stage_its_method_and_its_prefix() {
    let out = Outside::open(None).await;
    let plugin_app = PluginApp::set(&out.test).await;
    let url = format!("{}/echo", out.url);
    plugin_app
        .save(&url, json!({"X-Key": "live"}), json!({}))
        .await;
    plugin_app.deploy().await;
    plugin_app
        .save(&url, json!({"X-Key": "preview"}), json!({}))
        .await;
    // The same plug-in is added to another app.
    let second = out.test.app("App 2").await;
    let body = json!({"app": second, "ids": [plugin_app.plugin.id()]});
    let add = out.test.admin("POST", "/k/v1/preview/app/plugins.json");
    assert_eq!(add.json(&body).send().await.status, 200);
    let body = json!({"apps": [{"app": second}]});
    let deploy = out.test.admin("POST", "/k/v1/preview/app/deploy.json");
    assert_eq!(deploy.json(&body).send().await.status, 200);
    let longer = format!("{url}/x");
    let shorter = format!("{}/ech", out.url);
    for (by, url, more, key) in [
        (&plugin_app.member, &url, json!({}), json!("live")),
        (
            &plugin_app.admin,
            &url,
            json!({"page": "preview"}),
            json!("preview"),
        ),
        (
            &plugin_app.admin,
            &url,
            json!({"page": "settings"}),
            json!("preview"),
        ),
        (
            &plugin_app.member,
            &url,
            json!({"app": second}),
            Value::Null,
        ),
        (
            &plugin_app.admin,
            &url,
            json!({"app": second, "page": "settings"}),
            Value::Null,
        ),
        (
            &plugin_app.member,
            &url,
            json!({"method": "POST"}),
            Value::Null,
        ),
        (
            &plugin_app.member,
            &url,
            json!({"method": "DELETE"}),
            Value::Null,
        ),
        (&plugin_app.member, &longer, json!({}), json!("live")),
        (&plugin_app.member, &shorter, json!({}), Value::Null),
    ] {
        let reply = plugin_app.call(by, url, more.clone()).await;
        assert_eq!(seen(&reply)["key"], key, "{url} {more}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t32_a_prefix_without_a_whole_host_is_not_saved() {
    let out = Outside::open(None).await;
    let plugin_app = PluginApp::set(&out.test).await;
    for url in [
        "",
        "h",
        "http",
        "https:",
        "https:/",
        "https://",
        "https:///",
        "https://:443/",
        "https://?",
        "https://#",
        "https://@/",
        "https://user@api.example.com/",
        "//api.example.com/",
        "api.example.com",
        "file:///",
        "javascript:1",
    ] {
        let body = json!({"app": plugin_app.app, "pluginId": plugin_app.plugin.id(), "url": url,
            "method": "GET", "headers": {"X-Key": "k"}, "data": {}});
        let refused = plugin_app.post(&plugin_app.admin, SAVE, &body).await;
        let expected = (400, "PD_PROXY_BAD_REQUEST".to_owned());
        assert_eq!(refused.refusal(), expected, "{url:?}");
    }
    // Credentials that are saved for one host are not used for host names with the same beginning.
    let (host, port) = out.url.rsplit_once(':').unwrap();
    let begun = format!("{host}:{}", &port[..1]);
    plugin_app
        .save(&begun, json!({"X-Key": "k"}), json!({}))
        .await;
    plugin_app.deploy().await;
    let reply = plugin_app
        .call(&plugin_app.member, &format!("{}/echo", out.url), json!({}))
        .await;
    assert_eq!(seen(&reply)["key"], Value::Null);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t27_each_use_and_each_read_is_one_line_that_says_who_where_and_when_and_no_query() {
    for profile in [Credentials::Readable, Credentials::Sealed] {
        let is_sealed = profile == Credentials::Sealed;
        let out = Outside::open(Some(profile)).await;
        let plugin_app = PluginApp::set(&out.test).await;
        let own = format!("{}/echo?token=s3cr3t", out.url);
        for method in ["GET", "POST"] {
            let body = json!({"app": plugin_app.app, "pluginId": plugin_app.plugin.id(), "url": own,
                "method": method, "headers": {"X-Key": "s3cr3t"}, "data": {"q": "s3cr3t"}});
            assert_eq!(
                plugin_app.post(&plugin_app.admin, SAVE, &body).await.status,
                200
            );
        }
        plugin_app.deploy().await;
        let url = format!("{own}&more=s3cr3t#s3cr3t");
        // The config is used by a call, by an upload (only if uploads merge headers), by a failed
        // call, and by two reads.
        seen(&plugin_app.call(&plugin_app.member, &url, json!({})).await);
        seen(&plugin_app.upload(&plugin_app.member, &url, json!({})).await);
        for page in ["live", "settings"] {
            let by = &plugin_app.admin;
            let read = plugin_app
                .read_of(by, &plugin_app.plugin, page, &own)
                .await
                .json();
            assert_eq!(read == Value::Null, is_sealed && page == "live", "{page}");
        }
        let used = plugin_app.lines("proxy_config.use").await;
        // The call and the upload may share one line with two times, because they have the same
        // address.
        let times: usize = used.iter().map(|line| 1 + line.earlier.len()).sum();
        assert_eq!(times, 1 + usize::from(is_sealed), "{used:?}");
        let read = plugin_app.lines("proxy_config.read.app").await;
        assert_eq!(read.len(), usize::from(!is_sealed), "{read:?}");
        let set = plugin_app.lines("proxy_config.read.settings").await;
        // A settings page that reads masks reads no value.
        assert_eq!(set.len(), usize::from(!is_sealed), "{set:?}");
        let mia = plugin_app
            .test
            .store()
            .user_by_login("mia")
            .await
            .unwrap()
            .unwrap();
        let admin = plugin_app
            .test
            .store()
            .user_by_login("admin")
            .await
            .unwrap()
            .unwrap();
        for (line, user) in used
            .iter()
            .map(|line| (line, mia.id))
            .chain(read.iter().chain(&set).map(|line| (line, admin.id)))
        {
            assert_eq!(line.detail, format!("{}/echo", out.url));
            assert_eq!(line.by.user, Some(user));
            assert!(line.by.address.is_some_and(|it| it.is_loopback()));
            assert_eq!(line.app, Some(plugin_app.app));
            assert_eq!(line.plugin, Some(plugin_app.plugin.id()));
            assert!(line.at > 0);
        }
        // Saving is recorded as well. No line contains a value or a query.
        let all = AuditQuery {
            limit: 1_000,
            ..AuditQuery::default()
        };
        let all = plugin_app.test.store().audit(&all).await.unwrap();
        assert!(
            all.iter()
                .any(|audited| audited.line.action == "proxy_config.save")
        );
        for audited in all {
            assert!(!audited.line.detail.contains("s3cr3t"), "{audited:?}");
        }
    }
}
