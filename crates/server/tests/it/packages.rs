//! Tests the installation, update and removal of plug-ins, and the answers of the registry
//! (documentation pages 002 and 004).

use plugdock_schema::AppId;
use serde_json::{Value, json};

use crate::harness::{Call, PASSWORD, Plugin, Reply, TestApp};

/// Prepares a request like those of the samples: a GET with a JSON body (002.17, 004.08).
fn get(test: &TestApp, path: &str, body: &Value) -> Call {
    test.admin("GET", path).json(body)
}

async fn add_to(test: &TestApp, app: AppId, plugin: &Plugin) {
    let body = json!({"app": app, "ids": [plugin.id()]});
    let reply = test
        .admin("POST", "/k/v1/preview/app/plugins.json")
        .json(&body)
        .send()
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}

fn ids(reply: &Reply) -> Vec<String> {
    let body = reply.json();
    let plugins = body["plugins"].as_array().unwrap().iter();
    plugins
        .map(|plugin| plugin["id"].as_str().unwrap().to_owned())
        .collect()
}

stories! {
    // 002.04, 002.06, 002.07, 002.19, 002.20
    async fn installs_in_two_steps(test: &TestApp) {
        let plugin = Plugin::new(0, "1.0.0");
        let upload = test.admin("POST", "/k/v1/file.json").file("plugin.zip", &plugin.pack());
        let upload = upload.send().await;
        assert_eq!(upload.status, 200, "{}", upload.text());
        assert_eq!(upload.header("content-type"), "application/json;charset=utf-8");
        let key = upload.json()["fileKey"].as_str().unwrap().to_owned();
        let form: uuid::Uuid = key.parse().unwrap();
        assert_eq!(form.get_version_num(), 4);

        let install = test.admin("POST", "/k/v1/plugin.json").json(&json!({"fileKey": key}));
        let install = install.send().await;
        assert_eq!(install.json(), json!({"id": plugin.id(), "version": "1.0.0"}));

        // 002.05, R34: a file key can be used only once.
        let id = json!({"id": plugin.id(), "fileKey": key});
        let again = test.admin("PUT", "/k/v1/plugin.json").json(&id).send().await;
        assert_eq!(again.refusal(), (404, "GAIA_BL01".to_owned()));
        assert_eq!(
            again.error()["message"],
            format!("The specified file (id: {key}) not found.")
        );
    }

    // 002.21, 002.22, R35: an update may have any version, including the same and a lower one.
    async fn updates_to_any_version(test: &TestApp) {
        test.install(&Plugin::new(0, "1.0.0")).await;
        for version in ["1.0.1", "1.0.1", "0.9"] {
            let plugin = Plugin::new(0, version);
            let key = test.upload(plugin.pack()).await;
            let body = json!({"id": plugin.id(), "fileKey": key});
            let update = test.admin("PUT", "/k/v1/plugin.json").json(&body).send().await;
            assert_eq!(update.json(), json!({"id": plugin.id(), "version": version}));
        }
    }

    // R35: the last three versions are kept, and one call restores one of them.
    async fn goes_back_to_a_kept_version(test: &TestApp) {
        test.install(&Plugin::new(0, "1")).await;
        let id = Plugin::new(0, "1").id();
        for version in ["2", "3", "4"] {
            let key = test.upload(Plugin::new(0, version).pack()).await;
            let body = json!({"id": id, "fileKey": key});
            test.admin("PUT", "/k/v1/plugin.json").json(&body).send().await;
        }
        let path = format!("/k/api/plugin/versions.json?id={id}");
        let kept = test.admin("GET", &path).send().await.json();
        let known: Vec<_> = kept["versions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|version| (version["version"].as_str().unwrap(), version["current"] == true))
            .collect();
        assert_eq!(known, [("4", true), ("3", false), ("2", false)]);
        let back = |number: &Value| {
            test.admin("PUT", "/k/api/plugin/versions.json")
                .json(&json!({"id": id, "number": number}))
                .send()
        };
        let gone = back(&kept["versions"][2]["number"]).await;
        assert_eq!(gone.json(), json!({"id": id, "version": "2"}));
        let list = test.admin("GET", "/k/v1/plugins.json").send().await.json();
        assert_eq!(list["plugins"][0]["version"], "2");
        assert_eq!(back(&json!(99)).await.refusal(), (404, "PD_VERSION_NOT_FOUND".to_owned()));
        test.user("ada").await;
        let ada = test.call("PUT", "/k/api/plugin/versions.json").password("ada", PASSWORD);
        assert_eq!(ada.json(&json!({})).send().await.refusal(), (403, "CB_NO02".to_owned()));
    }

    // R34: after a refused POST, the same key can be used for the PUT. The vendor's tools rely on
    // this (B3.2).
    async fn a_key_stays_good_until_something_is_installed(test: &TestApp) {
        let plugin = Plugin::new(0, "1.0.0");
        test.install(&plugin).await;
        let key = test.upload(Plugin::new(0, "2.0.0").pack()).await;
        let post = test.admin("POST", "/k/v1/plugin.json").json(&json!({"fileKey": key}));
        assert_eq!(post.send().await.refusal(), (400, "GAIA_PL18".to_owned()));

        // The ID is that of another installed plug-in.
        let other = Plugin::new(1, "1.0.0");
        test.install(&other).await;
        let put = |id: String| {
            test.admin("PUT", "/k/v1/plugin.json").json(&json!({"id": id, "fileKey": key})).send()
        };
        let mismatch = put(other.id().to_string()).await;
        assert_eq!(mismatch.refusal(), (400, "GAIA_PL22".to_owned()));
        let unknown = put("a".repeat(32)).await;
        assert_eq!(unknown.refusal(), (404, "PD_PLUGIN_NOT_FOUND".to_owned()));
        let impossible = put("nonsense".to_owned()).await;
        assert_eq!(impossible.refusal(), (404, "PD_PLUGIN_NOT_FOUND".to_owned()));

        let right = put(plugin.id().to_string()).await;
        assert_eq!(right.json(), json!({"id": plugin.id(), "version": "2.0.0"}));
    }

    // R34, T53: the key of another user, an expired key and a guessed key get the same answer.
    async fn a_key_is_its_uploaders_for_three_days(test: &TestApp) {
        let plugin = Plugin::new(0, "1.0.0");
        test.user("ada").await;
        let foreign = test
            .call("POST", "/k/v1/file.json")
            .password("ada", PASSWORD)
            .file("plugin.zip", &plugin.pack());
        let foreign = foreign.send().await.json()["fileKey"].as_str().unwrap().to_owned();
        let old = test.upload(plugin.pack()).await;
        let day = 24 * 60 * 60 * 1_000;
        test.state.clock.advance(3 * day + 1);
        for key in [foreign, old, uuid::Uuid::new_v4().to_string(), "x".to_owned()] {
            let install = test.admin("POST", "/k/v1/plugin.json").json(&json!({"fileKey": key}));
            assert_eq!(install.send().await.refusal(), (404, "GAIA_BL01".to_owned()), "{key}");
        }
        let list = test.admin("GET", "/k/v1/plugins.json").send().await;
        assert_eq!(list.json(), json!({"plugins": []}));
    }

    // T53: if two installations use one key at the same time, one succeeds.
    async fn one_key_installs_once_in_a_race(test: &TestApp) {
        let key = test.upload(Plugin::new(0, "1.0.0").pack()).await;
        let install = || {
            test.admin("POST", "/k/v1/plugin.json").json(&json!({"fileKey": key})).send()
        };
        let replies = futures_util::future::join_all([install(), install(), install()]).await;
        let won = replies.iter().filter(|reply| reply.status == 200).count();
        assert_eq!(won, 1);
    }

    // R31: all reasons are reported together, each with its place, in the caller's language.
    async fn a_bad_package_is_refused_with_every_reason(test: &TestApp) {
        let junk = test.upload(b"no archive at all".to_vec()).await;
        let install = test.admin("POST", "/k/v1/plugin.json").json(&json!({"fileKey": junk}));
        let refused = install.send().await;
        assert_eq!(refused.refusal(), (400, "PD_PACKAGE_INVALID".to_owned()));
        let errors = refused.error()["errors"].clone();
        let (place, reason) = errors.as_object().unwrap().iter().next().unwrap();
        assert_eq!((place.as_str(), &reason["code"]), ("plugin.zip", &json!("not_zip")));
        // The message alone is sufficient, because cli-kintone prints nothing else.
        let first = format!("The package cannot be installed. {place}: {}", reason["messages"][0].as_str().unwrap());
        assert_eq!(refused.error()["message"], first);

        let japanese = test
            .admin("POST", "/k/v1/plugin.json")
            .header("Accept-Language", "ja")
            .json(&json!({"fileKey": junk}));
        let japanese = japanese.send().await.error();
        let message = japanese["message"].as_str().unwrap();
        assert!(message.starts_with("このパッケージはインストールできません。plugin.zip: "), "{message}");
        assert_ne!(japanese["errors"]["plugin.zip"]["messages"], reason["messages"]);
    }

    // 002.01, T78: only administrators are allowed. This is checked before parameters and keys.
    async fn only_administrators_change_what_is_installed(test: &TestApp) {
        test.user("ada").await;
        for method in ["POST", "PUT", "DELETE"] {
            let ada = test.call(method, "/k/v1/plugin.json").password("ada", PASSWORD);
            let refused = ada.json(&json!({})).send().await;
            assert_eq!(refused.refusal(), (403, "CB_NO02".to_owned()), "{method}");
            let nobody = test.call(method, "/k/v1/plugin.json").json(&json!({})).send().await;
            assert_eq!(nobody.refusal(), (401, "CB_AU01".to_owned()), "{method}");
        }
        // 002.27: R37 takes precedence over 002.03.
        let apps = test.call("GET", "/k/v1/plugin/apps.json?id=x").password("ada", PASSWORD);
        assert_eq!(apps.send().await.refusal(), (403, "CB_NO02".to_owned()));
        // 002.02, 004.04
        for path in ["/k/v1/plugins.json", "/k/v1/plugins/required.json"] {
            let list = test.call("GET", path).password("ada", PASSWORD).send().await;
            assert_eq!(list.json(), json!({"plugins": []}), "{path}");
        }
    }

    // 004.02
    async fn a_token_does_not_reach_the_registry(test: &TestApp) {
        let app = test.app("App 1").await;
        let made = test.admin("POST", "/k/api/app/token.json").json(&json!({"app": app, "manage": true}));
        let made = made.send().await.json();
        for path in ["/k/v1/plugins.json", "/k/v1/plugins/required.json"] {
            let refused = test.call("GET", path).token(made["token"].as_str().unwrap()).send().await;
            assert_eq!(refused.refusal(), (403, "CB_NO02".to_owned()), "{path}");
        }
    }

    // 002.08 to 002.18, 004.01, 004.10, 004.11: each item has five keys, and the latest
    // installation comes first.
    async fn lists_what_is_installed(test: &TestApp) {
        for (key, version) in [(2, "4.5.1"), (1, "2"), (0, "1")] {
            test.install(&Plugin::new(key, version)).await;
            test.state.clock.advance(1_000);
        }
        let list = get(test, "/k/v1/plugins.json", &json!({"offset": 0, "limit": 10})).send().await;
        let plugin = |key: usize, version: &str| {
            json!({
                "id": Plugin::new(key, version).id(),
                "name": format!("Plugin {}", key + 1),
                "isMarketPlugin": false,
                "version": version,
                "description": format!("Description of Plugin {}", key + 1),
            })
        };
        let all = json!({"plugins": [plugin(0, "1"), plugin(1, "2"), plugin(2, "4.5.1")]});
        assert_eq!(list.json(), all);

        // 004.06
        let window = get(test, "/k/v1/plugins.json", &json!({"offset": 1, "limit": 3})).send().await;
        assert_eq!(window.json(), json!({"plugins": [plugin(1, "2"), plugin(2, "4.5.1")]}));
        // 004.07: IDs in a form that no package can have match nothing.
        let none = json!({"ids": ["nldmflmpgchoodanjholbdewsdjkhpban", "jdkslfbeksonbmvkelsodkfyquxnsja"]});
        let none = get(test, "/k/v1/plugins.json", &none).send().await;
        assert_eq!(none.json(), json!({"plugins": []}));
        // 002.11
        for ids in [Value::Null, json!([])] {
            let any = get(test, "/k/v1/plugins.json", &json!({"ids": ids})).send().await;
            assert_eq!(any.json(), all);
        }
        // An update does not change the position of a plug-in (B3.2).
        let newer = Plugin::new(2, "5");
        let body = json!({"id": newer.id(), "fileKey": test.upload(newer.pack()).await});
        test.admin("PUT", "/k/v1/plugin.json").json(&body).send().await;
        let list = test.admin("GET", "/k/v1/plugins.json").send().await;
        assert_eq!(ids(&list)[2], newer.id().to_string());
    }

    // B2.1, B3.2: names are in the caller's language. A missing description is empty, and an
    // integer version becomes a string.
    async fn names_follow_the_callers_language(test: &TestApp) {
        let mut plugin = Plugin::new(0, "1").with("/version", json!(1));
        plugin.manifest.as_object_mut().unwrap().remove("description");
        test.install(&plugin).await;
        let list = test.admin("GET", "/k/v1/plugins.json").header("Accept-Language", "ja");
        assert_eq!(
            list.send().await.json()["plugins"][0],
            json!({
                "id": plugin.id(), "name": "プラグイン1", "isMarketPlugin": false,
                "version": "1", "description": "",
            })
        );
    }

    // R38, B9.4, 004.03
    async fn parameters_come_in_every_way(test: &TestApp) {
        let (one, two) = (Plugin::new(0, "1"), Plugin::new(1, "1"));
        test.install(&one).await;
        test.state.clock.advance(1_000);
        test.install(&two).await;
        let (a, b) = (one.id().to_string(), two.id().to_string());
        for query in [
            format!("ids={a}&ids={b}"),
            format!("ids[]={a}&ids[]={b}"),
            format!("ids[0]={a}&ids[1]={b}"),
            format!("ids%5B0%5D={a}&ids%5B1%5D={b}"),
            "limit=2&offset=0".to_owned(),
            String::new(),
        ] {
            let list = test.admin("GET", &format!("/k/v1/plugins.json?{query}")).send().await;
            assert_eq!(ids(&list), [b.as_str(), a.as_str()], "{query}");
        }
        for query in [format!("ids={a}"), format!("ids%5B0%5D={a}"), "limit=1&offset=1".to_owned()] {
            let list = test.admin("GET", &format!("/k/v1/plugins.json?{query}")).send().await;
            assert_eq!(ids(&list), [a.as_str()], "{query}");
        }
        let strings = get(test, "/k/v1/plugins.json", &json!({"limit": "1", "offset": "1"}));
        assert_eq!(ids(&strings.send().await), [a.as_str()]);
        // This is the request of the client for a hundred IDs (B9.4).
        let many: Vec<String> = (0..99).map(|_| "a".repeat(32)).chain([b.clone()]).collect();
        let many = test
            .admin("POST", "/k/v1/plugins.json")
            .header("X-HTTP-Method-Override", "GET")
            .json(&json!({"ids": many}));
        assert_eq!(ids(&many.send().await), [b.as_str()]);
        // A GET with a Content-Type but without a body (B10.22).
        let empty = test.admin("GET", "/k/v1/plugins.json").header("Content-Type", "application/json");
        assert_eq!(ids(&empty.send().await).len(), 2);
        // B10.29
        let guest = test.admin("GET", "/k/guest/3/v1/plugins.json?limit=1").send().await;
        assert_eq!(ids(&guest), [b.as_str()]);
    }

    // 002.09, 002.10, 002.28, B8.3
    async fn numbers_out_of_range_are_told(test: &TestApp) {
        let many = vec!["a"; 101];
        let body = json!({"limit": 0, "offset": -1, "ids": many});
        let reply = get(test, "/k/v1/plugins.json", &body).send().await;
        assert_eq!(reply.refusal(), (400, "CB_VA01".to_owned()));
        shows!(reply.error(), @r#"
        {
          "code": "CB_VA01",
          "errors": {
            "offset": {
              "messages": [
                "must be greater than or equal to 0"
              ]
            },
            "limit": {
              "messages": [
                "must be greater than or equal to 1"
              ]
            },
            "ids": {
              "messages": [
                "must have at most 100 items"
              ]
            }
          },
          "message": "Missing or invalid input."
        }
        "#);
        for (path, most) in [
            ("/k/v1/plugins.json", 100),
            ("/k/v1/plugins/required.json", 100),
            ("/k/v1/plugin/apps.json?id=x", 500),
        ] {
            let ask = |limit: i64| get(test, path, &json!({"limit": limit})).send();
            assert_eq!(ask(most).await.status, 200, "{path}");
            let over = ask(most + 1).await;
            assert_eq!(
                over.error()["errors"]["limit"]["messages"][0],
                format!("must be less than or equal to {most}"),
                "{path}"
            );
        }
        let none = test.admin("GET", "/k/v1/plugin/apps.json").send().await;
        assert_eq!(none.error()["errors"], json!({"id": {"messages": ["Required field."]}}));
        let none = test.admin("POST", "/k/v1/plugin.json").json(&json!({})).send().await;
        assert_eq!(none.error()["errors"], json!({"fileKey": {"messages": ["Required field."]}}));
    }

    // 002.24, 002.31 to 002.35, R35: a plug-in can be uninstalled even if it is in use. It returns
    // with its settings.
    async fn installs_uninstalls_and_requires_again(test: &TestApp) {
        let (one, two) = (Plugin::new(0, "1.0.0"), Plugin::new(1, "1.0.0"));
        let app = test.app("App 1").await;
        for plugin in [&one, &two] {
            test.install(plugin).await;
            add_to(test, app, plugin).await;
        }
        let config = json!({"app": app, "id": one.id(), "config": {"key1": "value1"}});
        let saved = test.admin("PUT", "/k/v1/preview/app/plugin/config.json").json(&config);
        assert_eq!(saved.send().await.status, 200);

        // 002.23, 002.25: the ID is in the body. 002.23, B9.4: the ID is in the query.
        let body = test.admin("DELETE", "/k/v1/plugin.json").json(&json!({"id": one.id()}));
        assert_eq!(body.send().await.json(), json!({}));
        let query = test.admin("DELETE", &format!("/k/v1/plugin.json?id={}", two.id()));
        assert_eq!(query.send().await.json(), json!({}));
        let gone = test.admin("DELETE", "/k/v1/plugin.json").json(&json!({"id": one.id()}));
        assert_eq!(gone.send().await.refusal(), (404, "PD_PLUGIN_NOT_FOUND".to_owned()));

        let window = json!({"offset": 0, "limit": 10});
        let list = get(test, "/k/v1/plugins/required.json", &window).send().await;
        let mut wanted = [
            json!({"id": one.id(), "name": "Plugin 1", "isMarketPlugin": false}),
            json!({"id": two.id(), "name": "Plugin 2", "isMarketPlugin": false}),
        ];
        wanted.sort_by_key(|plugin| plugin["id"].as_str().map(str::to_owned));
        assert_eq!(list.json(), json!({"plugins": wanted}));

        let of_app = format!("/k/v1/preview/app/plugins.json?app={app}");
        let missing = test.admin("GET", &of_app).send().await.json();
        assert_eq!(missing["plugins"][0], json!({"id": one.id(), "name": "Plugin 1", "enabled": false}));

        test.install(&one).await;
        let back = test.admin("GET", &of_app).send().await.json();
        assert_eq!(back["plugins"][0], json!({"id": one.id(), "name": "Plugin 1", "enabled": true}));
        let config = format!("/k/v1/preview/app/plugin/config.json?app={app}&id={}", one.id());
        let config = test.admin("GET", &config).send().await.json();
        assert_eq!(config["config"], json!({"key1": "value1"}));
        let list = test.admin("GET", "/k/v1/plugins/required.json").send().await;
        assert_eq!(ids(&list), [two.id().to_string()]);
    }

    // 002.26, 002.29, 002.30, R37: apps are listed even if the plug-in is only in the preview or
    // not installed.
    async fn tells_the_apps_of_a_plugin(test: &TestApp) {
        let plugin = Plugin::new(0, "1.0.0");
        test.install(&plugin).await;
        let mut apps = Vec::new();
        for n in 0..5 {
            let app = test.preview_app(&format!("App {n}")).await;
            if n != 2 {
                add_to(test, app, &plugin).await;
                apps.push(json!({"id": app.to_string(), "name": format!("App {n}")}));
            }
        }
        let ask = |body: Value| get(test, "/k/v1/plugin/apps.json", &body).send();
        assert_eq!(ask(json!({"id": plugin.id()})).await.json(), json!({"apps": apps}));
        let window = ask(json!({"id": plugin.id(), "offset": 1, "limit": 3})).await;
        assert_eq!(window.json(), json!({"apps": apps[1..]}));
        let delete = test.admin("DELETE", "/k/v1/plugin.json").json(&json!({"id": plugin.id()}));
        assert_eq!(delete.send().await.status, 200);
        assert_eq!(ask(json!({"id": plugin.id()})).await.json(), json!({"apps": apps}));
        assert_eq!(ask(json!({"id": "nothing has this"})).await.json(), json!({"apps": []}));
    }
}
