//! Tests the plug-ins of an app, their saved settings, and deployment (B3.4 to B3.6).

use plugdock_schema::AppId;
use plugdock_server::Config;
use serde_json::{Value, json};

use crate::harness::{Call, PASSWORD, Plugin, TestApp};

const PLUGINS: &str = "/k/v1/preview/app/plugins.json";
const CONFIG: &str = "/k/v1/preview/app/plugin/config.json";
const DEPLOY: &str = "/k/v1/preview/app/deploy.json";

fn add(test: &TestApp, app: AppId, plugins: &[&Plugin]) -> Call {
    let ids: Vec<_> = plugins.iter().map(|plugin| plugin.id()).collect();
    test.admin("POST", PLUGINS)
        .json(&json!({"app": app, "ids": ids}))
}

fn save(test: &TestApp, app: AppId, plugin: &Plugin, config: &Value) -> Call {
    let body = json!({"app": app, "id": plugin.id(), "config": config});
    test.admin("PUT", CONFIG).json(&body)
}

async fn deploy(test: &TestApp, app: AppId) {
    let reply = test
        .admin("POST", DEPLOY)
        .json(&json!({"apps": [{"app": app}]}))
        .send()
        .await;
    assert_eq!(reply.json(), json!({}));
}

async fn ask(test: &TestApp, path: &str, app: AppId) -> Value {
    test.admin("GET", &format!("{path}?app={app}"))
        .send()
        .await
        .json()
}

async fn config(test: &TestApp, path: &str, app: AppId, plugin: &Plugin) -> Value {
    let path = format!("{path}?app={app}&id={}", plugin.id());
    test.admin("GET", &path).send().await.json()
}

