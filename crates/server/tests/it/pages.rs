//! Tests pages as browsers receive them: who may see them, their content, and its order.

use plugdock_schema::AppId;
use plugdock_schema::query::time::Moment;
use plugdock_store::NewProxyConfig;
use secrecy::SecretString;
use serde_json::json;

use crate::harness::{Call, NOW, PASSWORD, Plugin, Reply, Session, TestApp};

/// A value that no page may contain.
const MARKER: &str = "planted-credential-7c1f";

/// A name that would be an element if it were not escaped as text.
const NAME: &str = "</script><img src=x onerror=alert(1)>";

impl TestApp {
    async fn page(&self, session: &Session, path: &str) -> Reply {
        let call = self.call("GET", path).header("Cookie", &session.cookie);
        call.send().await
    }

    /// Returns the HTML of a page. Panics if it is not served.
    async fn html(&self, session: &Session, path: &str) -> String {
        let reply = self.page(session, path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
        reply.text()
    }

    async fn add_plugin(&self, app: AppId, plugin: &Plugin) {
        let access = self.store().access(&self.actor(), app).await.unwrap();
        let added = self
            .store()
            .add_app_plugins(&access, &[plugin.id()], 20, None, NOW)
            .await;
        added.unwrap();
    }

    async fn deploy(&self, app: AppId) {
        let access = self.store().access(&self.actor(), app).await.unwrap();
        self.store()
            .deploy(&[(access, None)], false, NOW)
            .await
            .unwrap();
    }

    async fn add_record(&self, app: AppId) {
        let access = self.store().access(&self.actor(), app).await.unwrap();
        let moment = Moment::new(NOW, "UTC", None);
        let record = plugdock_schema::value::Given::default();
        self.store()
            .add_records(&access, &[record], &moment)
            .await
            .unwrap();
    }
}

/// Panics unless `text` contains the pieces one after the other.
fn in_order(text: &str, pieces: &[&str]) {
    let mut from = 0;
    for piece in pieces {
        let at = text[from..].find(piece);
        from += at.unwrap_or_else(|| panic!("{piece:?} is not behind the one before it in {text}"))
            + piece.len();
    }
}

fn form(call: Call, fields: &[(&str, &str)]) -> Call {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    call.body("application/x-www-form-urlencoded", body)
}

stories! {
    // R46, 000.05
    async fn each_plugin_gets_its_id_and_its_files_in_order_between_runtime_and_page(test: &TestApp) {
        let sources = json!(["https://cdn.example.com/first.js", "a.js", "sub dir/b.js"]);
        let one = Plugin::new(0, "1.0.0").with("/desktop/js", sources);
        let two = Plugin::new(1, "1.0.0");
        let app = test.app("Orders").await;
        // The plug-ins are installed in the opposite order, but only the order of adding them to
        // the app counts.
        for plugin in [&two, &one] {
            test.install(plugin).await;
        }
        for plugin in [&one, &two] {
            test.add_plugin(app, plugin).await;
        }
        test.deploy(app).await;
        let session = test.sign_in("admin").await;
        let html = test.html(&session, &format!("/k/{app}/")).await;
        in_order(&html, &[
            "data-pd=\"header-menu-space\"",
            "data-pd=\"header-space\"",
            "id=\"plugdock-boot\"",
            "/-/assets/runtime",
            &format!("kintone.$PLUGIN_ID=\"{}\"", one.id()),
            "src=\"https://cdn.example.com/first.js\"",
            "/a.js\"",
            "/sub%20dir/b.js\"",
            &format!("kintone.$PLUGIN_ID=\"{}\"", two.id()),
            "/desktop.js\"",
            "/-/assets/page",
        ]);
        assert!(!html.contains("defer") && !html.contains(" async") && !html.contains("type=\"module\""));
    }

    // R04
    async fn no_page_holds_a_saved_credential(test: &TestApp) {
        let plugin = Plugin::new(0, "1.0.0");
        let app = test.app("Orders").await;
        test.install(&plugin).await;
        test.add_plugin(app, &plugin).await;
        let access = test.store().access(&test.actor(), app).await.unwrap();
        let secret = || SecretString::from(MARKER);
        let proxy_config = NewProxyConfig {
            method: "GET".to_owned(),
            url: "https://api.example.com/".to_owned(),
            headers: vec![("Authorization".to_owned(), secret())],
            data: vec![("key".to_owned(), SecretString::from(format!("\"{MARKER}\"")))],
        };
        test.store().save_proxy_config(&access, &plugin.id(), proxy_config, NOW).await.unwrap();
        test.deploy(app).await;
        test.add_record(app).await;
        let session = test.sign_in("admin").await;
        for path in [
            format!("/k/{app}/"),
            format!("/k/{app}/show?record=1"),
            format!("/k/admin/preview/{app}/"),
            format!("/k/admin/app/{app}/plugin/"),
            format!("/k/admin/app/{app}/plugin/config?pluginId={}", plugin.id()),
            "/k/admin/system/plugin/".to_owned(),
        ] {
            let html = test.html(&session, &path).await;
            assert!(!html.contains(MARKER), "{path}");
        }
        // R07: the list names the config and masks all values in the same way.
        let html = test.html(&session, "/k/admin/system/proxy/").await;
        assert!(!html.contains(MARKER));
        for known in ["https://api.example.com/", "Authorization", "key", "Orders"] {
            assert!(html.contains(known), "{known}");
        }
        assert_eq!(html.matches("••••••").count(), 2);
    }

    // R45
    async fn a_settings_page_holds_the_authors_html_before_its_scripts_and_runs_none_of_its_own(test: &TestApp) {
        let plugin = Plugin::new(0, "1.0.0").with("/config/html", json!("whole.html"));
        let app = test.app("Orders").await;
        test.install(&plugin).await;
        test.add_plugin(app, &plugin).await;
        let session = test.sign_in("admin").await;
        let path = format!("/k/admin/app/{app}/plugin/config?pluginId={}", plugin.id());
        let html = test.html(&session, &path).await;
        in_order(&html, &[
            "<plugdock-settings",
            "<p id=\"whole\">",
            "<script type=\"text/plugdock-inert\" src=\"https://cdn.example.com/own.js\">",
            "</plugdock-settings>",
            "id=\"plugdock-boot\"",
            "/-/assets/runtime",
            "/config.js\"",
            "/-/assets/page",
        ]);
        assert_eq!(html.matches("<body").count(), 1);
        assert!(!html.contains("<base"));
        // R04: a plug-in that is not added to the app has no settings page there.
        let other = format!("/k/admin/app/{app}/plugin/config?pluginId={}", Plugin::new(1, "1").id());
        assert_eq!(test.page(&session, &other).await.status, 404);
        test.user("bob").await;
        let bob = test.sign_in("bob").await;
        assert_eq!(test.page(&bob, &path).await.status, 403);
    }

    // R44
    async fn a_plugin_that_lacks_settings_says_so_and_does_not_run(test: &TestApp) {
        let plugin = Plugin::new(0, "1.0.0").with("/config/required_params", json!(["endpoint"]));
        let app = test.app("Orders").await;
        test.install(&plugin).await;
        test.add_plugin(app, &plugin).await;
        test.deploy(app).await;
        let session = test.sign_in("admin").await;
        let html = test.html(&session, &format!("/k/admin/app/{app}/plugin/")).await;
        assert!(html.contains("Needs settings") && html.contains("endpoint"));
        let html = test.html(&session, &format!("/k/{app}/")).await;
        assert!(!html.contains(plugin.id().as_str()));
    }

    // T75
    async fn names_are_text_everywhere(test: &TestApp) {
        let plugin = Plugin::new(0, "1.0.0").with("/name/en", json!(NAME)).with("/description/en", json!(NAME));
        let app = test.app(NAME).await;
        test.install(&plugin).await;
        test.add_plugin(app, &plugin).await;
        test.deploy(app).await;
        test.add_record(app).await;
        let session = test.sign_in("admin").await;
        for path in [
            "/k/".to_owned(),
            "/k/admin/system/plugin/".to_owned(),
            format!("/k/admin/app/flow?app={app}"),
            format!("/k/admin/app/{app}/plugin/"),
            format!("/k/admin/app/{app}/plugin/config?pluginId={}", plugin.id()),
            format!("/k/{app}/"),
            format!("/k/{app}/show?record=1"),
            format!("/k/{app}/?q=%3Cimg%20src%3Dx%3E"),
        ] {
            let html = test.html(&session, &path).await;
            assert!(!html.contains("<img src=x"), "{path}");
        }
    }

    async fn what_goes_wrong_is_a_page_in_the_readers_language(test: &TestApp) {
        test.user("bob").await;
        let bob = test.sign_in("bob").await;
        for (path, status) in [("/k/99/", 404), ("/nothing/here", 404), ("/k/admin/system/plugin/", 403)] {
            let reply = test.page(&bob, path).await;
            assert_eq!(reply.status, status, "{path}");
            assert!(reply.header("content-type").starts_with("text/html"), "{path}");
        }
        // B7.2: the vendor's upload tool looks for this header.
        let call = test.call("GET", "/k/admin/system/plugin/").header("Cookie", &bob.cookie);
        let reply = call.header("Accept-Language", "ja").send().await;
        assert_eq!(reply.header("x-cybozu-error"), "CB_NO02");
        assert!(reply.text().contains("権限がありません"));
        // Addresses for scripts still answer in JSON.
        let reply = test.page(&bob, "/k/v1/nothing.json").await;
        assert_eq!(reply.refusal().0, 404);
    }

    async fn a_stranger_signs_in_by_a_plain_form_and_arrives_where_they_wanted(test: &TestApp) {
        let app = test.app("Orders").await;
        let reply = test.call("GET", &format!("/k/{app}/?q=a%20b")).send().await;
        assert_eq!(reply.status, 303);
        assert_eq!(reply.header("location"), format!("/login?next=%2Fk%2F{app}%2F%3Fq%3Da%2520b"));
        let html = test.call("GET", &reply.header("location")).send().await.text();
        assert!(html.contains("name=\"username\"") && html.contains("name=\"password\""));
        let next = format!("/k/{app}/?q=a%20b");
        let good = [("username", "admin"), ("password", PASSWORD), ("next", &next)];
        let reply = form(test.call("POST", "/login"), &good).send().await;
        assert_eq!((reply.status, reply.header("location")), (303, next.clone()));
        let cookie = reply.header("set-cookie");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        // T77
        let away = [("username", "admin"), ("password", PASSWORD), ("next", "//evil.test/")];
        let reply = form(test.call("POST", "/login"), &away).send().await;
        assert_eq!(reply.header("location"), "/k/");
        let bad = [("username", "admin"), ("password", "no"), ("next", "/k/")];
        let reply = form(test.call("POST", "/login"), &bad).send().await;
        assert_eq!(reply.status, 401);
        assert!(reply.text().contains("role=\"alert\"") && reply.header("set-cookie").is_empty());
        // T70: a form of another site cannot sign anyone in.
        let foreign = test.call("POST", "/login").header("Origin", "https://evil.test");
        assert_eq!(form(foreign, &good).send().await.status, 403);
    }

    async fn signing_out_needs_the_request_token(test: &TestApp) {
        let session = test.sign_in("admin").await;
        let leave = |token: &str| {
            let call = test.call("POST", "/logout").header("Cookie", &session.cookie);
            form(call, &[("__REQUEST_TOKEN__", token)])
        };
        assert_eq!(leave("guess").send().await.status, 403);
        assert_eq!(test.page(&session, "/k/").await.status, 200);
        assert_eq!(leave(&session.csrf).send().await.status, 303);
        assert_eq!(test.page(&session, "/k/").await.status, 303);
    }

    // T73
    async fn only_files_that_the_manifest_names_are_served_and_only_to_the_signed_in(test: &TestApp) {
        let plugin = Plugin::new(0, "1.0.0");
        test.install(&plugin).await;
        let hash = test.store().plugin(&plugin.id()).await.unwrap().unwrap().package_sha256;
        let base = format!("/-/plugin/{}/{hash}", plugin.id());
        let session = test.sign_in("admin").await;
        let reply = test.page(&session, &format!("{base}/desktop.js")).await;
        assert_eq!((reply.status, reply.text()), (200, "// desktop.js".to_owned()));
        assert_eq!(reply.header("content-type"), "text/javascript; charset=utf-8");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert!(reply.header("cache-control").contains("immutable"));
        for path in [
            "manifest.json", "../manifest.json", "%2e%2e/%2e%2e/etc/passwd", "%252e%252e/etc/passwd",
            "..%5c..%5cetc%5cpasswd", "desktop.js/", "", "/etc/passwd",
        ] {
            let reply = test.page(&session, &format!("{base}/{path}")).await;
            assert_eq!(reply.status, 404, "{path}");
        }
        let other = format!("/-/plugin/{}/{}/desktop.js", plugin.id(), "0".repeat(64));
        assert_eq!(test.page(&session, &other).await.status, 404);
        assert_eq!(test.call("GET", &format!("{base}/desktop.js")).send().await.status, 401);
    }

    // R31, R36
    async fn an_import_tells_what_changes_before_it_does(test: &TestApp) {
        test.install(&Plugin::new(0, "1.0.0")).await;
        let session = test.sign_in("admin").await;
        let check = async |key: String| {
            let call = test.call("POST", "/k/api/plugin/import/check.json").session(&session).csrf(&session);
            call.json(&json!({ "fileKey": key })).send().await
        };
        let new = Plugin::new(0, "1.1.0").with("/desktop/js", json!(["https://cdn.example.com/x.js", "new.js"]));
        let told = check(test.upload(new.pack()).await).await.json();
        assert_eq!((told["update"].as_bool(), told["version"].as_str()), (Some(true), Some("1.1.0")));
        let changes = told["changes"].to_string();
        for line in ["https://cdn.example.com/x.js", "new.js (new)", "desktop.js (removed)"] {
            assert!(changes.contains(line), "{line}: {changes}");
        }
        let installed = test.store().plugin(&new.id()).await.unwrap().unwrap();
        assert_eq!(installed.version, "1.0.0");
        let reply = check(test.upload(b"no zip".to_vec()).await).await;
        assert_eq!(reply.refusal(), (400, "PD_PACKAGE_INVALID".to_owned()));
        assert!(reply.json()["errors"]["plugin.zip"]["messages"].is_array());
    }

    // R40, B7.2
    async fn a_record_is_shown_by_number_and_the_preview_only_to_who_manages(test: &TestApp) {
        let plugin = Plugin::new(0, "1.0.0");
        let app = test.app("Orders").await;
        test.add_record(app).await;
        test.install(&plugin).await;
        test.add_plugin(app, &plugin).await;
        let session = test.sign_in("admin").await;
        let html = test.html(&session, &format!("/k/{app}/")).await;
        assert!(html.contains("data-pd-record=\"1\"") && html.contains("data-pd-cell=\"Record_number\""));
        assert!(!html.contains(plugin.id().as_str()), "it waits for the deploy");
        let preview = format!("/k/admin/preview/{app}/");
        assert!(test.html(&session, &preview).await.contains(plugin.id().as_str()));
        let html = test.html(&session, &format!("/k/{app}/show?record=1")).await;
        assert!(html.contains("data-pd-field=\"Record_number\"") && html.contains("\"page\":\"detail\""));
        assert_eq!(test.page(&session, &format!("/k/{app}/show?record=2")).await.status, 404);
        // The record number comes after `#`, so the page only runs the step that reloads it with
        // the number.
        let html = test.html(&session, &format!("/k/{app}/show")).await;
        assert!(html.contains("location.hash") && !html.contains("plugdock-boot"));
        test.user("bob").await;
        let bob = test.sign_in("bob").await;
        assert_eq!(test.page(&bob, &preview).await.status, 403);
        assert_eq!(test.page(&bob, &format!("/k/{app}/")).await.status, 200);
    }

    async fn our_own_pages_run_our_scripts_only(test: &TestApp) {
        let session = test.sign_in("admin").await;
        let reply = test.page(&session, "/k/admin/system/plugin/").await;
        let policy = reply.header("content-security-policy");
        assert!(policy.contains("script-src 'nonce-") && !policy.contains("unsafe"), "{policy}");
        let (_, rest) = policy.split_once("'nonce-").unwrap();
        let (nonce, _) = rest.split_once('\'').unwrap();
        assert!(nonce.len() > 20 && reply.text().contains(nonce));
        let again = test.page(&session, "/k/admin/system/plugin/").await;
        assert!(!again.text().contains(nonce), "a nonce is used once");
    }
}
