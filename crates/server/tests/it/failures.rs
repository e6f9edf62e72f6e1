//! Whatever goes wrong under the API is JSON in the caller's language.

use plugdock_server::Config;
use serde_json::json;

use crate::harness::{NOW, PASSWORD, Reply, TestApp};

stories! {
    // B8.3: a text or HTML body makes the vendor's client lose code and message.
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

    // B3.3, B8.3: every parameter that is wrong, at once.
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
                "must not have a colon"
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

    // B8.3: the user's language, else the browser's; a star counts as absent.
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
        test.store().set_locale(user.id, Some("ja"), NOW).await.unwrap();
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