stories! {
    // B3.4, R40: changes are pending at first and live after a deployment. The revision is a
    // string.
    async fn plugins_are_added_to_the_pending_settings(test: &TestApp) {
        let (one, two) = (Plugin::new(0, "1"), Plugin::new(1, "1"));
        test.install(&one).await;
        test.install(&two).await;
        let app = test.app("App 1").await;
        assert_eq!(add(test, app, &[&two, &one]).send().await.json(), json!({"revision": "2"}));

        // The order is that of adding (R46).
        let plugins = json!([
            {"id": two.id(), "name": "Plugin 2", "enabled": true},
            {"id": one.id(), "name": "Plugin 1", "enabled": true},
        ]);
        let pending = ask(test, PLUGINS, app).await;
        assert_eq!(pending, json!({"plugins": plugins, "revision": "2"}));
        let live = ask(test, "/k/v1/app/plugins.json", app).await;
        assert_eq!(live, json!({"plugins": [], "revision": "1"}));
        deploy(test, app).await;
        let live = ask(test, "/k/v1/app/plugins.json", app).await;
        assert_eq!(live, json!({"plugins": plugins, "revision": "2"}));

        // A plug-in that is already added stays as it is, and the revision does not change.
        assert_eq!(add(test, app, &[&one]).send().await.json(), json!({"revision": "2"}));
    }

    // B3.4
    async fn adding_is_all_or_nothing_and_heeds_the_revision(test: &TestApp) {
        let one = Plugin::new(0, "1");
        test.install(&one).await;
        let app = test.app("App 1").await;
        let unknown = add(test, app, &[&one, &Plugin::new(1, "1")]).send().await;
        assert_eq!(unknown.refusal(), (404, "PD_PLUGIN_NOT_FOUND".to_owned()));
        let with = |revision: Value| {
            let body = json!({"app": app, "ids": [one.id()], "revision": revision});
            test.admin("POST", PLUGINS).json(&body).send()
        };
        assert_eq!(with(json!(7)).await.refusal(), (409, "GAIA_CO02".to_owned()));
        assert_eq!(ask(test, PLUGINS, app).await, json!({"plugins": [], "revision": "1"}));
        assert_eq!(with(json!("1")).await.json(), json!({"revision": "2"}));
        assert_eq!(with(json!(-1)).await.json(), json!({"revision": "2"}));
        let none = test.admin("POST", PLUGINS).json(&json!({})).send().await;
        assert_eq!(
            none.error()["errors"],
            json!({"app": {"messages": ["Required field."]}, "ids": {"messages": ["Required field."]}})
        );
    }

    // B3.4, B10.31: the parameter may have any case and any manifest language. Other values are not
    // a language.
    async fn names_are_told_in_the_language_asked_for(test: &TestApp) {
        let one = Plugin::new(0, "1");
        test.install(&one).await;
        let app = test.app("App 1").await;
        add(test, app, &[&one]).send().await;
        for (lang, name) in [("ja", "プラグイン1"), ("JA", "プラグイン1"), ("zh", "Plugin 1"), ("EN", "Plugin 1")] {
            let reply = test.admin("GET", &format!("{PLUGINS}?app={app}&lang={lang}")).send().await;
            assert_eq!(reply.json()["plugins"][0]["name"], name, "{lang}");
        }
        let other = test.admin("GET", &format!("{PLUGINS}?app={app}&lang=tlh")).send().await;
        assert_eq!(other.refusal(), (400, "CB_VA01".to_owned()));
    }

    // R40, R41, B3.6
    async fn a_saved_config_is_pending_until_deployed(test: &TestApp) {
        let one = Plugin::new(0, "1");
        test.install(&one).await;
        let app = test.app("App 1").await;
        add(test, app, &[&one]).send().await;
        deploy(test, app).await;
        let live = "/k/v1/app/plugin/config.json";
        assert_eq!(config(test, live, app, &one).await, json!({"config": {}, "revision": "2"}));
        let saved = save(test, app, &one, &json!({"key1": "value1", "": "ü"})).send().await;
        assert_eq!(saved.json(), json!({"revision": "3"}));
        assert_eq!(
            config(test, CONFIG, app, &one).await,
            json!({"config": {"": "ü", "key1": "value1"}, "revision": "3"})
        );
        assert_eq!(config(test, live, app, &one).await, json!({"config": {}, "revision": "2"}));
        deploy(test, app).await;
        // Saving replaces the whole config.
        save(test, app, &one, &json!({"key2": ""})).send().await;
        assert_eq!(
            config(test, live, app, &one).await,
            json!({"config": {"": "ü", "key1": "value1"}, "revision": "3"})
        );
        assert_eq!(
            config(test, CONFIG, app, &one).await,
            json!({"config": {"key2": ""}, "revision": "4"})
        );
        let other = test.admin("GET", &format!("{CONFIG}?app={app}&id={}", "a".repeat(32)));
        assert_eq!(other.send().await.refusal(), (404, "PD_PLUGIN_NOT_ADDED".to_owned()));
        let other = save(test, app, &Plugin::new(1, "1"), &json!({})).send().await;
        assert_eq!(other.refusal(), (404, "PD_PLUGIN_NOT_ADDED".to_owned()));
    }

    // R41: the invalid key is named, and nothing is saved.
    async fn a_config_that_is_wrong_is_refused_by_key(test: &TestApp) {
        let one = Plugin::new(0, "1");
        test.install(&one).await;
        let app = test.app("App 1").await;
        add(test, app, &[&one]).send().await;
        let wrong = json!({"good": "x", "n": 1, "schlüssel": "x", "long": "あ".repeat(65_536)});
        let refused = save(test, app, &one, &wrong).send().await;
        assert_eq!(refused.refusal(), (400, "CB_VA01".to_owned()));
        shows!(refused.error(), @r#"
        {
          "code": "CB_VA01",
          "errors": {
            "config.n": {
              "messages": [
                "The value of \"n\" must be a string."
              ]
            },
            "config.schlüssel": {
              "messages": [
                "The key \"schlüssel\" must contain only ASCII characters."
              ]
            },
            "config.long": {
              "messages": [
                "The value of \"long\" must be at most 65535 characters long."
              ]
            }
          },
          "message": "Missing or invalid input."
        }
        "#);
        let list = save(test, app, &one, &json!(["x"])).send().await;
        assert_eq!(list.error()["errors"]["config"]["messages"][0], "must be an object");
        assert_eq!(config(test, CONFIG, app, &one).await, json!({"config": {}, "revision": "2"}));
    }

    // R44: this is checked when the plug-in is added and when the app is deployed. An update that
    // requires more settings only warns.
    async fn a_plugin_without_its_required_settings_is_not_enabled(test: &TestApp) {
        let needs = json!(["key1", "key2"]);
        let one = Plugin::new(0, "1").with("/config/required_params", needs);
        test.install(&one).await;
        let app = test.app("App 1").await;
        add(test, app, &[&one]).send().await;
        let enabled = async |path: &str| ask(test, path, app).await["plugins"][0]["enabled"].clone();
        assert_eq!(enabled(PLUGINS).await, json!(false));
        save(test, app, &one, &json!({"key1": "x"})).send().await;
        assert_eq!(enabled(PLUGINS).await, json!(false));
        // An empty value counts as well.
        save(test, app, &one, &json!({"key1": "x", "key2": ""})).send().await;
        assert_eq!(enabled(PLUGINS).await, json!(true));
        deploy(test, app).await;
        let live = "/k/v1/app/plugins.json";
        assert_eq!(enabled(live).await, json!(true));
        let more = Plugin::new(0, "2").with("/config/required_params", json!(["key3"]));
        let body = json!({"id": more.id(), "fileKey": test.upload(more.pack()).await});
        test.admin("PUT", "/k/v1/plugin.json").json(&body).send().await;
        assert_eq!(enabled(live).await, json!(true));
        deploy(test, app).await;
        assert_eq!(enabled(live).await, json!(false));
    }

    // B3.5
    async fn deployment_answers_as_the_clients_expect(test: &TestApp) {
        let (one, two) = (test.preview_app("App 1").await, test.preview_app("App 2").await);
        let undeployed = test.admin("GET", &format!("/k/v1/app/plugins.json?app={one}")).send().await;
        assert_eq!(undeployed.refusal(), (404, "GAIA_AP01".to_owned()));
        // Either all apps are deployed or none.
        let body = json!({"apps": [{"app": one, "revision": 1}, {"app": two, "revision": 9}]});
        let refused = test.admin("POST", DEPLOY).json(&body).send().await;
        assert_eq!(refused.refusal(), (409, "GAIA_CO02".to_owned()));
        let undeployed = test.admin("GET", &format!("/k/v1/app/plugins.json?app={one}")).send().await;
        assert_eq!(undeployed.refusal(), (404, "GAIA_AP01".to_owned()));
        let body = json!({"apps": [{"app": one, "revision": 1}, {"app": two.to_string()}]});
        let done = test.admin("POST", DEPLOY).json(&body).send().await;
        assert_eq!(done.json(), json!({}));

        let status = json!({"apps": [
            {"app": one.to_string(), "status": "SUCCESS"},
            {"app": two.to_string(), "status": "SUCCESS"},
        ]});
        // B9.4, B10.30: the client encodes the query, other callers do not, and some repeat the
        // parameter.
        for query in [
            format!("apps%5B0%5D={one}&apps%5B1%5D={two}"),
            format!("apps[0]={one}&apps[1]={two}"),
            format!("apps={one}&apps={two}"),
        ] {
            let reply = test.admin("GET", &format!("{DEPLOY}?{query}")).send().await;
            assert_eq!(reply.json(), status, "{query}");
        }
        let gone = test.admin("GET", &format!("{DEPLOY}?apps=77")).send().await;
        assert_eq!(gone.refusal(), (404, "GAIA_AP01".to_owned()));
        assert_eq!(
            gone.error()["message"],
            "The app (ID: 77) not found. The app may have been deleted."
        );
        let wrong = json!({"apps": [{"app": one}, {"revision": "x"}, 3]});
        let wrong = test.admin("POST", DEPLOY).json(&wrong).send().await;
        let places = wrong.error()["errors"].clone();
        let places: Vec<_> = places.as_object().unwrap().keys().cloned().collect();
        assert_eq!(places, ["apps[1].app", "apps[1].revision", "apps[2]"]);
    }

    // B3.5
    async fn pending_settings_can_be_thrown_away(test: &TestApp) {
        let one = Plugin::new(0, "1");
        test.install(&one).await;
        let app = test.app("App 1").await;
        add(test, app, &[&one]).send().await;
        let revert = json!({"apps": [{"app": app}], "revert": true});
        let done = test.admin("POST", DEPLOY).json(&revert).send().await;
        assert_eq!(done.json(), json!({}));
        assert_eq!(ask(test, PLUGINS, app).await["plugins"], json!([]));
        let never = json!({"apps": [{"app": test.preview_app("App 2").await}], "revert": true});
        let never = test.admin("POST", DEPLOY).json(&never).send().await;
        assert_eq!(never.refusal(), (400, "PD_NEVER_DEPLOYED".to_owned()));
    }

    // B3.1, T78: this requires the right to manage the app. Only the live config can be read by
    // anyone who can see records.
    async fn settings_are_for_who_manages_the_app(test: &TestApp) {
        let one = Plugin::new(0, "1");
        test.install(&one).await;
        let app = test.app("App 1").await;
        add(test, app, &[&one]).send().await;
        deploy(test, app).await;
        test.user("ada").await;
        let id = one.id();
        let ada = |method: &str, path: String| test.call(method, &path).password("ada", PASSWORD);
        let config = json!({"app": app, "id": id, "config": {}});
        for call in [
            ada("GET", format!("{PLUGINS}?app={app}")),
            ada("GET", format!("/k/v1/app/plugins.json?app={app}")),
            ada("POST", PLUGINS.to_owned()).json(&json!({"app": app, "ids": ["a".repeat(32)]})),
            ada("GET", format!("{CONFIG}?app={app}&id={id}")),
            ada("PUT", CONFIG.to_owned()).json(&config),
            ada("POST", DEPLOY.to_owned()).json(&json!({"apps": [{"app": app}]})),
            ada("GET", format!("{DEPLOY}?apps={app}")),
            ada("GET", format!("/k/api/app/token.json?app={app}")),
            ada("POST", "/k/api/app/token.json".to_owned()).json(&json!({"app": app})),
        ] {
            assert_eq!(call.send().await.refusal(), (403, "CB_NO02".to_owned()));
        }
        let live = ada("GET", format!("/k/v1/app/plugin/config.json?app={app}&id={id}"));
        assert_eq!(live.send().await.json()["config"], json!({}));
    }
}

// R48
#[tokio::test]
async fn an_app_has_at_most_as_many_plugins_as_set() {
    let config = Config {
        plugins_per_app: 1,
        ..Config::default()
    };
    let test = TestApp::with(config).await;
    let (one, two) = (Plugin::new(0, "1"), Plugin::new(1, "1"));
    test.install(&one).await;
    test.install(&two).await;
    let app = test.app("App 1").await;
    let both = add(&test, app, &[&one, &two]).send().await;
    assert_eq!(both.refusal(), (400, "PD_PLUGIN_LIMIT".to_owned()));
    assert_eq!(
        both.error()["message"],
        "An app can have at most 1 plug-in. Remove one first."
    );
    let first = add(&test, app, &[&one]).send().await;
    assert_eq!(first.status, 200, "{}", first.text());
    let second = add(&test, app, &[&two]).send().await;
    assert_eq!(second.refusal(), (400, "PD_PLUGIN_LIMIT".to_owned()));
    assert_eq!(Config::default().plugins_per_app, 20);
}
