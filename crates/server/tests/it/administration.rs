//! Tests the administration of a server: users, one's own account, settings, apps, and the audit
//! log.

use plugdock_store::{AuditLine, AuditQuery, By, NewProxyConfig};
use serde_json::{Value, json};

use crate::harness::{NOW, PASSWORD, Plugin, Reply, Session, TestApp};

impl TestApp {
    async fn change_user(&self, change: Value) -> Reply {
        let call = self.admin("PUT", "/k/api/users.json").json(&change);
        call.send().await
    }

    /// Returns the action and the detail of the newest audit lines.
    async fn newest(&self, limit: i64) -> Vec<(String, String)> {
        let query = AuditQuery {
            limit,
            ..AuditQuery::default()
        };
        let lines = self.store().audit(&query).await.unwrap().into_iter();
        lines
            .map(|audited| (audited.line.action, audited.line.detail))
            .collect()
    }
}

fn said(action: &str, detail: &str) -> (String, String) {
    (action.to_owned(), detail.to_owned())
}

stories! {
    // T78
    async fn only_administrators_change_users_apps_and_settings(test: &TestApp) {
        test.user("ann").await;
        let app = test.app("Orders").await;
        let calls = [
            ("PUT", "/k/api/users.json", json!({"id": test.admin.id, "name": "x"})),
            ("PUT", "/k/api/settings.json", json!({"pluginsPerApp": 3})),
            ("DELETE", "/k/api/app.json", json!({"app": app, "name": "Orders"})),
        ];
        for (method, path, body) in calls {
            let reply = test.call(method, path).password("ann", PASSWORD).json(&body).send().await;
            assert_eq!(reply.refusal(), (403, "CB_NO02".to_owned()), "{method} {path}");
        }
        assert!(test.store().app(app).await.unwrap().is_some());
    }

    async fn a_user_is_changed_in_what_is_said_and_the_last_administrator_stays(test: &TestApp) {
        let ann = test.user("ann").await;
        let change = json!({"id": ann.id.to_string(), "name": "Ann", "locale": "ja", "timezone": "Asia/Tokyo"});
        let reply = test.change_user(change).await;
        shows!(reply.json(), @r#"
        {
          "id": "2",
          "login": "ann",
          "name": "Ann",
          "email": "ann@example.com",
          "locale": "ja",
          "timezone": "Asia/Tokyo",
          "admin": false,
          "active": true
        }
        "#);
        let reply = test.change_user(json!({"id": ann.id, "locale": "", "name": " "})).await;
        assert_eq!((reply.json()["locale"].clone(), reply.json()["name"].clone()), (Value::Null, json!("Ann")));
        assert_eq!(test.newest(1).await, [said("user.change", "ann: locale")]);
        for (change, at) in [
            (json!({"id": ann.id, "timezone": "Mars/Base"}), "timezone"),
            (json!({"id": ann.id, "locale": "tlh"}), "locale"),
            (json!({"id": ann.id, "name": "x".repeat(129)}), "name"),
        ] {
            let reply = test.change_user(change).await;
            assert_eq!(reply.refusal(), (400, "CB_VA01".to_owned()));
            assert!(reply.json()["errors"].get(at).is_some(), "{at}: {}", reply.text());
        }
        let own = test.change_user(json!({"id": test.admin.id, "active": false})).await;
        assert_eq!(own.refusal(), (400, "PD_OWN_ACCOUNT".to_owned()));
        let last = test.change_user(json!({"id": test.admin.id, "admin": "false"})).await;
        assert_eq!(last.refusal(), (400, "PD_LAST_ADMIN".to_owned()));
        let nobody = test.change_user(json!({"id": 99, "name": "x"})).await;
        assert_eq!(nobody.refusal(), (404, "PD_USER_NOT_FOUND".to_owned()));
    }

    async fn who_is_deactivated_is_out_at_once_and_may_come_back(test: &TestApp) {
        let ann = test.user("ann").await;
        let session = test.sign_in("ann").await;
        let mine = || test.call("GET", "/k/api/session.json").header("Cookie", &session.cookie);
        assert_eq!(mine().send().await.status, 200);
        assert_eq!(test.change_user(json!({"id": ann.id, "active": false})).await.status, 200);
        assert_eq!(mine().send().await.status, 401);
        let again = test.call("GET", "/k/v1/apps.json").password("ann", PASSWORD).send().await;
        assert_eq!(again.status, 401);
        assert_eq!(test.change_user(json!({"id": ann.id, "active": true})).await.status, 200);
        test.sign_in("ann").await;
    }

    async fn ones_own_account_is_changed_by_oneself_and_the_password_with_the_old_one(test: &TestApp) {
        test.user("ann").await;
        let ann = |method: &str, path: &str| test.call(method, path).password("ann", PASSWORD);
        let body = json!({"name": "Ann", "locale": "ja", "timezone": "Asia/Tokyo"});
        let more = json!({"name": "Ann", "admin": true, "id": 1});
        let refused = ann("PUT", "/k/api/me.json").json(&more).send().await.error();
        let places: Vec<_> = refused["errors"].as_object().unwrap().keys().collect();
        assert_eq!(places, ["admin", "id"], "what is not one's own to say");
        assert_eq!(ann("PUT", "/k/api/me.json").json(&body).send().await.status, 200);
        let found = test.store().user_by_login("ann").await.unwrap().unwrap();
        assert_eq!((&*found.name, found.locale.as_deref(), found.admin), ("Ann", Some("ja"), false));
        assert_eq!(&*test.store().user(test.admin.id).await.unwrap().unwrap().name, "admin");
        let body = json!({"current": "guessed", "password": "battery:staple"});
        let wrong = ann("PUT", "/k/api/me/password.json").json(&body).send().await;
        assert_eq!(wrong.refusal(), (400, "CB_VA01".to_owned()));
        let body = json!({"current": PASSWORD, "password": "battery:staple"});
        assert_eq!(ann("PUT", "/k/api/me/password.json").json(&body).send().await.status, 200);
        assert_eq!(test.newest(1).await, [said("user.password", "ann")]);
        let old = ann("GET", "/k/v1/apps.json").send().await;
        assert_eq!(old.status, 401);
        let new = test.call("GET", "/k/v1/apps.json").password("ann", "battery:staple").send().await;
        assert_eq!(new.status, 200);
    }

    async fn an_app_is_deleted_by_its_name_alone(test: &TestApp) {
        let app = test.app("Orders").await;
        let delete = |name: &str| {
            test.admin("DELETE", "/k/api/app.json").json(&json!({"app": app, "name": name}))
        };
        let slip = delete("Order").send().await;
        assert_eq!(slip.refusal(), (400, "CB_VA01".to_owned()));
        assert_eq!(delete("Orders").send().await.status, 200);
        assert_eq!(test.newest(1).await, [said("app.delete", "Orders")]);
        let gone = test.admin("GET", &format!("/k/v1/app.json?id={app}")).send().await;
        assert_eq!(gone.refusal(), (404, "GAIA_AP01".to_owned()));
        assert_eq!(delete("Orders").send().await.refusal(), (404, "GAIA_AP01".to_owned()));
    }

    async fn r48_the_most_plugins_of_an_app_is_chosen_while_the_server_runs(test: &TestApp) {
        let app = test.app("Orders").await;
        let plugins = [Plugin::new(0, "1.0.0"), Plugin::new(1, "1.0.0")];
        for plugin in &plugins {
            test.install(plugin).await;
        }
        for bad in [json!(0), json!(1_001), json!("many")] {
            let body = json!({"pluginsPerApp": bad});
            let reply = test.admin("PUT", "/k/api/settings.json").json(&body).send().await;
            assert_eq!(reply.refusal(), (400, "CB_VA01".to_owned()), "{bad}");
        }
        let choose = async |most: i64| {
            let body = json!({"pluginsPerApp": most});
            test.admin("PUT", "/k/api/settings.json").json(&body).send().await.status
        };
        let add = || {
            let ids: Vec<_> = plugins.iter().map(|plugin| plugin.id().to_string()).collect();
            let body = json!({"app": app, "ids": ids});
            test.admin("POST", "/k/v1/preview/app/plugins.json").json(&body)
        };
        assert_eq!(choose(1).await, 200);
        assert_eq!(add().send().await.refusal(), (400, "PD_PLUGIN_LIMIT".to_owned()));
        assert_eq!(choose(2).await, 200);
        assert_eq!(add().send().await.status, 200);
        assert_eq!(test.newest(1).await, [said("settings.change", "plugins_per_app=2")]);
        let admin = test.sign_in("admin").await;
        let page = test.call("GET", &format!("/k/admin/app/{app}/plugin/"));
        let page = page.header("Cookie", &admin.cookie).send().await;
        assert!(page.text().contains("2 of 2"), "{}", page.text());
    }

    // R01
    async fn r01_sealing_and_lifting_a_seal_are_on_record(test: &TestApp) {
        let app = test.app("Orders").await;
        let plugin = Plugin::new(0, "1.0.0");
        let one = json!({"app": app, "id": plugin.id().to_string(), "sealed": true});
        for body in [one, json!({"sealed": true}), json!({"sealed": false})] {
            let reply = test.admin("PUT", "/k/api/credentials.json").json(&body).send().await;
            assert_eq!(reply.status, 200);
        }
        let query = AuditQuery { limit: 3, ..AuditQuery::default() };
        let lines = test.store().audit(&query).await.unwrap().into_iter();
        let lines: Vec<_> = lines.map(|one| (one.line.action, one.line.app, one.line.plugin)).collect();
        let expected = [
            ("credentials.unseal".to_owned(), None, None),
            ("credentials.seal".to_owned(), None, None),
            ("credentials.seal".to_owned(), Some(app), Some(plugin.id())),
        ];
        assert_eq!(lines, expected);
    }

    // T78, T75
    async fn the_pages_of_administration_are_for_administrators_and_show_names_as_text(test: &TestApp) {
        const NAME: &str = "<img src=x onerror=alert(1)>";
        let ann = test.user("ann").await;
        assert_eq!(test.change_user(json!({"id": ann.id, "name": NAME})).await.status, 200);
        let app = test.app(NAME).await;
        let plugin = Plugin::new(0, "1.0.0").with("/name/en", json!(NAME)).with("/description/en", json!(NAME));
        test.install(&plugin).await;
        let access = test.store().access(&test.actor(), app).await.unwrap();
        test.store().add_app_plugins(&access, &[plugin.id()], 20, None, NOW).await.unwrap();
        let proxy_config = NewProxyConfig {
            method: "GET".to_owned(),
            url: "https://api.example.com/<img src=x>".to_owned(),
            headers: vec![("X-Key".to_owned(), "planted-credential".into())],
            data: Vec::new(),
        };
        test.store().save_proxy_config(&access, &plugin.id(), proxy_config, NOW).await.unwrap();
        let admin = test.sign_in("admin").await;
        let hers = test.sign_in("ann").await;
        let pages = [
            "/k/admin/".to_owned(),
            "/k/admin/system/user/".to_owned(),
            "/k/admin/system/user/new".to_owned(),
            format!("/k/admin/system/user/{}", ann.id),
            "/k/admin/system/group/".to_owned(),
            "/k/admin/system/group/new".to_owned(),
            "/k/admin/system/plugin/".to_owned(),
            format!("/k/admin/system/plugin/{}/", plugin.id()),
            "/k/admin/system/proxy/".to_owned(),
            "/k/admin/system/app/".to_owned(),
            format!("/k/admin/system/app/{app}/delete"),
            "/k/admin/system/audit/".to_owned(),
            "/k/admin/system/audit/log.csv".to_owned(),
            "/k/admin/system/server/".to_owned(),
        ];
        for path in &pages {
            let get = |session: &Session| test.call("GET", path).header("Cookie", &session.cookie);
            let shown = get(&admin).send().await;
            assert_eq!(shown.status, 200, "{path}: {}", shown.text());
            assert_eq!(shown.header("cache-control"), "no-store", "{path}");
            let is_csv = path.rsplit('.').next() == Some("csv");
            assert!(is_csv || !shown.text().contains("<img src=x"), "{path}");
            assert!(!shown.text().contains("planted-credential"), "{path}");
            assert_eq!(get(&hers).send().await.status, 403, "{path}");
            assert_eq!(test.call("GET", path).send().await.status, 303, "{path}");
        }
        let own = test.call("GET", "/k/account/").header("Cookie", &hers.cookie).send().await;
        assert_eq!(own.status, 200);
        assert!(!own.text().contains("<img src=x"));
        for (path, status) in [("user/99", 404), ("user/x", 404), ("app/99/delete", 404), ("plugin/x/", 404)] {
            let path = format!("/k/admin/system/{path}");
            let reply = test.call("GET", &path).header("Cookie", &admin.cookie).send().await;
            assert_eq!(reply.status, status, "{path}");
        }
    }

    async fn the_log_is_downloaded_whole_piece_by_piece_and_filtered(test: &TestApp) {
        let line = |n: i64| AuditLine::new("proxy_config.use", By::user(test.admin.id, None), NOW + n).detail(format!("=call \"{n}\""));
        test.store().add_audit((0..2_500).map(line).collect()).await.unwrap();
        let session = test.sign_in("admin").await;
        let get = |path: &str| test.call("GET", path).header("Cookie", &session.cookie).send();
        let path = "/k/admin/system/audit/log.csv?action=proxy_config.use&user=&from=2027-01-15&to=2027-01-15";
        let reply = get(path).await;
        assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
        assert!(reply.header("content-disposition").starts_with("attachment"));
        let text = reply.text();
        let rows: Vec<_> = text.trim_end().split("\r\n").collect();
        assert_eq!(rows.len(), 2_501);
        assert_eq!(rows[0], "\u{feff}at,action,user,app,plugin,detail,token,address");
        assert_eq!(rows[1], "\"2027-01-15T08:00:02.499Z\",\"proxy_config.use\",\"1\",\"\",\"\",\"'=call \"\"2499\"\"\",\"\",\"\"");
        assert!(rows[2_500].contains("call \"\"0\"\""));
        let none = get("/k/admin/system/audit/log.csv?action=proxy_config.use&from=2027-01-16").await;
        assert_eq!(none.text().lines().count(), 1);
        // The newest page links to older lines but not to newer ones.
        let html = get("/k/admin/system/audit/?action=proxy_config.use").await.text();
        assert!(html.contains("2499") && !html.contains("2449") && html.contains("older=") && !html.contains("newer="));
    }

    async fn the_portal_finds_every_app_however_many_there_are(test: &TestApp) {
        for n in 0..130 {
            test.preview_app(&format!("App {n:03}")).await;
        }
        test.user("ann").await;
        let admin = test.sign_in("admin").await;
        let hers = test.sign_in("ann").await;
        let get = async |session: &Session, path: &str| {
            test.call("GET", path).header("Cookie", &session.cookie).send().await.text()
        };
        let first = get(&admin, "/k/").await;
        assert!(first.contains("App 000") && first.contains("App 059") && !first.contains("App 060"));
        assert!(first.contains("/k/?page=2") && first.contains("1–60 of 130"));
        let last = get(&admin, "/k/?page=3").await;
        assert!(last.contains("App 129") && !last.contains("App 119"));
        let found = get(&admin, "/k/?q=app+12").await;
        assert!(found.contains("App 120") && found.contains("App 129") && !found.contains("App 119"));
        assert!(!get(&hers, "/k/").await.contains("App 0"), "what was never deployed is its makers' business");
    }

    // R01, R23, R48
    async fn the_server_page_tells_what_is_open_and_no_secret(test: &TestApp) {
        let session = test.sign_in("admin").await;
        let reply = test.call("GET", "/k/admin/system/server/").header("Cookie", &session.cookie);
        let html = reply.send().await.text();
        for known in ["Readable", "public addresses only", "Seal all", env!("CARGO_PKG_VERSION")] {
            assert!(html.contains(known), "{known}");
        }
    }
}
